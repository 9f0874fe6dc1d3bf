// Runs one plan against an arena: the isolates' operations, the change and the disturbance at once; then what starts
// after the acknowledgement. The first thing that may not be throws, with the seed that does it again.

import { runInDurableObject } from "cloudflare:test";
import { outcomeOf, type Arena, type Outcome, type Trace } from "./new-enemy-arena.ts";
import { changeOf, type ChangeOf } from "./new-enemy-change.ts";
import { operate } from "./new-enemy-operation.ts";
import { pass, type Plan } from "./new-enemy-plan.ts";
import { breakWrites, evict, mendWrites, shardStub, sqlIn, tenantStub } from "./objects.ts";

const BROKEN: Partial<Record<Kind, readonly ["UPDATE" | "INSERT", string]>> = {
  fence_fails: ["UPDATE", "shard_state"],
  append_fails: ["INSERT", "batches"],
};
const MOST_REPEATS = 5;

type Kind = Plan["disturbance"]["kind"];

/** Sends of the change that were not acknowledged at first. */
export async function interleave(arena: Arena, plan: Plan): Promise<number> {
  for (const isolate of plan.refreshed) arena.isolates[isolate] = arena.acknowledged;
  const first = arena.traces.length;
  await breakShard(arena, plan);
  const change = changeOf(arena, plan.change.kind);
  const during = startOperations(arena, plan, "during");
  const changing = sendChange(arena, plan, change);
  await disturb(arena, plan);
  const unconfirmed = await changing;
  await evictAfter(arena, plan);
  await Promise.all([...during, ...startOperations(arena, plan, "after")]);
  await mendShard(arena, plan);
  checkTraces(plan, arena.traces.slice(first));
  if (plan.isTriedAgain) await tryAgain(arena, plan, arena.traces.slice(first));
  return unconfirmed;
}

function startOperations(arena: Arena, plan: Plan, phase: "during" | "after"): Promise<Trace>[] {
  const planned = plan.operations.filter((operation) => operation.phase === phase);
  return planned.map(async (operation) => {
    await pass(operation.delay);
    return operate(arena, operation);
  });
}

/** Every copy of the change until it is acknowledged; how many were not at once. */
async function sendChange(arena: Arena, plan: Plan, change: ChangeOf): Promise<number> {
  const number = (arena.changes += 1);
  await pass(plan.change.delay);
  const copies = Array.from({ length: plan.change.copies }, (_, copy) => `${number} ${copy}`);
  const outcomes = await Promise.all(copies.map(async (key) => attempt(change, key)));
  const [first] = outcomes;
  if (first === "stale" || first === "refused") violate(plan, `the change was answered ${first}`);
  const pending = copies.filter((_, copy) => ["unconfirmed", "lost"].includes(outcomes[copy] ?? ""));
  if (pending.length > 0 && !mayFail(plan, "fence")) violate(plan, "not acknowledged, but nothing failed");
  if (pending.length > 0) await mendShard(arena, plan);
  for (const key of pending) await repeat(arena, { plan, change, key });
  change.settle();
  return pending.length;
}

async function attempt(change: ChangeOf, key: string): Promise<Outcome> {
  try {
    return outcomeOf(await change.send(key));
  } catch {
    return "lost";
  }
}

async function repeat(
  arena: Arena,
  { plan, change, key }: { plan: Plan; change: ChangeOf; key: string },
): Promise<void> {
  for (let repeats = 0; repeats < MOST_REPEATS; repeats++) {
    await endWaits(arena);
    const outcome = await attempt(change, key);
    if (outcome === "done" || outcome === "refused") return;
  }
  violate(plan, "never acknowledged, although nothing fails any more");
}

/** As if the waits of the outbox were over. */
async function endWaits({ tenant }: Arena): Promise<void> {
  await sqlIn(tenantStub(tenant), "UPDATE effects SET not_before_ms = 1");
}

async function breakShard({ tenant }: Arena, { disturbance: { kind, shard } }: Plan): Promise<void> {
  const broken = BROKEN[kind];
  if (broken !== undefined) await breakWrites(shardStub(tenant, shard), ...broken);
}

/** Again it changes nothing. */
async function mendShard({ tenant }: Arena, { disturbance: { kind, shard } }: Plan): Promise<void> {
  const broken = BROKEN[kind];
  if (broken !== undefined) await mendWrites(shardStub(tenant, shard), broken[1]);
}

async function disturb({ tenant }: Arena, { disturbance: { kind, shard, delay } }: Plan): Promise<void> {
  await pass(delay);
  const stub = kind.endsWith("_tenant") ? tenantStub(tenant) : shardStub(tenant, shard);
  if (kind.startsWith("evict_")) await evictIfAwake(stub);
  if (kind.startsWith("restart_")) await restart(stub);
}

async function evictAfter({ tenant }: Arena, plan: Plan): Promise<void> {
  if (plan.evictedAfter === "tenant") await evictIfAwake(tenantStub(tenant));
  if (plan.evictedAfter === "shard") await evictIfAwake(shardStub(tenant, plan.disturbance.shard));
}

async function evictIfAwake(stub: unknown): Promise<void> {
  // An object that a restart has ended is not awake: there is nothing to evict.
  await evict(stub).catch(() => {});
}

/** Ends the object where it stands; whatever it was doing is cut off. */
async function restart(stub: unknown): Promise<void> {
  await runInDurableObject(stub as DurableObjectStub, (_object, state) => state.abort("restart")).catch(
    () => {},
  );
}

/** May a call to this part fail because of what the plan does? */
function mayFail({ disturbance: { kind } }: Plan, part: "fence" | "append"): boolean {
  return kind.startsWith("restart_") || kind === `${part}_fails`;
}

function checkTraces(plan: Plan, traces: readonly Trace[]): void {
  for (const trace of traces) if (!isAllowed(plan, trace)) violate(plan, JSON.stringify(trace));
}

function isAllowed(plan: Plan, { kind, outcome, isLate }: Trace): boolean {
  if (outcome === "lost") return mayFail(plan, "fence") || (kind === "append" && mayFail(plan, "append"));
  if (isLate) return outcome === "stale" || outcome === "empty";
  return outcome === "unconfirmed" ? mayFail(plan, "fence") : outcome !== "refused";
}

/** What was refused as stale is done once its isolate has the newest bundle. */
async function tryAgain(arena: Arena, plan: Plan, traces: readonly Trace[]): Promise<void> {
  const stale = traces.find(({ outcome }) => outcome === "stale");
  // A grant that was lost may have raised the epoch further than anybody was told.
  if (stale === undefined || traces.some(({ kind }) => kind === "grant")) return;
  arena.isolates[0] = arena.acknowledged;
  const again = await operate(arena, { ...stale, isolate: 0 });
  if (again.outcome !== "done") violate(plan, `tried again: ${JSON.stringify(again)}`);
}

function violate(plan: Plan, what: string): never {
  throw new Error(`${what}; plan ${JSON.stringify(plan)}`);
}
