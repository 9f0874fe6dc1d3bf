// Changes of an endpoint that may bring secrets along: where they lead to is checked and what is secret is sealed, before the
// commit that keeps it.
//
// Crash gap: between sealing and the commit nothing is stored; whoever asked asks again.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { AddressRules, Endpoint, EndpointSecrets } from "../../webhooks/index.ts";
import type { StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import type { CommandInputs } from "../commands.ts";
import type { Committed } from "../commit.ts";
import { loadState } from "../object-store.ts";
import type { KeyMaker } from "../rekey.ts";
import { checkTarget } from "./check-target.ts";
import { findEndpoint } from "./find-endpoint.ts";
import { sealSecrets, secretName, type GivenSecrets } from "./sealed-secrets.ts";
import { openText, type SecretBox } from "./secret-box.ts";

export type SecretCommand =
  | "webhooks.create_endpoint"
  | "webhooks.change_endpoint"
  | "webhooks.rotate_secret";

export interface Kept<N extends SecretCommand> {
  readonly input: Omit<CommandInputs[N], "sealed">;
  readonly secrets: GivenSecrets;
}

export interface Keeper extends KeyMaker {
  readonly rules: AddressRules;
}

type Run<N extends SecretCommand> = (input: CommandInputs[N]) => Promise<Result<Committed>>;

export async function keepEndpoint<N extends SecretCommand>(
  keeper: Keeper,
  kept: Kept<N>,
  run: Run<N>,
): Promise<Result<Committed>> {
  const { store, vault } = keeper;
  const state = loadState(store.db);
  if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
  const box = { vault, tenantId: state.tenant.id, random: store.random };
  const checked = await checkKept(keeper, box, kept);
  if (!checked.ok) return checked;
  const { input, credentials } = checked.value;
  const given = { ...kept.secrets, credentials };
  const sealed = await sealSecrets(box, { endpointId: kept.input.id, given, nowMs: store.clock() });
  return run({ ...input, sealed } as CommandInputs[N]);
}

/** What the three have between them. */
interface AnyKept {
  readonly input: {
    readonly id: string;
    readonly document?: Endpoint;
    readonly change?: Partial<Pick<Endpoint, "url" | "connector">>;
  };
  readonly secrets: GivenSecrets;
}

interface CheckedKept {
  readonly input: object;
  /** To seal; undefined where those that are sealed stay. */
  readonly credentials: GivenSecrets["credentials"];
}

async function checkKept(
  { store, rules }: Keeper,
  box: SecretBox,
  kept: AnyKept,
): Promise<Result<CheckedKept>> {
  const { input, secrets } = kept;
  const { document, change } = input;
  if (document !== undefined) {
    const checked = checkTarget({ ...document, credentials: secrets.credentials ?? {} }, rules);
    if (!checked.ok) return checked;
    const { connector, credentials } = checked.value;
    return ok({ input: { ...input, document: { ...document, connector } }, credentials });
  }
  if (change?.url === undefined && change?.connector === undefined && secrets.credentials === undefined)
    return ok({ input, credentials: undefined });
  const before = findEndpoint(store.db, input);
  if (!before.ok) return before;
  const { url, connector } = { ...before.value.document, ...change };
  // Those of one connector are no other's, and of no use without one.
  const isSame = connector !== null && connector.id === before.value.document.connector?.id;
  const given = secrets.credentials ?? (isSame ? undefined : {});
  if (connector === null && Object.keys(given ?? {}).length > 0) return noConnector();
  const credentials = given ?? (await credentialsOf(box, before.value));
  const checked = checkTarget({ url, connector, credentials }, rules);
  if (!checked.ok) return checked;
  return ok({
    input: { ...input, change: { ...change, connector: checked.value.connector } },
    credentials: given === undefined ? undefined : checked.value.credentials,
  });
}

function noConnector(): Result<never> {
  const message = "credentials are for a connector; an endpoint's own are `secret_headers`";
  return failed(fault("request.invalid", `/credentials: ${message}`, [{ pointer: "/credentials", message }]));
}

async function credentialsOf(
  box: SecretBox,
  { id, secrets: { credentials: sealed } }: StoredEndpoint,
): Promise<EndpointSecrets["credentials"]> {
  if (sealed === null) return {};
  return JSON.parse(
    await openText(box, secretName(id, "credentials"), sealed),
  ) as EndpointSecrets["credentials"];
}
