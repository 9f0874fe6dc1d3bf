// When an attempt is followed by another: the published schedule, jitter, `Retry-After`, what each answer means.

import { expect, test } from "vitest";
import { judgeAnswer } from "../../../src/webhooks/judge-answer.ts";
import { parseRetryAfter } from "../../../src/webhooks/retry-after.ts";
import { MOST_ATTEMPTS, nextAttempt, type Failed } from "../../../src/webhooks/retry-schedule.ts";
import { seeded } from "../telemetry/sample-tables.ts";

const NOW_MS = Date.parse("2026-11-23T14:00:00Z");
const DAY_MS = 86_400_000;

const after = (attempts: number, changes: Partial<Failed> = {}): number | null => {
  const next = nextAttempt({ attempts, nowMs: NOW_MS, random: 0, retryAfterMs: null, ...changes });
  return next.kind === "retry" ? next.atMs - NOW_MS : null;
};

test("without jitter the attempts stand where Standard Webhooks publishes them", () => {
  // The specification's table: time since the start of each attempt after the first.
  const published = [
    "00:00:05",
    "00:05:05",
    "00:35:05",
    "02:35:05",
    "07:35:05",
    "17:35:05",
    "31:35:05",
    "51:35:05",
    "75:35:05",
  ];
  let sinceMs = 0;
  const attempts = published.map((_, index) => {
    sinceMs += after(index + 1) ?? 0;
    const seconds = sinceMs / 1_000;
    const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
    return parts.map((part) => String(part).padStart(2, "0")).join(":");
  });
  expect(attempts).toEqual(published);
  expect([MOST_ATTEMPTS, after(MOST_ATTEMPTS), after(MOST_ATTEMPTS + 1)]).toEqual([10, null, null]);
});

test("jitter stretches a delay by less than a fifth and never shortens it; `Retry-After` never brings an attempt forward", () => {
  const seed = Date.now() % 1_000_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  for (let round = 0; round < 2_000; round++) {
    const attempts = 1 + Math.floor(random() * (MOST_ATTEMPTS - 1));
    const plain = after(attempts) ?? 0;
    const jittered = after(attempts, { random: random() }) ?? 0;
    expect(jittered >= plain && jittered <= Math.ceil(plain * 1.2), `seed ${seed}`).toBe(true);
    const retryAfterMs = Math.floor(random() * 3 * DAY_MS);
    const asked = after(attempts, { retryAfterMs }) ?? 0;
    expect(asked, `seed ${seed}`).toBe(Math.max(plain, Math.min(retryAfterMs, DAY_MS)));
  }
});

test.each<[string, number | null]>([
  ["0", 0],
  ["120", 120_000],
  [" 120 ", 120_000],
  ["99999999", DAY_MS],
  ["999999999999999", DAY_MS],
  ["Mon, 23 Nov 2026 14:02:00 GMT", 120_000],
  ["Monday, 23-Nov-26 14:02:00 GMT", 120_000],
  ["Mon Nov 23 14:02:00 2026", 120_000],
  ["Tue Dec  1 00:00:00 2026", DAY_MS],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 0],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 0],
  ["Fri, 31 Dec 2027 23:59:59 GMT", DAY_MS],
  ["", null],
  ["-1", null],
  ["1.5", null],
  ["1e3", null],
  ["soon", null],
  ["120, 240", null],
  ["9999999999999999", null],
  ["2026-11-23T14:02:00Z", null],
  ["Mon, 31 Feb 2026 14:02:00 GMT", null],
  ["Mon, 23 Foo 2026 14:02:00 GMT", null],
  ["Mon, 23 Nov 2026 25:02:00 GMT", null],
  ["Mon, 23 Nov 2026 14:02:00 CET", null],
])("`Retry-After: %s` is %j", (text, waitMs) => {
  expect(parseRetryAfter(text, NOW_MS)).toBe(waitMs);
});

test("no `Retry-After` is no wish", () => {
  expect(parseRetryAfter(null, NOW_MS)).toBeNull();
});

test.each<[number, object]>([
  [200, { outcome: "delivered", reason: "status_200", isOverloaded: false, retryAfterMs: null }],
  [204, { outcome: "delivered" }],
  [299, { outcome: "delivered" }],
  [301, { outcome: "failed", reason: "redirect", isOverloaded: false }],
  [302, { outcome: "failed", reason: "redirect" }],
  [304, { outcome: "failed", reason: "redirect" }],
  [307, { outcome: "failed", reason: "redirect" }],
  [400, { outcome: "failed", reason: "status_400", isOverloaded: false }],
  [401, { outcome: "failed" }],
  [404, { outcome: "failed" }],
  [408, { outcome: "failed" }],
  [410, { outcome: "gone", reason: "status_410" }],
  [429, { outcome: "failed", isOverloaded: true, retryAfterMs: 7_000 }],
  [500, { outcome: "failed", isOverloaded: false, retryAfterMs: 7_000 }],
  [502, { outcome: "failed", isOverloaded: true }],
  [503, { outcome: "failed", isOverloaded: true }],
  [504, { outcome: "failed", isOverloaded: true }],
  [101, { outcome: "failed" }],
  [999, { outcome: "failed" }],
])("an answer %i is %j", (status, judgement) => {
  expect(judgeAnswer({ status, retryAfter: "7" }, NOW_MS)).toMatchObject(judgement);
});

test("what has no answer has failed, and a receiver that takes too long has too much to do", () => {
  const judged = (["timeout", "connection_failed"] as const).map((noAnswer) =>
    judgeAnswer({ status: null, noAnswer }, NOW_MS),
  );
  expect(judged).toMatchObject([
    { outcome: "failed", reason: "timeout", isOverloaded: true },
    { outcome: "failed", reason: "connection_failed", isOverloaded: false },
  ]);
});
