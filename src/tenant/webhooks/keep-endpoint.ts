// Changes of an endpoint that may bring secrets along: where they lead to is checked and what is secret is sealed, before the
// commit that keeps it.
//
// Crash gap: between sealing and the commit nothing is stored; whoever asked asks again.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { AddressRules, Endpoint } from "../../webhooks/index.ts";
import type { CommandInputs } from "../commands.ts";
import type { Committed } from "../commit.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
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
  const endpointId = kept.input.id;
  const sealed = await sealSecrets(box, { endpointId, given: kept.secrets, nowMs: store.clock() });
  return run({ ...checked.value, sealed } as CommandInputs[N]);
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

async function checkKept({ store, rules }: Keeper, box: SecretBox, kept: AnyKept): Promise<Result<object>> {
  const { input, secrets } = kept;
  const { document, change } = input;
  if (document !== undefined) {
    const checked = checkTarget({ ...document, credentials: secrets.credentials ?? {} }, rules);
    return checked.ok ? ok({ ...input, document: { ...document, connector: checked.value } }) : checked;
  }
  if (change?.url === undefined && change?.connector === undefined && secrets.credentials === undefined)
    return ok(input);
  const before = findEndpoint(store.db, input);
  if (!before.ok) return before;
  const { url, connector } = { ...before.value.document, ...change };
  const credentials = secrets.credentials ?? (await credentialsOf(store, box, input.id));
  const checked = checkTarget({ url, connector, credentials: connector === null ? {} : credentials }, rules);
  return checked.ok ? ok({ ...input, change: { ...change, connector: checked.value } }) : checked;
}

async function credentialsOf(
  { db }: ObjectStore,
  box: SecretBox,
  id: string,
): Promise<Readonly<Record<string, string>>> {
  const found = findEndpoint(db, { id });
  const sealed = found.ok ? found.value.secrets.credentials : null;
  if (sealed === null) return {};
  return JSON.parse(await openText(box, secretName(id, "credentials"), sealed)) as Readonly<
    Record<string, string>
  >;
}
