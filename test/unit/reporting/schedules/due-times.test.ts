// Due times against a second implementation over two years, and against the rule itself around every change of the clock,
// where implementations differ. What the second one does otherwise there:
// - a time that is skipped: it is due as much later as the hour is long (03:30 for 02:30); here at the end of the gap (03:00),
//   it gives up in a zone whose clock is changed by half an hour, where only the rule is asked;
// - what goes by `*` or a step in the hours: it keeps one of the two doubled hours; here both are due, as elapsed time has both.

import { CronExpressionParser } from "cron-parser";
import { describe, expect, it } from "vitest";
import {
  dueTimes,
  judgeCron,
  lastDue,
  missedBetween,
  nextDue,
  type Rhythm,
} from "../../../../src/reporting/schedules/due-times.ts";
import { HALF_HOUR_RHYTHMS, RHYTHMS } from "./rhythms.ts";

const HOUR = 3_600_000;
const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2028, 0, 1);

const iso = (ms: number): string => new Date(ms).toISOString();

const known = new Map<Rhythm, number[]>();

function ours(rhythm: Rhythm): number[] {
  const due = known.get(rhythm) ?? read(rhythm);
  known.set(rhythm, due);
  return due;
}

function read(rhythm: Rhythm): number[] {
  const due: number[] = [];
  for (let at = FROM; ;) {
    const page = dueTimes(rhythm, at, 200).filter((ms) => ms < TO);
    due.push(...page);
    at = page.at(-1) ?? TO;
    if (page.length < 200) return due;
  }
}

function theirs({ cron, zone }: Rhythm): number[] {
  const due: number[] = [];
  const parsed = CronExpressionParser.parse(cron, { tz: zone, currentDate: new Date(FROM) });
  for (let at = parsed.next().getTime(); at < TO; at = parsed.next().getTime()) due.push(at);
  return due;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetAt(zone: string, ms: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute) - ms;
}

/** Instants at which a zone's clock is changed, to the quarter of an hour. */
function changesOf(zone: string): number[] {
  const changes: number[] = [];
  for (let ms = FROM; ms < TO; ms += 24 * HOUR) {
    if (offsetAt(zone, ms) === offsetAt(zone, ms + 24 * HOUR)) continue;
    for (let at = ms; at < ms + 24 * HOUR; at += HOUR / 4)
      if (offsetAt(zone, at) !== offsetAt(zone, at + HOUR / 4)) changes.push(at + HOUR / 4);
  }
  return changes;
}

const CHANGES = new Map(
  [...new Set([...RHYTHMS, ...HALF_HOUR_RHYTHMS].map(({ zone }) => zone))].map(
    (zone) => [zone, changesOf(zone)] as const,
  ),
);
const isNearChange = (zone: string, ms: number): boolean =>
  (CHANGES.get(zone) ?? []).some((at) => Math.abs(ms - at) <= 4 * HOUR);

const numbersOf = (field: string, most: number): Set<number> => {
  const parts = field.split(",").flatMap((part) => {
    const [range = "*", step = "1"] = part.split("/");
    const [from = 0, to = range.includes("-") || range === "*" ? most : Number(range)] =
      range === "*" ? [0, most] : range.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at).filter(
      (n) => (n - from) % Number(step) === 0,
    );
  });
  return new Set(parts);
};

/** The rule as it is written in due-times.ts, on the days around a change, minute by minute. */
function byTheRule(rhythm: Rhythm, change: number): string[] {
  const { cron, zone } = rhythm;
  const [minute = "", hour = ""] = cron.split(" ");
  const isFixed = !/[*/]/.test(minute + hour);
  const [minutes, hours] = [numbersOf(minute, 59), numbersOf(hour, 23)];
  const isDay = dayOf(rhythm);
  const [before, after] = [offsetAt(zone, change - 60_000), offsetAt(zone, change)];
  const due = new Set<number>();
  for (let ms = change - 4 * HOUR; ms <= change + 4 * HOUR; ms += 60_000) {
    const local = ms + (ms < change ? before : after);
    const at = new Date(local);
    if (!hours.has(at.getUTCHours()) || !minutes.has(at.getUTCMinutes()) || !isDay(local)) continue;
    const isSecond = ms >= change && local < change + before;
    if (!isFixed || !isSecond) due.add(ms);
  }
  // A time of day that is skipped is due when the gap ends.
  const gapMs = isFixed ? after - before : 0;
  for (let local = change + before; local < change + before + gapMs; local += 60_000) {
    const at = new Date(local);
    if (hours.has(at.getUTCHours()) && minutes.has(at.getUTCMinutes()) && isDay(local)) due.add(change);
  }
  return [...due]
    .filter((ms) => ms > FROM)
    .toSorted((a, b) => a - b)
    .map(iso);
}

