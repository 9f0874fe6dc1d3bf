// The chaos test of webhooks: events are committed while the gateway is killed at every step of a delivery, its queue says
// everything twice and out of order, and receivers fail in every way. Afterwards each event that was acknowledged must have been
// applied by the receiver module once, in the order that its endpoint asks for, and never sent twice at once.

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createHost, type Host } from "../bench/host.ts";
import type { Measured } from "../bench/report.ts";
import { seededRandom } from "../demo/seeded-random.ts";
import { checkWebhooks } from "./check-webhooks.ts";
import { startControl, type Control } from "./control.ts";
import { frontOf } from "./front-source.ts";
import { killOnce } from "./killer.ts";
import { writeLane } from "./lane-writer.ts";
import { countApplied, openLedger } from "./ledger.ts";
import { startReceivers, type Receivers } from "./receivers.ts";
import { freePort, loadProgress, saveProgress, setUp, type ChaosState } from "./set-up.ts";

export interface ChaosOptions {
  readonly events: number;
  readonly kills: number;
  readonly seed: number;
  readonly stateDir: string;
  /** Goes on where a run on the same folder was stopped. */
  readonly isResumed: boolean;
  readonly say: (line: string) => void;
  /** Stops: what was done is kept. */
  readonly signal?: AbortSignal;
}

/** Five seconds between two attempts become a few milliseconds, a day three quarters of a minute. */
const SETTINGS = { WEBHOOK_WAIT_DIVISOR: "2000" };
const SHOW_EVERY_MS = 2_000;
const LOOK_EVERY_MS = 250;
/** Without one more application in this long, what is missing is lost. */
const STALLED_MS = 120_000;

interface Course {
  readonly options: ChaosOptions;
  readonly host: Host;
  readonly control: Control;
  readonly receivers: Receivers;
  readonly state: ChaosState;
  /** Of the receivers. */
  readonly file: string;
}

/** Null when it was stopped before its end. */
export async function runWebhookChaos(options: ChaosOptions): Promise<Measured | null> {
  const { stateDir, isResumed } = options;
  if (!isResumed) await rm(stateDir, { recursive: true, force: true });
  await mkdir(stateDir, { recursive: true });
  const known = await loadProgress(stateDir);
  const receiverPort = known?.receiverPort ?? (await freePort());
  const control = await startControl();
  const front = await frontOf(control.url, `http://127.0.0.1:${receiverPort}`);
  const host = createHost({ port: 0, stateDir: join(stateDir, "gateway"), vars: SETTINGS, front });
  let receivers: Receivers | null = null;
  try {
    const state = known ?? (await setUp(host, { ...options, receiverPort }));
    await saveProgress(stateDir, state);
    const file = join(stateDir, "receivers.sqlite");
    const { seed, endpoints, kills } = state;
    receivers = await startReceivers({ port: receiverPort, file, seed: seed + kills, endpoints });
    return await run({ options, host, control, receivers, state, file });
  } finally {
    await host.stop();
    await receivers?.stop();
    control.close();
  }
}

async function run(course: Course): Promise<Measured | null> {
  const { options, state, file } = course;
  const sqlite = openLedger(file);
  const isStopped = (): boolean => options.signal?.aborted === true;
  const show = (): void => options.say(progressOf(course, countApplied(sqlite)));
  const showing = setInterval(show, SHOW_EVERY_MS);
  try {
    await Promise.all([writeAll(course, isStopped), killAll(course, isStopped)]);
    await untilApplied(() => countApplied(sqlite), state.events, isStopped);
    show();
    return isStopped() ? null : checkWebhooks(sqlite, state);
  } finally {
    clearInterval(showing);
    sqlite.close();
    await saveProgress(options.stateDir, state);
  }
}

const acknowledgedIn = ({ lanes }: ChaosState): number =>
  lanes.reduce((sum, { acknowledged }) => sum + acknowledged, 0);

function progressOf({ options, state }: Course, applied: number): string {
  const { events, kills } = state;
  return `acknowledged ${acknowledgedIn(state)}, applied ${applied} of ${events}; kills ${kills} of ${options.kills}`;
}

/** Events are spread over the kills, so that there is work under way at each. */
async function writeAll({ host, state, options }: Course, isStopped: () => boolean): Promise<void> {
  const { tenant, secret, lanes, events } = state;
  const allowed = (): number => Math.ceil((events * (state.kills + 1)) / (options.kills + 1));
  const takeTurn = async (): Promise<boolean> => {
    while (!isStopped() && acknowledgedIn(state) >= allowed()) await wait(LOOK_EVERY_MS);
    return !isStopped();
  };
  await Promise.all(lanes.map((lane) => writeLane(lane, { host, tenant, secret, takeTurn })));
}

async function killAll(course: Course, isStopped: () => boolean): Promise<void> {
  const { host, control, receivers, state, options } = course;
  const numbers = seededRandom(`${state.seed} kills ${state.kills}`);
  const random = (): number => numbers.next();
  const onReceiversKilled = (): void => void (state.receiverKills += 1);
  // Each life of the gateway has its share of the work before it ends.
  const share = (): number => Math.floor((state.events * (state.kills + 0.5)) / (options.kills + 1));
  while (state.kills < options.kills && !isStopped()) {
    if (acknowledgedIn(state) < share()) {
      await wait(LOOK_EVERY_MS);
      continue;
    }
    const killing = { host, control, receivers, random, onReceiversKilled };
    const killedAt = await killOnce(killing, state.kills);
    state.kills += 1;
    state.killedAt[killedAt] = (state.killedAt[killedAt] ?? 0) + 1;
    options.say(`kill ${state.kills}: ${killedAt}`);
    await saveProgress(options.stateDir, state);
  }
}

async function untilApplied(count: () => number, events: number, isStopped: () => boolean): Promise<void> {
  let last = { applied: -1, atMs: Date.now() };
  while (!isStopped()) {
    const applied = count();
    if (applied >= events || Date.now() - last.atMs > STALLED_MS) return;
    if (applied > last.applied) last = { applied, atMs: Date.now() };
    await wait(LOOK_EVERY_MS);
  }
}
