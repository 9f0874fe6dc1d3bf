// An endpoint is changed, paused or enabled again. What is given replaces what was; secrets that are not given stay. An endpoint
// that is enabled again begins anew: its receiver counts as well, and what waited for a retry is due at once.

import { fault, type Violation } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { pointerTo, violationsOf } from "../../kernel/violations.ts";
import {
  endpointSchema,
  missingSchemes,
  NEW_HEALTH,
  type Endpoint,
  type EndpointChange,
  type EndpointStatus,
} from "../../webhooks/index.ts";
import { beginWaitingAnew } from "../../webhooks/store/replays.ts";
import { saveEndpoint, type KeptSecrets, type StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import type { Change, Tx } from "../commit.ts";
import { refuseDestination } from "../webhooks/check-destination.ts";
import { findEndpoint } from "../webhooks/find-endpoint.ts";
import { kick } from "../webhooks/kick.ts";
import { refusedChange } from "../webhooks/refused-change.ts";
import type { SealedSecrets } from "../webhooks/sealed-secrets.ts";
import { viewEndpoint } from "../webhooks/view-endpoint.ts";

export interface ChangeWebhookEndpoint {
  readonly id: string;
  /** The version that the caller knows; null to change whatever there is. */
  readonly expectedVersion: number | null;
  /** Without secrets. */
  readonly change: Omit<EndpointChange, "secret_headers" | "credentials">;
  readonly status?: Exclude<EndpointStatus, "disabled"> | undefined;
  readonly sealed: SealedSecrets;
}

export function changeWebhookEndpoint(tx: Tx, input: ChangeWebhookEndpoint): Result<Change> {
  const found = findEndpoint(tx.db, input);
  if (!found.ok) return found;
  const before = found.value;
  const parsed = endpointSchema.safeParse({ ...before.document, ...input.change });
  const violations = parsed.success
    ? doubleHeaders(parsed.data, input.sealed.headers?.names ?? before.secrets.headerNames)
    : violationsOf(parsed.error, "");
  const [first] = violations;
  if (!parsed.success || first !== undefined)
    return failed(fault("request.invalid", `${first?.pointer}: ${first?.message}`, violations));
  const refusal = refuseDestination(tx, parsed.data);
  if (refusal !== null) return ok(refusedChange(refusal, `webhook:${input.id}`));
  const after = changed(tx, before, { ...input, document: parsed.data });
  saveEndpoint(tx.db, after);
  return ok({
    reply: { endpoint: viewEndpoint(after, tx.nowMs), added: addedSchemes(before, after) },
    resource: `webhook:${input.id}`,
    detail: { before: viewEndpoint(before, tx.nowMs), after: viewEndpoint(after, tx.nowMs) },
    raisesEpoch: false,
    effects: after.status === "active" ? kick(tx.db) : [],
  });
}

/** A change may bring one half of the headers only: whether a name is in the other is seen here. */
function doubleHeaders({ headers }: Endpoint, secretNames: readonly string[]): Violation[] {
  const shown = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  return secretNames
    .filter((name) => shown.has(name.toLowerCase()))
    .map((name) => ({ pointer: pointerTo("/secret_headers", name), message: "this header is there twice" }));
}

type Changed = ChangeWebhookEndpoint & { readonly document: Endpoint };

function changed({ sql, nowMs }: Tx, before: StoredEndpoint, input: Changed): StoredEndpoint {
  const { document, sealed, status = before.status } = input;
  const isEnabled = status === "active" && before.status === "disabled";
  if (isEnabled) beginWaitingAnew(sql, before.no, nowMs);
  return {
    ...before,
    version: before.version + 1,
    document,
    secrets: mergeSecrets(before.secrets, sealed, document),
    status,
    reason: status === "disabled" ? before.reason : null,
    // A receiver at another address has not failed yet.
    health: isEnabled || document.url !== before.document.url ? NEW_HEALTH : before.health,
    updatedAtMs: nowMs,
  };
}

function mergeSecrets(before: KeptSecrets, sealed: SealedSecrets, { signatures }: Endpoint): KeptSecrets {
  const missing = missingSchemes(before.signing, signatures);
  const { headers, credentials } = sealed;
  return {
    signing: [...before.signing, ...sealed.signing.filter(({ scheme }) => missing.includes(scheme))],
    headers: headers === undefined ? before.headers : headers.sealed,
    headerNames: headers === undefined ? before.headerNames : headers.names,
    credentials: credentials === undefined ? before.credentials : credentials.sealed,
    credentialNames: credentials === undefined ? before.credentialNames : credentials.names,
  };
}

/** Whose first key was made by the change: its secret is to be told. */
function addedSchemes(before: StoredEndpoint, after: StoredEndpoint): string[] {
  const known = new Set(before.secrets.signing.map(({ secret }) => secret));
  return after.secrets.signing.filter(({ secret }) => !known.has(secret)).map(({ scheme }) => scheme);
}