/** Days are asked of the expression in UTC, where no clock is changed. */
function dayOf({ cron }: Rhythm): (local: number) => boolean {
  const days = cron.split(" ").slice(2).join(" ");
  return (local) => {
    const day = Math.floor(local / (24 * HOUR)) * 24 * HOUR;
    return nextDue({ cron: `0 0 ${days}`, zone: "UTC" }, day - 60_000) === day;
  };
}

describe("due times over two years", () => {
  it("are those of a second implementation, but around changes of the clock", () => {
    let compared = 0;
    for (const rhythm of RHYTHMS) {
      const { zone, cron } = rhythm;
      const plain = (due: number[]): string[] => due.filter((ms) => !isNearChange(zone, ms)).map(iso);
      const [mine, other] = [plain(ours(rhythm)), plain(theirs(rhythm))];
      expect(mine, `${cron} in ${zone}`).toEqual(other);
      compared += mine.length;
    }
    expect(RHYTHMS).toHaveLength(200);
    expect(compared).toBeGreaterThan(20_000);
  });

  it("follow the rule around each change of the clock", () => {
    let changes = 0;
    for (const rhythm of [...RHYTHMS, ...HALF_HOUR_RHYTHMS]) {
      const all = (CHANGES.get(rhythm.zone) ?? []).length === 0 ? [] : ours(rhythm);
      for (const change of CHANGES.get(rhythm.zone) ?? []) {
        const near = all.filter((ms) => Math.abs(ms - change) <= 4 * HOUR).map(iso);
        expect(near, `${rhythm.cron} in ${rhythm.zone} at ${iso(change)}`).toEqual(byTheRule(rhythm, change));
        changes += 1;
      }
    }
    expect(changes).toBeGreaterThan(400);
  });

  it("rise strictly, and each is found again as the last one", () => {
    for (const rhythm of RHYTHMS.filter((_, at) => at % 7 === 0)) {
      const due = dueTimes(rhythm, FROM, 12);
      expect(new Set(due).size, `${rhythm.cron} in ${rhythm.zone}`).toBe(due.length);
      for (const at of due) {
        expect(lastDue(rhythm, at), `${rhythm.cron} in ${rhythm.zone} ${iso(at)}`).toBe(at);
        expect(lastDue(rhythm, at + 59_000)).toBe(at);
      }
    }
  });
});

describe("a schedule in Berlin", () => {
  const at0230 = { cron: "30 2 * * *", zone: "Europe/Berlin" };

  it("is due at the end of an hour that is skipped, once", () => {
    expect(dueTimes(at0230, Date.UTC(2026, 2, 28, 12), 2).map(iso)).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
  });

  it("is due the first time of an hour that comes twice, once", () => {
    expect(dueTimes(at0230, Date.UTC(2026, 9, 24, 12), 2).map(iso)).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
  });

  it("counts the due times that were missed before the one that is run", () => {
    const first = Date.UTC(2026, 5, 1, 0, 30);
    expect(missedBetween(at0230, first, first)).toBe(0);
    expect(missedBetween(at0230, first, first + 72 * HOUR)).toBe(3);
  });
});

describe("an expression", () => {
  it.each([
    ["* * * * * *", "five fields"],
    ["@daily", "five fields"],
    ["61 * * * *", "a field holds what it cannot"],
    ["0 0 31 2 *", "is never due"],
    ["* * * * *", "more often than every five minutes"],
    ["0 0 * * MOON", "a field holds what it cannot"],
    ["", "five fields"],
  ])("`%s` is refused", (cron, message) => {
    expect(judgeCron(cron, "UTC")).toContain(message);
  });

  it.each(["*/5 * * * *", "0 9 * * 1-5", "0 9 L * *", "0 9 * * MON#1", "30 6 1 JAN,JUL *"])(
    "`%s` is taken",
    (cron) => {
      expect(judgeCron(cron, "Europe/Berlin")).toBe(null);
    },
  );
});
