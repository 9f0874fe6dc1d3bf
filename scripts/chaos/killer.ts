// Kills the gateway at every step in turn, and in between at random instants; now and then the receivers too. A step that does
// not come is waited for so long, and then the kill falls where it falls.

import { setTimeout as wait } from "node:timers/promises";
import type { Host } from "../bench/host.ts";
import type { Control } from "./control.ts";
import type { Receivers } from "./receivers.ts";
import { STEPS, type Step } from "./steps.ts";

const PATIENCE_MS = 8_000;
const LONGEST_LIFE_MS = 3_000;
/** A request passes some steps; others come once a second, with a message of the queue or the alarm. */
const MOST_TIMES: Readonly<Record<Step, number>> = {
  committed: 3,
  kicked: 3,
  consumed: 3,
  taken: 60,
  sent: 1,
  answered: 60,
  recorded: 60,
  delivered: 3,
  alarm: 2,
};
const RECEIVERS_EVERY = 9;

export type KilledAt = Step | "anywhere";

export interface Killing {
  readonly host: Host;
  readonly control: Control;
  readonly receivers: Receivers;
  readonly random: () => number;
  readonly onReceiversKilled: () => void;
}

function aimOf(kill: number, random: () => number) {
  const step = [...STEPS, null][kill % (STEPS.length + 1)] ?? null;
  return { step, nth: step === null ? 0 : 1 + Math.floor(random() * MOST_TIMES[step]) };
}

async function untilReached({ control, receivers, random }: Killing, step: Step | null): Promise<KilledAt> {
  if (step === null) return wait(random() * LONGEST_LIFE_MS, "anywhere");
  if (step === "sent")
    receivers.holdNext().then(
      () => control.say("sent"),
      () => undefined,
    );
  return Promise.race([control.reached(), wait(PATIENCE_MS, "anywhere" as const)]);
}

/** Comes back when the next gateway is up. */
export async function killOnce(killing: Killing, kill: number): Promise<KilledAt> {
  const { host, control, receivers, random, onReceiversKilled } = killing;
  const aim = aimOf(kill, random);
  control.arm(aim);
  const killedAt = await untilReached(killing, aim.step);
  control.disarm();
  await host.crash();
  if (kill % RECEIVERS_EVERY === RECEIVERS_EVERY - 1) {
    await receivers.crash();
    onReceiversKilled();
  }
  return killedAt;
}
