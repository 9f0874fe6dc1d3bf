// The schedule document, version 1: when, which dashboards, of which time, in which form, for whom, and where it goes.
// INVARIANT: it is kept with each run as it was at the due time; what it names (dashboards, users, endpoints) is looked up then.

import { z } from "zod";
import { countrySchema } from "../../residency/index.ts";
import { isZone } from "../draw/write-time.ts";
import { panelId } from "../panel.ts";
import { brandSchema, REPORT_LANGUAGES } from "../report.ts";
import { conditionSchema, dashboardId } from "./condition.ts";
import { judgeCron } from "./due-times.ts";
import { rangeOfRun, runRangeSchema } from "./run-range.ts";

export const SCHEDULE_LIMITS = {
  schedules: 200,
  dashboards: 5,
  /** Recipients, and copies: each is rendered under its own rights. */
  recipients: 100,
  destinations: 10,
  /** Runs of one tenant that are not finished. */
  openRuns: 50,
  keptDays: 30,
  attempts: 5,
} as const;

/** Those that hold the rows themselves: their recipients need `data:export` too. */
export const REPORT_FORMATS = ["pdf", "xlsx", "csv", "html", "png"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const email = z.email().max(254);

const recipientSchema = z.union([
  z.strictObject({
    user: z.string().min(1).max(254).describe("The id or the e-mail address of a user of the tenant"),
  }),
  z.strictObject({
    email: email.describe("An address outside: gets what the schedule's owner may see"),
    country: countrySchema.describe("Where it is read: the transfer rules decide by it"),
  }),
]);

export type Recipient = z.infer<typeof recipientSchema>;

const endpoint = {
  endpoint_id: z
    .string()
    .regex(/^ep_[0-9a-z]{20}$/, "an id such as `ep_…`")
    .describe("A webhook endpoint: its address, secrets, country and retries are its own"),
};

const destinationSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("slack"), ...endpoint }),
  z.strictObject({ kind: z.literal("teams"), ...endpoint }),
  z.strictObject({ kind: z.literal("webhook"), ...endpoint }),
  z.strictObject({
    kind: z.literal("folder"),
    path: z
      .string()
      .max(200)
      .regex(/^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_.-]*[A-Za-z0-9_-])*$/, "names with `/` between them")
      .describe("A folder of the tenant's own bucket"),
  }),
]);

export type Destination = z.infer<typeof destinationSchema>;

const boardSchema = z.strictObject({
  id: dashboardId,
  /** All of them where none is named. */
  panels: z.array(panelId).max(60).default([]),
  variables: z.record(z.string().max(32), z.array(z.string().max(1_024)).max(100)).default({}),
});

export type ScheduledBoard = z.infer<typeof boardSchema>;

const fields = {
  schema: z.literal(1).default(1),
  name: z.string().trim().min(1).max(200),
  cron: z.string().max(100).describe("Five fields: minute, hour, day of the month, month, weekday"),
  zone: z.string().max(64).refine(isZone, "is no time zone that is known here").default("UTC"),
  dashboards: z.array(boardSchema).min(1).max(SCHEDULE_LIMITS.dashboards),
  range: runRangeSchema.default({ previous: "day" }),
  format: z.enum(REPORT_FORMATS).default("pdf"),
  language: z.enum(REPORT_LANGUAGES).default("en"),
  branding: brandSchema.nullable().default(null),
  include_comparison: z.boolean().default(false).describe("With the previous period beside it"),
  include_summary: z.boolean().default(true).describe("Sentences with the numbers that moved"),
  condition: conditionSchema.nullable().default(null).describe("Is sent only where it holds"),
  recipients: z.array(recipientSchema).max(SCHEDULE_LIMITS.recipients).default([]),
  copies: z.array(recipientSchema).max(SCHEDULE_LIMITS.recipients).default([]),
  destinations: z.array(destinationSchema).max(SCHEDULE_LIMITS.destinations).default([]),
  paused: z.boolean().default(false),
};

export const scheduleSchema = z.strictObject(fields).superRefine((schedule, context) => {
  const refuse = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: "custom", path, message });
  const slip = judgeCron(schedule.cron, schedule.zone);
  if (slip !== null) refuse(["cron"], slip);
  if (rangeOfRun(schedule.range, "UTC", RANGE_TRIED_AT_MS) === null)
    refuse(["range"], "`from` must lie before `to`");
  if (schedule.recipients.length + schedule.copies.length + schedule.destinations.length === 0)
    refuse(["recipients"], "nobody would get it: name a recipient or a destination");
  judgeBoards(schedule, refuse);
});

export type Schedule = z.infer<typeof scheduleSchema>;

const RANGE_TRIED_AT_MS = Date.UTC(2026, 0, 15);

type Refuse = (path: (string | number)[], message: string) => void;

function judgeBoards(
  { dashboards, condition, format }: Pick<Schedule, "dashboards" | "condition" | "format">,
  refuse: Refuse,
): void {
  const ids = dashboards.map(({ id }) => id);
  for (const [at, id] of ids.entries())
    if (ids.indexOf(id) < at) refuse(["dashboards", at, "id"], "is another one's too");
  const isOnePanel = dashboards.length === 1 && dashboards[0]?.panels.length === 1;
  if (format === "png" && !isOnePanel) refuse(["format"], "`png` is the picture of one panel: name it");
  for (const [at, { dashboard_id: id }] of (condition?.tests ?? []).entries())
    if (id !== undefined && !ids.includes(id))
      refuse(["condition", "tests", at, "dashboard_id"], "is not in the report");
}

/** Does it leave the tenant's users: by an address outside, or to another system? Then it takes `reports:distribute`. */
export function goesOutside({ recipients, copies, destinations }: Schedule): boolean {
  return (
    [...recipients, ...copies].some((recipient) => "email" in recipient) ||
    destinations.some(({ kind }) => kind !== "folder")
  );
}
