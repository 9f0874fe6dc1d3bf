// A schedule as a form says it, and a form as a schedule fills it in. Times of day are presets or a cron expression; whoever is
// named without a country is a user of the tenant, an address with one is outside. INVARIANT: what the form does not show (a
// logo, the panels of a dashboard) stays as it was.

import type { Destination, Schedule } from "../reporting/index.ts";

export const MOMENTS = {
  daily: "0 7 * * *",
  weekdays: "0 7 * * 1-5",
  weekly: "0 7 * * 1",
  monthly: "0 7 1 * *",
  hourly: "0 * * * *",
} as const;

export type Moment = keyof typeof MOMENTS;
export const MOMENT_NAMES = Object.keys(MOMENTS) as readonly Moment[];

/** Null for a time that is written out. */
export const momentOf = (cron: string): Moment | null =>
  MOMENT_NAMES.find((name) => MOMENTS[name] === cron) ?? null;

export const PERIODS = ["hour", "day", "week", "month", "quarter", "year"] as const;
/** The period of a schedule that says it in words of its own: `now-6h` to `now`. */
export const AS_WRITTEN = "as-written";
export const FORM_FORMATS = ["pdf", "xlsx", "csv", "html"] as const;

const OUTSIDE = /^(\S+@\S+)\s+([A-Za-z]{2})$/;

const partsOf = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

type Recipient = Schedule["recipients"][number];

const recipientIn = (text: string): object => {
  const [, email, country] = OUTSIDE.exec(text) ?? [];
  return email === undefined ? { user: text } : { email, country: country?.toUpperCase() };
};

const recipientText = (one: Recipient): string => ("user" in one ? one.user : `${one.email} ${one.country}`);

/** What a form may keep or take away, but not write: `slack ep_…`. */
export const endpointsOf = ({ destinations }: Schedule): Exclude<Destination, { kind: "folder" }>[] =>
  destinations.filter((one) => one.kind !== "folder");

export const endpointText = (one: Exclude<Destination, { kind: "folder" }>): string =>
  `${one.kind} ${one.endpoint_id}`;

/** The schedule's own fields, as the form sends them. */
export function formOfSchedule(schedule: Schedule): URLSearchParams {
  const { range, destinations, condition } = schedule;
  const form = new URLSearchParams({
    name: schedule.name,
    dashboard: schedule.dashboards[0]?.id ?? "",
    moment: momentOf(schedule.cron) ?? "cron",
    cron: schedule.cron,
    zone: schedule.zone,
    period: "previous" in range ? range.previous : AS_WRITTEN,
    format: schedule.format,
    language: schedule.language,
    recipients: schedule.recipients.map(recipientText).join(", "),
    copies: schedule.copies.map(recipientText).join(", "),
    folder_path: destinations.flatMap((one) => (one.kind === "folder" ? [one.path] : [])).join(", "),
  });
  for (const { id } of schedule.dashboards.slice(1)) form.append("also", id);
  for (const one of endpointsOf(schedule)) form.append("endpoint", endpointText(one));
  if (schedule.include_summary) form.set("summary", "on");
  if (schedule.include_comparison) form.set("comparison", "on");
  if (condition !== null) form.set("condition", "on");
  return form;
}

/** The document that the form asks for; judged by the operation that takes it. `base` is the schedule that is changed. */
export function scheduleIn(form: URLSearchParams, base: Schedule | null): object {
  const value = (name: string): string => form.get(name)?.trim() ?? "";
  const moment = MOMENT_NAMES.find((name) => name === value("moment"));
  const period = value("period");
  const kept = form.getAll("endpoint");
  return {
    ...base,
    name: value("name"),
    cron: moment === undefined ? value("cron") : MOMENTS[moment],
    zone: value("zone") === "" ? "UTC" : value("zone"),
    dashboards: boardsIn(form, base),
    range: period === AS_WRITTEN && base !== null ? base.range : { previous: period },
    format: value("format"),
    language: value("language"),
    include_comparison: form.has("comparison"),
    include_summary: form.has("summary"),
    condition: form.has("condition") ? (base?.condition ?? null) : null,
    recipients: partsOf(value("recipients")).map(recipientIn),
    copies: partsOf(value("copies")).map(recipientIn),
    destinations: [
      ...(base === null ? [] : endpointsOf(base).filter((one) => kept.includes(endpointText(one)))),
      ...partsOf(value("folder_path")).map((path) => ({ kind: "folder", path })),
    ],
  };
}

/** A dashboard that stays keeps the choice of its panels and variables. */
function boardsIn(form: URLSearchParams, base: Schedule | null): object[] {
  const ids = new Set([form.get("dashboard") ?? "", ...form.getAll("also")]);
  const before = base?.dashboards ?? [];
  return [...ids].map((id) => before.find((board) => board.id === id) ?? { id });
}

/** The field of the form that a place in the document is written in. */
const FIELDS: Readonly<Record<string, string>> = {
  name: "name",
  cron: "cron",
  zone: "zone",
  dashboards: "dashboard",
  range: "period",
  format: "format",
  language: "language",
  condition: "condition",
  recipients: "recipients",
  copies: "copies",
  destinations: "folder_path",
};

export interface FieldFinding {
  readonly field: string;
  readonly message: string;
}

/** Null for a place that no field of the form is about. */
export function findingAt(pointer: string, message: string, form: URLSearchParams): FieldFinding | null {
  const [, first = "", at = ""] = pointer.split("/");
  const field = FIELDS[first];
  if (field === undefined) return null;
  const isListed = field === "recipients" || field === "copies";
  const about = isListed && at !== "" ? partsOf(form.get(field) ?? "")[Number(at)] : undefined;
  return { field, message: about === undefined ? message : `${about}: ${message}` };
}
