// What an endpoint signs with and sends that is sealed, opened for a run. Texts live as long as the run, in memory; a key that an
// older master key wraps is wrapped anew on the way.

import { keysInForce, type EndpointSecrets } from "../../webhooks/index.ts";
import {
  loadEndpointAt,
  saveSecrets,
  type KeptSecrets,
  type StoredEndpoint,
} from "../../webhooks/store/endpoints.ts";
import type { ObjectStore } from "../object-store.ts";
import { secretName } from "./sealed-secrets.ts";
import { openText, rewrapText, type SecretBox } from "./secret-box.ts";

export interface OpenedSecrets extends EndpointSecrets {
  /** All that sign now, for the schemes that the endpoint asks for. */
  readonly keys: readonly string[];
}

export interface SecretKeeper {
  open(endpoint: StoredEndpoint, nowMs: number): Promise<OpenedSecrets>;
}

/** Opens once what stays as it is: a change of the endpoint is another version, and each end of a key another set of them. */
export function createSecretKeeper(box: SecretBox): SecretKeeper {
  let kept: { readonly version: number; readonly opening: Promise<Opened> } | null = null;
  let last: { readonly opened: Opened; readonly untilMs: number; readonly secrets: OpenedSecrets } | null =
    null;
  return {
    open: async (endpoint, nowMs) => {
      const { version } = endpoint;
      if (kept?.version !== version) kept = { version, opening: openSecrets(box, endpoint, nowMs) };
      const opened = await kept.opening;
      if (last?.opened !== opened || last.untilMs <= nowMs)
        last = { opened, untilMs: nextEnd(opened, nowMs), secrets: inForceAt(opened, nowMs) };
      return last.secrets;
    },
  };
}

interface Opened extends EndpointSecrets {
  readonly keys: readonly { readonly secret: string; readonly untilMs: number | null }[];
}

function nextEnd({ keys }: Opened, nowMs: number): number {
  const ends = keys.flatMap(({ untilMs }) => (untilMs !== null && untilMs > nowMs ? [untilMs] : []));
  return Math.min(...ends);
}

function inForceAt({ keys, ...opened }: Opened, nowMs: number): OpenedSecrets {
  const inForce = keys.filter(({ untilMs }) => untilMs === null || untilMs > nowMs);
  return { ...opened, keys: inForce.map(({ secret }) => secret) };
}

async function openSecrets(
  box: SecretBox,
  { id, secrets, document }: StoredEndpoint,
  nowMs: number,
): Promise<Opened> {
  const open = async (use: "headers" | "credentials", sealed: string | null) =>
    sealed === null
      ? {}
      : (JSON.parse(await openText(box, secretName(id, use), sealed)) as Readonly<Record<string, string>>);
  const signing = keysInForce(secrets.signing, nowMs).filter(({ scheme }) =>
    document.signatures.includes(scheme),
  );
  return {
    secret_headers: await open("headers", secrets.headers),
    credentials: await open("credentials", secrets.credentials),
    keys: await Promise.all(
      signing.map(async ({ secret, untilMs }) => ({
        secret: await openText(box, secretName(id, "signing"), secret),
        untilMs,
      })),
    ),
  };
}

/** Stores them anew where the master key has changed, unless they were changed meanwhile. */
export async function rewrapSecrets(
  { db }: Pick<ObjectStore, "db">,
  box: SecretBox,
  { no, secrets }: StoredEndpoint,
): Promise<void> {
  const rewrap = async (sealed: string | null) => (sealed === null ? null : rewrapText(box, sealed));
  const signing = await Promise.all(
    secrets.signing.map(async (key) => ({ ...key, secret: await rewrapText(box, key.secret) })),
  );
  const rewrapped: KeptSecrets = {
    ...secrets,
    signing,
    headers: await rewrap(secrets.headers),
    credentials: await rewrap(secrets.credentials),
  };
  const before = JSON.stringify(secrets);
  if (JSON.stringify(rewrapped) === before) return;
  const stored = loadEndpointAt(db, no);
  if (stored !== null && JSON.stringify(stored.secrets) === before) saveSecrets(db, no, rewrapped);
}
