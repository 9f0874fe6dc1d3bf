// A schedule as it is stored, its runs, and what each run sent to whom. INVARIANT: a due time of a schedule has one run, and a
// run one delivery for each target, whatever comes twice.

import { z } from "zod";
import { REPORT_FORMATS, scheduleSchema, type Schedule } from "./schedule.ts";

export interface StoredSchedule {
  /** `sch_…` */
  readonly id: string;
  readonly version: number;
  /** The key that saved it last: outside addresses get what it may see. */
  readonly owner: string;
  readonly document: Schedule;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
  /** Null while it is paused, and for one that is never due again. */
  readonly dueAtMs: number | null;
}

const instant = (ms: number): string => new Date(ms).toISOString();
const instantOr = (ms: number | null): string | null => (ms === null ? null : instant(ms));

export const scheduleViewSchema = z.object({
  id: z.string(),
  version: z.int(),
  owner: z.string(),
  schedule: scheduleSchema,
  next_due_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  updated_by: z.string(),
});

export function viewSchedule(stored: StoredSchedule): z.infer<typeof scheduleViewSchema> {
  const { id, version, owner, document, dueAtMs, createdAtMs, updatedAtMs, updatedBy } = stored;
  return {
    id,
    version,
    owner,
    schedule: document,
    next_due_at: instantOr(dueAtMs),
    created_at: instant(createdAtMs),
    updated_at: instant(updatedAtMs),
    updated_by: updatedBy,
  };
}

export const RUN_STATES = ["queued", "running", "sent", "skipped", "failed"] as const;
export type RunState = (typeof RUN_STATES)[number];

export const RUN_KINDS = ["scheduled", "by_hand"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** A file that was rendered, once for all who may see the same. */
export interface ReportFile {
  readonly no: number;
  /** SHA-256 of what its readers may see, written out: whoever may see the same may fetch it. */
  readonly rights: string;
  /** Of the dashboards, as they were rendered. */
  readonly versions: Readonly<Record<string, number>>;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly durationMs: number;
  readonly isFiltered: boolean;
}

export interface StoredRun {
  /** `run_…` */
  readonly id: string;
  readonly scheduleId: string;
  readonly kind: RunKind;
  readonly dueAtMs: number;
  readonly state: RunState;
  readonly owner: string;
  readonly scheduleVersion: number;
  readonly document: Schedule;
  /** Due times before this one that nobody was there for. */
  readonly missed: number;
  readonly files: readonly ReportFile[];
  readonly fault: string | null;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
  readonly attempts: number;
}

export const DELIVERY_STATES = ["handed_over", "sent", "skipped", "failed"] as const;
export type ReportDeliveryState = (typeof DELIVERY_STATES)[number];

export const TARGET_KINDS = ["email", "slack", "teams", "webhook", "folder"] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** What came of one target of a run. */
export interface StoredReportDelivery {
  readonly runId: string;
  readonly no: number;
  readonly kind: TargetKind;
  readonly role: "recipient" | "copy" | "destination";
  /** An address, an endpoint's id, an object's name; once in a run. */
  readonly target: string;
  readonly user: string | null;
  readonly state: ReportDeliveryState;
  /** Why it was skipped, or what failed. */
  readonly reason: string | null;
  readonly fileNo: number | null;
  /** Of a webhook's message: the endpoint's deliveries tell the rest. */
  readonly messageId: string | null;
  readonly atMs: number;
}

export const reportsFolder = (tenantId: string): string => `tenants/${tenantId}/reports/`;
/** What schedules put into the bucket for the tenant's own use: nothing deletes it but the tenant's end. */
export const sharedFolder = (tenantId: string): string => `tenants/${tenantId}/folders/`;
export const runFolder = (tenantId: string, runId: string): string => `${reportsFolder(tenantId)}${runId}/`;

export const runViewSchema = z.object({
  id: z.string(),
  schedule_id: z.string(),
  kind: z.enum(RUN_KINDS),
  state: z.enum(RUN_STATES),
  due_at: z.iso.datetime(),
  missed: z.int().describe("Due times before it that this run stands for too"),
  name: z.string(),
  format: z.enum(REPORT_FORMATS),
  fault: z.string().nullable(),
  files: z.array(
    z.object({
      no: z.int(),
      name: z.string(),
      bytes: z.int(),
      sha256: z.string(),
      duration_ms: z.int(),
      row_filter_applied: z.boolean(),
    }),
  ),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
});

export function viewRun(run: StoredRun): z.infer<typeof runViewSchema> {
  return {
    id: run.id,
    schedule_id: run.scheduleId,
    kind: run.kind,
    state: run.state,
    due_at: instant(run.dueAtMs),
    missed: run.missed,
    name: run.document.name,
    format: run.document.format,
    fault: run.fault,
    files: run.files.map(({ no, name, sizeBytes, sha256, durationMs, isFiltered }) => ({
      no,
      name,
      bytes: sizeBytes,
      sha256,
      duration_ms: durationMs,
      row_filter_applied: isFiltered,
    })),
    created_at: instant(run.createdAtMs),
    finished_at: instantOr(run.finishedAtMs),
  };
}

export const deliveryViewSchema = z.object({
  kind: z.enum(TARGET_KINDS),
  role: z.enum(["recipient", "copy", "destination"]),
  target: z.string(),
  user: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  reason: z.string().nullable(),
  file: z.int().nullable(),
  message_id: z.string().nullable(),
  at: z.iso.datetime(),
});

export function viewReportDelivery(one: StoredReportDelivery): z.infer<typeof deliveryViewSchema> {
  const { kind, role, target, user, state, reason, fileNo: file, messageId, atMs } = one;
  return { kind, role, target, user, state, reason, file, message_id: messageId, at: instant(atMs) };
}

/** What became of one target, as the worker tells it: the tenant object makes the delivery of it. */
export interface TargetOutcome extends Pick<
  StoredReportDelivery,
  "kind" | "role" | "target" | "user" | "fileNo"
> {
  /** Null when it is to be handed over. */
  readonly refusal: { readonly state: "skipped" | "failed"; readonly reason: string } | null;
  /** Of an e-mail: what is written in it. */
  readonly mail: ReportMail | null;
  /** Of an endpoint: what the message says. */
  readonly summary: readonly string[];
}

/** Parts that are large are objects of the run's folder, by their numbers and names. */
export interface ReportMail {
  readonly subject: string;
  readonly text: string;
  /** The object that holds its HTML; null for plain text alone. */
  readonly htmlKey: string | null;
  readonly parts: readonly MailPart[];
}

/** An object of the bucket that goes along with a mail. */
export interface MailPart {
  readonly key: string;
  readonly name: string;
  readonly mime: string;
  /** Where the HTML shows it, by `cid:`; null for an attachment. */
  readonly cid: string | null;
}
