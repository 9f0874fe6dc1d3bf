// Events from commit to receiver, beside a bare queue consumer that only calls fetch: of a backlog that is committed (there: in
// the queue) and released at once, with each commit on the way, and at a pace.

import { startBareWorker } from "./bare-worker.ts";
import {
  measureBacklog,
  measureDelays,
  measureRate,
  type Backlog,
  type CommitEvent,
  type Delays,
} from "./event-load.ts";
import type { MeasuredGateway } from "./gateway-world.ts";
import { quantile } from "./paced-load.ts";
import { toRow, type Row } from "./report.ts";
import { PACE, PACED_EVENTS, take, type Arena } from "./webhook-arena.ts";
import {
  commitFor,
  createWebhookTenant,
  enqueueAt,
  postBare,
  setEndpointStatus,
  type WebhookTenant,
} from "./webhook-world.ts";

const RATE_EVENTS = 2_000;
const WARM_UP_EVENTS = 200;
const RATE_ROUNDS = 3;
const RATE_TARGET = ">= 0.5";

interface Side {
  readonly name: string;
  readonly commit: CommitEvent;
  readonly openBacklog: () => Promise<Backlog>;
}

interface Figures extends Delays {
  readonly backlog: number;
  readonly rate: number;
}

function gatewaySide(gateway: MeasuredGateway, tenant: WebhookTenant): Side {
  const commit = commitFor(gateway, tenant, "live");
  const set = (status: "active" | "paused") =>
    setEndpointStatus(gateway, tenant, { endpoint: "live", status });
  const openBacklog = async (): Promise<Backlog> => {
    await set("paused");
    return { commit, release: () => set("active") };
  };
  return { name: "gateway", commit, openBacklog };
}

function bareSide(url: URL): Side {
  const backlog = { commit: enqueueAt(url, "/?hold"), release: () => postBare(url, "/release", "") };
  return { name: "bare consumer", commit: enqueueAt(url, "/"), openBacklog: async () => backlog };
}

async function measureSide({ receiver, tools }: Arena, side: Side): Promise<Figures> {
  const { name, commit, openBacklog } = side;
  await measureRate(receiver, commit, take(WARM_UP_EVENTS, tools));
  const backlog = await measureBacklog(receiver, await openBacklog(), take(RATE_EVENTS, tools));
  const rate = await measureRate(receiver, commit, take(RATE_EVENTS, tools));
  const paced = { ...take(PACED_EVENTS, tools), perSecond: PACE };
  const { p50, p99 } = await measureDelays(receiver, commit, paced);
  const rates = `${Math.round(backlog)} events/s of a backlog, ${Math.round(rate)} with their commits`;
  tools.say(`${name}: ${rates}; p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return { backlog, rate, p50, p99 };
}

interface Round {
  readonly own: Figures;
  readonly theirs: Figures;
}

/** By turns; the median of the rounds, and of their ratios. */
export async function compareWithBare(arena: Arena): Promise<Row[]> {
  const { gateway, receiver, tools } = arena;
  const tenant = await createWebhookTenant(gateway, "rate", { live: receiver.url });
  const settings = { config: "bare-queue.toml", module: "bare-queue.js", vars: { RECEIVER: receiver.url } };
  const bare = await startBareWorker(`${tools.stateDir}/bare`, settings);
  const rounds: Round[] = [];
  try {
    for (let round = 0; round < RATE_ROUNDS; round++) {
      const theirs = await measureSide(arena, bareSide(bare.url));
      rounds.push({ own: await measureSide(arena, gatewaySide(gateway, tenant)), theirs });
    }
  } finally {
    await bare.stop();
  }
  return toRows(rounds);
}

const FIGURES = [
  ["backlog", "events of a backlog", "events/s"],
  ["rate", "events with their commits", "events/s"],
  ["p50", `p50 at ${PACE}/s`, "ms"],
  ["p99", `p99 at ${PACE}/s`, "ms"],
] as const;

function toRows(rounds: readonly Round[]): Row[] {
  const middle = (valueOf: (round: Round) => number): number => quantile(rounds.map(valueOf), 0.5);
  const rows = FIGURES.flatMap(([figure, told, unit]) => [
    toRow({ name: `gateway: ${told}`, value: middle(({ own }) => own[figure]), unit }),
    toRow({ name: `bare consumer: ${told}`, value: middle(({ theirs }) => theirs[figure]), unit }),
  ]);
  const backlog = middle(({ own, theirs }) => own.backlog / theirs.backlog);
  const rate = middle(({ own, theirs }) => own.rate / theirs.rate);
  return [
    ...rows,
    toRow({
      name: "gateway / bare: events of a backlog",
      value: backlog,
      unit: "ratio",
      target: RATE_TARGET,
    }),
    // The gateway's commits are on disk with their audit entries, the bare queue's messages in memory.
    toRow({ name: "gateway / bare: events with their commits", value: rate, unit: "ratio" }),
  ];
}
