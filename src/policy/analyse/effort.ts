// How much an analysis may cost: steps of about 10 ns. What an analysis does not get to is told, never left out in silence.

export interface Effort {
  left: number;
}

/** Takes the steps, if any are left. */
export function spend(effort: Effort, steps: number): boolean {
  if (effort.left <= 0) return false;
  effort.left -= steps;
  return true;
}
