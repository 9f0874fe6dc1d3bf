// A schedule as a form says it. Times of day are presets or a cron expression; whoever is named without a country is a user of
// the tenant, an address with one is outside.

export const MOMENTS = {
  daily: "0 7 * * *",
  weekdays: "0 7 * * 1-5",
  weekly: "0 7 * * 1",
  monthly: "0 7 1 * *",
  hourly: "0 * * * *",
} as const;

export type Moment = keyof typeof MOMENTS;
export const MOMENT_NAMES = Object.keys(MOMENTS) as readonly Moment[];

export const PERIODS = ["hour", "day", "week", "month"] as const;
export const REPORT_FORMATS = ["pdf", "xlsx", "csv", "html"] as const;

const OUTSIDE = /^(\S+@\S+)\s+([A-Za-z]{2})$/;

const parts = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

const recipient = (text: string): object => {
  const [, email, country] = OUTSIDE.exec(text) ?? [];
  return email === undefined ? { user: text } : { email, country: country?.toUpperCase() };
};

export function scheduleIn(form: URLSearchParams): object {
  const value = (name: string): string => form.get(name)?.trim() ?? "";
  const moment = MOMENT_NAMES.find((name) => name === value("moment"));
  const folder = value("folder_path");
  return {
    name: value("name"),
    cron: moment === undefined ? value("cron") : MOMENTS[moment],
    zone: value("zone") === "" ? "UTC" : value("zone"),
    dashboards: [{ id: value("dashboard") }],
    range: { previous: value("period") },
    format: value("format"),
    language: value("language"),
    include_comparison: form.has("comparison"),
    include_summary: form.has("summary"),
    recipients: parts(value("recipients")).map(recipient),
    destinations: folder === "" ? [] : [{ kind: "folder", path: folder }],
  };
}
