// What a receiver that never answers does to the delays of another endpoint of the same tenant.
//
// The two cases take turns of a few seconds, each first as often as second, and p99 is of all events of a case. Once in some 20
// seconds the runtime collects all garbage of the isolate, 70 to 110 ms in which nothing is answered: in a single long turn of either
// case that is about a hundredth of its events, and would be all that p99 tells.

import { listDelays, type CommitEvent } from "./event-load.ts";
import { quantile } from "./paced-load.ts";
import { toRow, type Row } from "./report.ts";
import { PACE, PACED_EVENTS, take, type Arena } from "./webhook-arena.ts";
import { commitFor, createWebhookTenant } from "./webhook-world.ts";

const TURNS = 20;
const EVENTS_OF_TURN = PACED_EVENTS / 2;
const DEAD_TARGET = "< 1.5";

type Other = "live" | "dead";

interface Case {
  readonly other: Other;
  readonly commitOwn: CommitEvent;
  readonly commitOther: CommitEvent;
}

/** Delays of one endpoint while as many events go to another, which answers or never does. */
async function besideOther({ receiver, tools }: Arena, { commitOwn, commitOther }: Case): Promise<number[]> {
  const own = { ...take(EVENTS_OF_TURN, tools), perSecond: PACE };
  const theirs = take(EVENTS_OF_TURN, tools);
  let sent = 0;
  const both: CommitEvent = async (no) => {
    // Not waited for: an event for the other endpoint may never arrive, but each is committed.
    await Promise.all([commitOwn(no), commitOther(theirs.from + sent++)]);
  };
  return listDelays(receiver, both, own);
}

/** Each case has a tenant of its own, so that what a dead endpoint leaves behind is with it only. */
async function openCase({ gateway, receiver }: Arena, other: Other): Promise<Case> {
  const urls = { live: receiver.url, dead: receiver.deadUrl };
  const receivers = { own: urls.live, other: urls[other] };
  const tenant = await createWebhookTenant(gateway, `beside-${other}`, receivers);
  return {
    other,
    commitOwn: commitFor(gateway, tenant, "own"),
    commitOther: commitFor(gateway, tenant, "other"),
  };
}

export async function compareWithDead(arena: Arena): Promise<Row[]> {
  const cases = [await openCase(arena, "live"), await openCase(arena, "dead")];
  const delays: Record<Other, number[]> = { live: [], dead: [] };
  // The first turn of each warms up.
  for (const one of cases) await besideOther(arena, one);
  for (let turn = 0; turn < TURNS; turn++)
    for (const one of turn % 2 === 0 ? cases : cases.toReversed())
      delays[one.other].push(...(await besideOther(arena, one)));
  const [live, dead] = [quantile(delays.live, 0.99), quantile(delays.dead, 0.99)];
  return [
    toRow({ name: "p99 beside a live endpoint", value: live, unit: "ms" }),
    toRow({ name: "p99 beside a dead endpoint", value: dead, unit: "ms" }),
    toRow({ name: "dead / live: p99", value: dead / live, unit: "ratio", target: DEAD_TARGET }),
  ];
}
