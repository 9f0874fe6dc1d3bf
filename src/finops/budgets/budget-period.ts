// The period of a budget that an instant lies in, in whole hours of UTC. A rolling one moves on by the hour.

import { DAY_MS, HOUR_MS } from "../../kernel/time.ts";
import type { BudgetPeriod } from "./budget.ts";

export interface RunningPeriod {
  /** `2026-11`, `2026-Q4`, `2026`, or the hour up to which a rolling one is counted. */
  readonly name: string;
  /** Hours since 1970: its first. */
  readonly fromHour: number;
  /** When it is over, or has moved on. */
  readonly untilMs: number;
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

export function periodAt(period: BudgetPeriod, nowMs: number): RunningPeriod {
  if (period.kind === "rolling") {
    const nextHour = Math.floor(nowMs / HOUR_MS) + 1;
    const fromHour = nextHour - (period.days * DAY_MS) / HOUR_MS;
    return { name: `rolling ${nextHour - 1}`, fromHour, untilMs: nextHour * HOUR_MS };
  }
  const at = new Date(nowMs);
  const [year, months] = [at.getUTCFullYear(), MONTHS[period.kind]];
  const month = Math.floor(at.getUTCMonth() / months) * months;
  const fromHour = Date.UTC(year, month) / HOUR_MS;
  return { name: nameOf(period.kind, year, month), fromHour, untilMs: Date.UTC(year, month + months) };
}

function nameOf(kind: keyof typeof MONTHS, year: number, month: number): string {
  if (kind === "year") return String(year);
  if (kind === "quarter") return `${year}-Q${month / 3 + 1}`;
  return `${year}-${String(month + 1).padStart(2, "0")}`;
}
