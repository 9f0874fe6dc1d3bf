// The four outcomes of a condition and how they combine (Kleene's logic, so the order of parts never matters). ERROR is
// a condition that cannot be told, UNKNOWN one that could be told once the rows are read.

export type Outcome = 0 | 1 | 2 | 3;

export const FALSE = 0;
export const TRUE = 1;
export const ERROR = 2;
export const UNKNOWN = 3;

export const OUTCOME_NAMES = ["false", "true", "error", "unknown"] as const;

export function negate(outcome: Outcome): Outcome {
  if (outcome === TRUE) return FALSE;
  return outcome === FALSE ? TRUE : outcome;
}
