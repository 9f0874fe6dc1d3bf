// What a receiver that never answers does to the delays of another endpoint of the same tenant.

import { measureDelays, type CommitEvent } from "./event-load.ts";
import { quantile } from "./paced-load.ts";
import { toRow, type Row } from "./report.ts";
import { PACE, PACED_EVENTS, take, type Arena } from "./webhook-arena.ts";
import { commitFor, createWebhookTenant } from "./webhook-world.ts";

const DEAD_ROUNDS = 5;
const DEAD_TARGET = "< 1.5";

/** Delays of one endpoint while as many events go to another, which answers or never does. */
async function besideOther(
  { receiver, tools }: Arena,
  commit: CommitEvent,
  other: CommitEvent,
): Promise<number> {
  const own = { ...take(PACED_EVENTS, tools), perSecond: PACE };
  const theirs = take(PACED_EVENTS, tools);
  let sent = 0;
  const both: CommitEvent = async (no) => {
    // Not waited for: an event for the other endpoint may never arrive, but each is committed.
    await Promise.all([commit(no), other(theirs.from + sent++)]);
  };
  return (await measureDelays(receiver, both, own)).p99;
}

/** Each case has a tenant of its own, so that what a dead endpoint leaves behind is with it only. */
export async function compareWithDead(arena: Arena): Promise<Row[]> {
  const { gateway, receiver, tools } = arena;
  const urls = { live: receiver.url, dead: receiver.deadUrl };
  const cases = await Promise.all(
    (["live", "dead"] as const).map(async (other) => {
      const tenant = await createWebhookTenant(gateway, `beside-${other}`, {
        own: urls.live,
        other: urls[other],
      });
      return [commitFor(gateway, tenant, "own"), commitFor(gateway, tenant, "other")] as const;
    }),
  );
  const ratios: number[] = [];
  const told: number[][] = [];
  for (let round = 0; round <= DEAD_ROUNDS; round++) {
    const p99: number[] = [];
    for (const [commit, other] of cases) p99.push(await besideOther(arena, commit, other));
    const [live = 0, dead = 0] = p99;
    tools.say(`p99 ${live.toFixed(1)} ms beside a live endpoint, ${dead.toFixed(1)} ms beside a dead one`);
    // The first round warms both up.
    if (round === 0) continue;
    ratios.push(dead / live);
    told.push(p99);
  }
  const p99Of = (at: number): number =>
    quantile(
      told.map((p99) => p99[at] ?? 0),
      0.5,
    );
  return [
    toRow({ name: "p99 beside a live endpoint", value: p99Of(0), unit: "ms" }),
    toRow({ name: "p99 beside a dead endpoint", value: p99Of(1), unit: "ms" }),
    toRow({ name: "dead / live: p99", value: quantile(ratios, 0.5), unit: "ratio", target: DEAD_TARGET }),
  ];
}
