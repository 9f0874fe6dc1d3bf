// What a type of event means to whoever is on call: how bad it is, and whether it opens or closes something.
// A type without a row is worth knowing and no more: a new type of event needs no change here.

import type { EventType } from "../webhooks/index.ts";

/** From worst to least; the names are PagerDuty's, and each connector maps them to its vendor's. */
export const SEVERITIES = ["critical", "error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * - `open`: something is wrong until the `close` of the same subject and key
 * - `note`: it happened, and that is all
 */
export const STATES = ["open", "close", "note"] as const;
export type State = (typeof STATES)[number];

interface Meaning {
  readonly severity: Severity;
  readonly state: State;
  /** What is open: `open` and `close` of one subject and key are about the same thing. */
  readonly subject: string;
}

const row = (severity: Severity, state: State, subject: string): Meaning => ({ severity, state, subject });

const MEANINGS: Partial<Readonly<Record<EventType, Meaning>>> = {
  "alert.firing": row("error", "open", "alert"),
  "alert.resolved": row("info", "close", "alert"),
  "budget.stopped": row("critical", "open", "budget"),
  "budget.resumed": row("info", "close", "budget"),
  "budget.threshold_reached": row("warning", "note", "budget"),
  "forecast.overrun_expected": row("warning", "note", "forecast"),
  "cost.anomaly_detected": row("warning", "note", "cost"),
  "report.failed": row("error", "note", "report"),
  "residency.refused": row("error", "note", "residency"),
  "endpoint.disabled": row("error", "note", "endpoint"),
  "delivery.dead": row("error", "note", "delivery"),
  "key.revoked": row("warning", "note", "key"),
  "policy.changed": row("warning", "note", "policy"),
};

export function meaningOf(type: EventType): Meaning {
  return MEANINGS[type] ?? row("info", "note", type);
}

/** Words by which alerts of all kinds of systems say how bad it is. */
const SPOKEN: ReadonlyMap<string, Severity> = new Map(
  Object.entries({
    critical: "critical",
    fatal: "critical",
    emergency: "critical",
    page: "critical",
    p1: "critical",
    error: "error",
    high: "error",
    major: "error",
    p2: "error",
    warning: "warning",
    warn: "warning",
    medium: "warning",
    minor: "warning",
    p3: "warning",
    info: "info",
    low: "info",
    none: "info",
  } as const),
);

/** What the event itself says, if it says it in a known word. */
export function severitySaid(word: unknown): Severity | undefined {
  return typeof word === "string" && word.length <= 16 ? SPOKEN.get(word.toLowerCase()) : undefined;
}
