// Events in and events out: committed as fast as they are acknowledged, or at a pace, and looked for at the receiver.

import type { EventReceiver } from "./event-receiver.ts";
import { quantile } from "./paced-load.ts";

/** Commits the event of that number; resolves when it is acknowledged, throws when it is refused. */
export type CommitEvent = (no: number) => Promise<void>;

const LANES = 16;
const HEARD_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 5;

const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function untilHeard({ heardAt }: EventReceiver, numbers: readonly number[]): Promise<void> {
  for (
    const startedAt = performance.now();
    !numbers.every((no) => heardAt.has(no));
    await wait(LOOK_EVERY_MS)
  ) {
    if (performance.now() - startedAt > HEARD_WITHIN_MS) {
      const missing = numbers.filter((no) => !heardAt.has(no)).length;
      throw new Error(`${missing} of ${numbers.length} events were not heard of`);
    }
  }
}

export interface Numbers {
  readonly from: number;
  readonly count: number;
}

const listOf = ({ from, count }: Numbers): number[] => Array.from({ length: count }, (_, i) => from + i);

/** Events per second from the first commit to the last receipt. */
export async function measureRate(
  receiver: EventReceiver,
  commit: CommitEvent,
  numbers: Numbers,
): Promise<number> {
  const all = listOf(numbers);
  const startedAt = performance.now();
  await commitAll(commit, all);
  await untilHeard(receiver, all);
  return (numbers.count * 1_000) / (lastHeard(receiver, all) - startedAt);
}

async function commitAll(commit: CommitEvent, numbers: readonly number[]): Promise<void> {
  const waiting = numbers.values();
  const lane = async (): Promise<void> => {
    for (const no of waiting) await commit(no);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

const lastHeard = ({ heardAt }: EventReceiver, numbers: readonly number[]): number =>
  Math.max(...numbers.map((no) => heardAt.get(no) ?? 0));

export interface Backlog {
  /** Commits events one by one; nothing is sent of them. */
  readonly commit: CommitEvent;
  /** What may be sent from now on is sent. */
  readonly release: () => Promise<void>;
}

/** Events per second from the release of what was committed to the last receipt. */
export async function measureBacklog(
  receiver: EventReceiver,
  backlog: Backlog,
  numbers: Numbers,
): Promise<number> {
  const all = listOf(numbers);
  await commitAll(backlog.commit, all);
  const startedAt = performance.now();
  await backlog.release();
  await untilHeard(receiver, all);
  return (numbers.count * 1_000) / (lastHeard(receiver, all) - startedAt);
}

export interface Delays {
  readonly p50: number;
  readonly p99: number;
}

export interface Pace extends Numbers {
  readonly perSecond: number;
}

export async function measureDelays(
  receiver: EventReceiver,
  commit: CommitEvent,
  pace: Pace,
): Promise<Delays> {
  const delays = await listDelays(receiver, commit, pace);
  return { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) };
}

/** Milliseconds from the instant at which a commit was due to its receipt: a wait in front of the gateway counts. */
export async function listDelays(
  receiver: EventReceiver,
  commit: CommitEvent,
  pace: Pace,
): Promise<number[]> {
  const stepMs = 1_000 / pace.perSecond;
  const startedAt = performance.now();
  const all = listOf(pace);
  const commits: Promise<void>[] = [];
  for (const [at, no] of all.entries()) {
    const waitMs = startedAt + at * stepMs - performance.now();
    if (waitMs > 0) await wait(waitMs);
    commits.push(commit(no));
  }
  await Promise.all(commits);
  await untilHeard(receiver, all);
  return all.map((no, at) => (receiver.heardAt.get(no) ?? 0) - (startedAt + at * stepMs));
}
