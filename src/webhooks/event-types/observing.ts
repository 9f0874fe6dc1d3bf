// Events about what the tenant observes and what is made of it: alerts, reports, the audit log's checkpoints, and what other
// systems sent in.

import { z } from "zod";
import type { Json } from "../../kernel/canonical-json.ts";
import { eventType } from "../event-type.ts";

/** Read-only, as what is committed is. */
const json: z.ZodType<Json> = z.json();
const labels = z.record(z.string(), z.string());
const alert = { alert_id: z.string(), name: z.string(), severity: z.string(), labels };
const ALERT = {
  alert_id: "alr_06fj2x9q0r4t8w1y5zab",
  name: "checkout is slow",
  severity: "critical",
  labels: { service: "checkout", environment: "production" },
};
const report = { report_id: z.string(), name: z.string() };
const REPORT = { report_id: "sch_06fj2x9q0r4t8w1y5zab", name: "cost by team" };

export const OBSERVING_EVENTS = {
  "alert.firing": eventType({
    meaning: "An alert's condition holds.",
    dataClass: "telemetry",
    version: 1,
    data: z.strictObject({
      ...alert,
      value: z.number().nullable(),
      threshold: z.number().nullable(),
      since: z.iso.datetime(),
    }),
    example: { ...ALERT, value: 2.4, threshold: 1, since: "2026-11-23T14:20:00.000Z" },
    isPlanned: true,
  }),
  "alert.resolved": eventType({
    meaning: "An alert's condition does not hold any more.",
    dataClass: "telemetry",
    version: 1,
    data: z.strictObject({ ...alert, since: z.iso.datetime(), until: z.iso.datetime() }),
    example: { ...ALERT, since: "2026-11-23T14:20:00.000Z", until: "2026-11-23T14:41:00.000Z" },
    isPlanned: true,
  }),
  "report.ready": eventType({
    meaning: "A report was made and can be fetched; the report itself is not in the event.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ report_id: z.string(), name: z.string(), format: z.string(), path: z.string() }),
    example: { ...REPORT, format: "pdf", path: "/v1/report-runs/run_06fj2x9q0r4t8w1y5zab" },
  }),
  "report.shared": eventType({
    meaning:
      "A report was made for this endpoint by its schedule: what it says in sentences, and where it is fetched.",
    dataClass: "telemetry",
    version: 1,
    data: z.strictObject({
      ...report,
      run_id: z.string(),
      summary: z.string(),
      format: z.string(),
      due_at: z.iso.datetime(),
      path: z.string(),
      bytes: z.int(),
      sha256: z.string(),
    }),
    example: {
      ...REPORT,
      run_id: "run_06fj2x9q0r4t8w1y5zab",
      summary: "cost by team · Cost: $1,204.50 in total, +12.4 % against $1,071.60 in the previous period.",
      format: "pdf",
      due_at: "2026-11-23T08:00:00.000Z",
      path: "/v1/report-runs/run_06fj2x9q0r4t8w1y5zab/file",
      bytes: 48_211,
      sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
  }),
  "report.failed": eventType({
    meaning: "A report could not be made.",
    dataClass: "operational",
    version: 1,
    data: z.strictObject({ report_id: z.string(), name: z.string(), reason: z.string() }),
    example: { ...REPORT, reason: "query.timed_out" },
  }),
  "audit.checkpoint_signed": eventType({
    meaning:
      "The head of the audit log was signed: whoever keeps the text can prove later what the log held then.",
    dataClass: "audit",
    version: 1,
    data: z.strictObject({ size: z.int(), checkpoint: z.string() }),
    example: { size: 1_204, checkpoint: "traceo-gateway/ten_06fj2x9q0r4t8w1y5zab\n1204\n…\n" },
  }),
  "hook.received": eventType({
    meaning: "Another system's webhook came in and was verified.",
    dataClass: "telemetry",
    version: 1,
    data: z.strictObject({
      source: z.string(),
      /** The sender's own id of the message: it comes in once. */
      message_id: z.string(),
      /** The sender's own word for what happened. */
      kind: z.string().nullable(),
      payload: json,
    }),
    example: { source: "github", message_id: "72d3162e", kind: "push", payload: { ref: "refs/heads/main" } },
  }),
} as const;
