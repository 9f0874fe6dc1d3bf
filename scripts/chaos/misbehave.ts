// What a receiver does with a request, by chance: most are answered as they should be, so that everything gets through at last.

import type { Behaviour } from "./endpoints.ts";

/**
 * When the message is handed to the receiver module, and what the sender gets:
 * - `answer`: applied, and its answer told
 * - `refuse`, `apply_and_refuse`: 500, before or after it was applied
 * - `drop`, `apply_and_drop`: the connection is closed without an answer
 * - `hold`: no answer until the sender gives up
 * - `answer_late`: applied and answered once the sender has given up
 * - `redirect`: sent to another address, which must never be asked
 */
export type Doing =
  | "answer"
  | "refuse"
  | "apply_and_refuse"
  | "drop"
  | "apply_and_drop"
  | "hold"
  | "answer_late"
  | "redirect";

interface Habit {
  readonly share: number;
  readonly doings: readonly Doing[];
}

/** A sender that waits costs a second each time: fewer of those. */
const HABITS: Readonly<Record<Behaviour, Habit>> = {
  answers: { share: 0, doings: [] },
  fails: { share: 0.3, doings: ["refuse", "apply_and_refuse"] },
  times_out: { share: 0.04, doings: ["hold"] },
  closes: { share: 0.3, doings: ["drop", "apply_and_drop"] },
  answers_late: { share: 0.04, doings: ["answer_late"] },
  redirects: { share: 0.3, doings: ["redirect"] },
};

export function chooseDoing(behaviour: Behaviour, random: () => number): Doing {
  const { share, doings } = HABITS[behaviour];
  if (random() >= share) return "answer";
  return doings[Math.floor(random() * doings.length)] ?? "answer";
}
