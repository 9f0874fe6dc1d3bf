// Local time in a tenant's zone. Asking Intl costs microseconds, so the offset is asked once a quarter of an hour.
// INVARIANT: zones change their offset on quarter hours of UTC only (true of the time zone database since 1972).

const QUARTER_HOUR_MS = 900_000;
const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;

export interface Zone {
  readonly name: string;
  /** What to add to an instant to read local time off it as if it were UTC. */
  readonly offsetMs: (timeMs: number) => number;
}

/** 0 is Sunday. */
export interface LocalTime {
  readonly day: number;
  readonly minuteOfDay: number;
}

/** Null for a name that the time zone database does not have. */
export function openZone(name: string): Zone | null {
  const format = formatOf(name);
  if (format === null) return null;
  let quarter = Number.NaN;
  let offset = 0;
  return {
    name,
    offsetMs(timeMs) {
      const asked = Math.floor(timeMs / QUARTER_HOUR_MS);
      if (asked !== quarter) {
        offset = askOffset(format, asked * QUARTER_HOUR_MS);
        quarter = asked;
      }
      return offset;
    },
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const numeric = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      second: "numeric",
      era: "short",
      ...numeric,
    });
  } catch {
    return null;
  }
}

function askOffset(format: Intl.DateTimeFormat, timeMs: number): number {
  const parts = new Map(format.formatToParts(timeMs).map(({ type, value }) => [type, Number(value)]));
  const at = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second")) - timeMs;
}

export function localDay(zone: Zone, timeMs: number): number {
  // 1970-01-01 was a Thursday.
  return (Math.floor((timeMs + zone.offsetMs(timeMs)) / (MINUTES_PER_DAY * MINUTE_MS)) + 4) % 7;
}

export function localMinuteOfDay(zone: Zone, timeMs: number): number {
  return Math.floor((timeMs + zone.offsetMs(timeMs)) / MINUTE_MS) % MINUTES_PER_DAY;
}

export function localTime(zone: Zone, timeMs: number): LocalTime {
  return { day: localDay(zone, timeMs), minuteOfDay: localMinuteOfDay(zone, timeMs) };
}
