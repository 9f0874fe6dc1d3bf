// Makes reports in the background: takes a run from the tenant object, renders it once for all who may see the same, and
// finishes it with what is to be handed over to whom.
//
// STEP taken: the run is leased, nothing is made. A crash here leaves a lease that ends; the alarm stands there and tells the queue.
// STEP rendered: files are in the bucket, the object does not know. A crash here renders again, over the same names.
// STEP finished: record, mails, messages, events and usage are one transaction, under the fence. What was overtaken before it
// hands nothing over; what comes after it finds nothing to do. Where policies or dashboards changed since they were judged it
// is `stale`: all are looked at again, and a run in which somebody would get other rows now is made anew.

import type { Tenant } from "../../directory/index.ts";
import { tenantApi, type QueueJob } from "../../edge/index.ts";
import { SECOND_MS } from "../../kernel/time.ts";
import { RUN_REPORTS, type FinishReportRun, type ReportTask } from "../../tenant/index.ts";
import type { ReportFile, StoredRun, TargetOutcome } from "../schedules/run-record.ts";
import type { Readers } from "./readers.ts";
import { BROKEN, groupBySight, renderOr, type Rendered, type Workshop } from "./runs-group.ts";
import { takeFromFolder } from "./runs-files.ts";
import { settleDoubts } from "./runs-doubts.ts";
import { judgedBy, lookAgain } from "./runs-look.ts";
import { findReaders, type Found, type Reader, type Refusal } from "./runs-readers.ts";
import type { Sight } from "./runs-sight.ts";

/** LIMIT: a worker takes no more runs after this, of the 15 minutes that a batch of messages has. */
const WORK_FOR_MS = 20 * SECOND_MS;

interface Worker extends Workshop {
  readonly tenant: Tenant;
}

export const runReportsJob = (readers: Readers): QueueJob => ({
  kind: RUN_REPORTS,
  run: async (rim, tenant) => {
    const endMs = rim.clock() + WORK_FOR_MS;
    const api = tenantApi(rim, tenant);
    await settleDoubts({ rim, tenant });
    while (rim.clock() < endMs) {
      const task = await api.workOnReport({ do: "take" });
      if (task === null || typeof task === "string" || !("fence" in task)) return;
      await workOn({ rim, tenant, readers }, task);
    }
  },
});

async function workOn(worker: Worker, task: ReportTask): Promise<void> {
  const { run, fence, isLastTry } = task;
  const api = tenantApi(worker.rim, worker.tenant);
  const found = await findReaders({ rim: worker.rim, tenant: worker.tenant, run });
  const { groups, refused } = await groupBySight(found, run);
  const isPassing = (refusal: Refusal | null): boolean => refusal?.isPassing === true && !isLastTry;
  const rendered = new Map<Reader, Rendered>();
  const files: ReportFile[] = [];
  const sights: Sight[] = [];
  let isAgain = found.some(({ refusal }) => isPassing(refusal)) || [...refused.values()].some(isPassing);
  for (const group of isAgain ? [] : groups) {
    // Overtaken, or not wanted any more: whoever has it now does all of it.
    if ((await api.workOnReport({ do: "keep", id: run.id, fence })) === null) return;
    const one = await renderOr(worker, { run, group, no: files.length }, isLastTry ? BROKEN : null);
    if (one.refusal === null) {
      files.push(one.file);
      sights.push(group.sight);
    }
    isAgain ||= isPassing(one.refusal);
    if (isAgain) break;
    for (const reader of group.readers) rendered.set(reader, one);
  }
  for (const [reader, refusal] of refused) rendered.set(reader, { refusal });
  const isDone =
    !isAgain && (await finish(worker, task, { found, rendered, files, judged: judgedBy(sights) }));
  if (!isDone) await api.workOnReport({ do: "release", id: run.id, fence });
}

interface Made {
  readonly found: readonly Found[];
  readonly rendered: Map<Reader, Rendered>;
  readonly files: readonly ReportFile[];
  readonly judged: FinishReportRun["judged"];
}

/** LIMIT: policies that change more often than this while a run is finished have it made anew. */
const MOST_LOOKS = 3;

/** False when it has to be made anew: somebody may not have what was rendered for them. The last time they get nothing. */
async function finish(worker: Worker, { run, fence, isLastTry }: ReportTask, made: Made): Promise<boolean> {
  const { found, rendered, files } = made;
  const api = tenantApi(worker.rim, worker.tenant);
  const end = (judged: FinishReportRun["judged"]) => {
    const outcomes = found.map((one) => outcomeOf(one, rendered));
    return api.workOnReport({ do: "finish", id: run.id, fence, files, outcomes, judged, ...endOf(outcomes) });
  };
  let { judged } = made;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    if ((await end(judged)) !== "stale") return true;
    const look = await lookAgain({ rim: worker.rim, tenant: worker.tenant, run }, heldIn(rendered));
    const others = [...look.changed, ...look.unsure];
    if (others.length > 0 && !isLastTry) return false;
    await refuse(others, rendered, run);
    ({ judged } = look);
  }
  if (!isLastTry) return false;
  await refuse([...heldIn(rendered).keys()], rendered, run);
  await end(null);
  return true;
}

function heldIn(rendered: ReadonlyMap<Reader, Rendered>): Map<Reader, ReportFile> {
  const held = [...rendered].flatMap(([reader, one]) =>
    one.refusal === null ? [[reader, one.file] as const] : [],
  );
  return new Map(held);
}

const CHANGED: Refusal = { state: "failed", reason: "policy.rows_changed", isPassing: false };

async function refuse(
  readers: readonly Reader[],
  rendered: Map<Reader, Rendered>,
  run: StoredRun,
): Promise<void> {
  for (const reader of readers) {
    const { target, session } = reader;
    rendered.set(reader, { refusal: CHANGED });
    if (target.kind === "folder") await takeFromFolder({ run, bucket: session.bucket, path: target.target });
  }
}

function outcomeOf(found: Found, rendered: ReadonlyMap<Reader, Rendered>): TargetOutcome {
  const { reader } = found;
  const one = reader === null ? { refusal: found.refusal } : rendered.get(reader);
  if (one === undefined) throw new Error("a reader without an outcome");
  const target = reader === null ? found.target : reader.target;
  if (one.refusal !== null) {
    const { state, reason } = one.refusal;
    return { ...target, fileNo: null, refusal: { state, reason }, mail: null, summary: [] };
  }
  const mail = target.kind === "email" ? one.mail : null;
  return { ...target, fileNo: one.file.no, refusal: null, mail, summary: one.summary };
}

function endOf(outcomes: readonly TargetOutcome[]): Pick<FinishReportRun, "state" | "fault"> {
  if (outcomes.some(({ refusal }) => refusal === null)) return { state: "sent", fault: null };
  const refusals = outcomes.flatMap(({ refusal }) => refusal ?? []);
  const failure = refusals.find(({ state }) => state === "failed");
  if (failure !== undefined) return { state: "failed", fault: failure.reason };
  return { state: "skipped", fault: refusals[0]?.reason ?? null };
}
