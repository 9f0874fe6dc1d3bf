// The isolate's cache of bundles. A bundle needs no lifetime: what it allows is fenced by the object. Only its refusals
// could be out of date, so a refusal is confirmed with a fresh bundle: at most once a second per tenant and isolate, and
// ten times a second for keys that say they are younger than the bundle. So a key works in every isolate a tenth of a
// second after it was made, and a resumed tenant a second after; in the isolate that did it, at once.

import type { Tenant } from "../directory/index.ts";
import { fault, type FaultCode } from "../kernel/fault.ts";
import { idTimeMs, type KeyId } from "../kernel/ids.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { SECOND_MS } from "../kernel/time.ts";
import { bundleBytes, compileBundle, type Bundle, type CompiledBundle } from "../policy/index.ts";
import {
  shardAt,
  tenantAt,
  type CommandInputs,
  type CommandName,
  type Committed,
  type Envelope,
  type ShardApi,
  type TenantApi,
} from "../tenant/index.ts";
import type { Cached, Rim } from "./rim.ts";

/** A move pauses a tenant for less than a second; who waits longer than this asks again. */
const WAIT_MS = 50;
const MOST_WAITS = 60;
const CONFIRM_EVERY_MS = SECOND_MS;
const CONFIRM_YOUNG_KEY_EVERY_MS = 100;

export function tenantApi(rim: Rim, tenant: Tenant): TenantApi {
  return tenantAt(rim.placement, tenant);
}

export function shardApi(rim: Rim, tenant: Tenant, shard: number): ShardApi {
  return shardAt(rim.placement, tenant, shard);
}

/** Has this deployment, here and where the object is, what the tenant's silo is opened with? A pool needs nothing. */
export function isOpen({ placement }: Rim, { tenant: { isolation }, siloKeys, privacy }: Bundle): boolean {
  return privacy.hashKey !== null && placement.opens({ isolation, siloKeys });
}

export async function loadBundle(rim: Rim, tenant: Tenant): Promise<Result<Cached<CompiledBundle>>> {
  const cached = rim.bundles.get(tenant.id);
  if (cached === undefined) return refreshBundle(rim, tenant);
  // A silo's keys may be under another master key by now.
  const isLocked = !isOpen(rim, cached.value) && rim.clock() - cached.readAtMs >= CONFIRM_EVERY_MS;
  return isLocked ? refreshBundle(rim, tenant) : ok(cached);
}

export async function refreshBundle(rim: Rim, tenant: Tenant): Promise<Result<Cached<CompiledBundle>>> {
  const bundle = await askBundle(rim, tenant);
  if (!bundle.ok) return bundle;
  const cached = { value: compileBundle(bundle.value), readAtMs: rim.clock() };
  rim.bundles.set(tenant.id, cached, bundleBytes(bundle.value));
  return ok(cached);
}

const MOVING_CODES: ReadonlySet<FaultCode> = new Set<FaultCode>(["tenant.moving", "tenant.moved"]);

/** Did the object refuse because the tenant is on its way to another jurisdiction? It soon is there. */
export function isMoving(code: FaultCode): boolean {
  return MOVING_CODES.has(code);
}

/** A tenant that is being moved is waited for; its directory entry says where it is afterwards. */
async function askBundle(rim: Rim, tenant: Tenant): Promise<Result<Bundle>> {
  let placed = tenant;
  for (let waits = 0; ; waits++) {
    const bundle = await tenantApi(rim, placed).bundle();
    if (bundle.ok) return bundle;
    if (!isMoving(bundle.fault.code))
      return failed(fault("tenant.unavailable", "the object does not know the tenant"));
    if (waits === MOST_WAITS) return bundle;
    await rim.wait(WAIT_MS);
    placed = (await rim.directory.load({ by: "id", id: tenant.id })) ?? placed;
  }
}

/** Is a refusal by this bundle old enough to be worth asking again? A key's id tells when it was made. */
export function mayBeOutdated(rim: Rim, bundle: Cached<CompiledBundle>, keyId: KeyId): boolean {
  const isYoungerKey =
    bundle.value.keys[keyId] === undefined && idTimeMs(keyId) >= bundle.readAtMs - SECOND_MS;
  const ageMs = rim.clock() - bundle.readAtMs;
  return ageMs >= (isYoungerKey ? CONFIRM_YOUNG_KEY_EVERY_MS : CONFIRM_EVERY_MS);
}

export interface Command<N extends CommandName> {
  readonly name: N;
  readonly input: CommandInputs[N];
  readonly envelope: Envelope;
}

/** Has a command executed; what this isolate knew of the tenant before it is forgotten, so that its next request sees it. */
export async function executeCommand<N extends CommandName>(
  rim: Rim,
  tenant: Tenant,
  { name, input, envelope }: Command<N>,
): Promise<Result<Committed>> {
  const committed = await tenantApi(rim, tenant).execute(name, input, envelope);
  const cached = rim.bundles.get(tenant.id);
  // Stored but not acknowledged (`internal.unavailable`) has changed something too.
  const isChanged = committed.ok
    ? cached !== undefined && cached.value.epoch < committed.value.epoch
    : committed.fault.code === "internal.unavailable";
  if (isChanged) rim.bundles.delete(tenant.id);
  return committed;
}
