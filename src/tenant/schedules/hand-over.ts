// One target of a run that is made, in the transaction that finishes the run: a mail is written, a message for an endpoint is
// put beside its others. INVARIANT: a run is finished once, so each target is handed over once; from there on the lane `mail`
// and the endpoint's deliveries are what delivers.

import { newId } from "../../kernel/ids.ts";
import type { StoredReportDelivery, StoredRun, TargetOutcome } from "../../reporting/index.ts";
import { addDelivery } from "../../webhooks/store/deliveries.ts";
import { loadEndpoint } from "../../webhooks/store/endpoints.ts";
import { addEvent } from "../../webhooks/store/events.ts";
import type { EventData } from "../../webhooks/index.ts";
import type { Tx } from "../commit.ts";
import { writeMail } from "../mail/write-mail.ts";
import type { Effect } from "../outbox.ts";
import { kick } from "../webhooks/kick.ts";
import type { Judged } from "./judged.ts";

type Delivered = Omit<StoredReportDelivery, "runId" | "no" | "atMs">;

export interface HandedOver {
  readonly delivery: Delivered;
  readonly effects: readonly Effect[];
}

interface Handed {
  readonly outcome: TargetOutcome;
  readonly judged: Judged | null;
}

export function handOver(tx: Tx, run: StoredRun, { outcome, judged }: Handed): HandedOver {
  const { kind, role, target, user, fileNo, refusal } = outcome;
  const about = { kind, role, target, user, fileNo, messageId: null };
  if (refusal !== null) return { delivery: { ...about, ...refusal }, effects: [] };
  const sent = { ...about, state: "sent", reason: null } as const;
  // The worker put the object there before it finished the run.
  if (kind === "folder") return { delivery: sent, effects: [] };
  return kind === "email"
    ? mailed(tx, run, { outcome, sent, judged })
    : messaged(tx, run, { outcome, sent, judged });
}

interface Handing extends Handed {
  readonly sent: Delivered;
}

function mailed({ db, nowMs }: Tx, run: StoredRun, { outcome, sent, judged }: Handing): HandedOver {
  const { mail, target } = outcome;
  if (mail === null) throw new Error("an e-mail without a text");
  const { subject, text, htmlKey, parts } = mail;
  const written = { to: [target], subject, text, htmlKey, parts: [...parts] };
  const report = { runId: run.id, target, ...(judged === null ? {} : { judged }) };
  return {
    delivery: { ...sent, state: "handed_over" },
    effects: writeMail(db, { ...written, report }, nowMs),
  };
}

/** An event for this endpoint alone, whatever types it asks for: signed, retried and recorded as any other. */
function messaged(tx: Tx, run: StoredRun, { outcome, sent }: Handing): HandedOver {
  const { db, sql, nowMs, random } = tx;
  const endpoint = loadEndpoint(db, outcome.target);
  if (endpoint === null)
    return { delivery: { ...sent, state: "failed", reason: "webhooks.not_found" }, effects: [] };
  const messageId = newId("message", nowMs, random);
  const key = run.scheduleId;
  const data = sharedData(run, outcome);
  const type = "report.shared" as const;
  const eventSeq = addEvent(sql, { id: newId("event", nowMs, random), type, atMs: nowMs, key, data });
  addDelivery(sql, { endpointNo: endpoint.no, messageId, eventSeq, orderKey: key, atMs: nowMs });
  return { delivery: { ...sent, state: "handed_over", messageId }, effects: kick(db) };
}

function sharedData(run: StoredRun, { summary, fileNo }: TargetOutcome): EventData<"report.shared"> {
  const { id, scheduleId, document, dueAtMs } = run;
  const file = run.files.find(({ no }) => no === fileNo);
  return {
    report_id: scheduleId,
    run_id: id,
    name: document.name,
    summary: [document.name, ...summary].join(" · "),
    format: document.format,
    due_at: new Date(dueAtMs).toISOString(),
    path: `/v1/report-runs/${id}/file`,
    bytes: file?.sizeBytes ?? 0,
    sha256: file?.sha256 ?? "",
  };
}
