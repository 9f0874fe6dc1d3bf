// Readers of a run who may see the same, and the one rendering that they share. INVARIANT: what is rendered was read under the
// rights of all of them, as policies were from the first look to the last.

import type { Rim } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import type { Result } from "../../kernel/result.ts";
import { isWorthSending } from "../schedules/condition.ts";
import type { ReportFile, ReportMail, StoredRun } from "../schedules/run-record.ts";
import { rangeOfRun } from "../schedules/run-range.ts";
import { openAssets } from "../store/assets.ts";
import type { Readers, ReadingCall } from "./readers.ts";
import { putInFolder, storeFile, storeMail, type Storing } from "./runs-files.ts";
import { refusalOf, skipped, type Found, type Reader, type Refusal } from "./runs-readers.ts";
import { makeReport, type MadeReport } from "./runs-report.ts";
import { seesAnything, sightOf, type Sight } from "./runs-sight.ts";

export interface Workshop {
  readonly rim: Rim;
  readonly readers: Readers;
}

/** Readers who may see the same. */
export interface Group {
  readonly sight: Sight;
  readonly readers: readonly Reader[];
}

/** What became of a group: a rendering, or why there is none. */
export type Rendered =
  | { readonly refusal: Refusal }
  | {
      readonly refusal: null;
      readonly file: ReportFile;
      readonly mail: ReportMail | null;
      readonly summary: readonly string[];
    };

interface Grouped {
  readonly groups: readonly Group[];
  readonly refused: ReadonlyMap<Reader, Refusal>;
}

export async function groupBySight(found: readonly Found[], run: StoredRun): Promise<Grouped> {
  const groups = new Map<string, { sight: Sight; readers: Reader[] }>();
  const refused = new Map<Reader, Refusal>();
  for (const { reader } of found) {
    if (reader === null) continue;
    const sight = await sightOf(reader.session, run.document);
    if (!sight.ok) refused.set(reader, refusalOf(sight.fault));
    else if (!seesAnything(sight.value)) refused.set(reader, skipped("policy.denied"));
    else {
      const { rights, epoch } = sight.value;
      const known = groups.get(`${rights} ${epoch}`) ?? { sight: sight.value, readers: [] };
      known.readers.push(reader);
      groups.set(`${rights} ${epoch}`, known);
    }
  }
  return { groups: [...groups.values()], refused };
}

interface Rendering {
  readonly run: StoredRun;
  readonly group: Group;
  readonly no: number;
}

export const BROKEN: Refusal = { state: "failed", reason: "internal.bug", isPassing: false };

/** What breaks the last time breaks for these readers, not for the others; before that it is thrown, and tried again. */
export async function renderOr(
  worker: Workshop,
  rendering: Rendering,
  last: Refusal | null,
): Promise<Rendered> {
  try {
    return await render(worker, rendering);
  } catch (error) {
    if (last === null) throw error;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
    worker.rim.report({ event: "report_failed", run_id: rendering.run.id, reason });
    return { refusal: last };
  }
}

async function render({ rim, readers }: Workshop, { run, group, no }: Rendering): Promise<Rendered> {
  const startedMs = rim.clock();
  const [first] = group.readers;
  const { range: asked, zone, condition } = run.document;
  const range = rangeOfRun(asked, zone, run.dueAtMs);
  if (first === undefined || range === null)
    return { refusal: { ...skipped("request.invalid"), state: "failed" } };
  const made = await readAll(rim, first, (call) =>
    makeReport({ call, readers, run, range, sight: group.sight }),
  );
  // Policies that changed while it was read may let its readers see different rows, or none: it is read again.
  const confirmed = await first.session.confirm();
  if (first.session.bundle.epoch !== group.sight.epoch)
    return { refusal: refusalOf(fault("policy.rows_changed")) };
  if (!made.ok) return { refusal: refusalOf(made.fault) };
  if (!confirmed.ok) return { refusal: refusalOf(confirmed.fault) };
  const { report, readings, isFiltered } = made.value;
  if (!isWorthSending(condition, readings)) return { refusal: skipped("condition") };
  const storing: Storing = { run, no, report, bucket: first.session.bucket, assets: openAssets(rim.assets) };
  const stored = await storeFile(storing);
  const isMailed = group.readers.some(({ target }) => target.kind === "email");
  const mail = isMailed ? await storeMail(storing, stored) : null;
  for (const { target } of group.readers)
    if (target.kind === "folder") await putInFolder({ ...storing, path: target.target }, stored);
  const { rights, versions } = group.sight;
  const file = { ...stored.file, rights, versions, isFiltered, durationMs: rim.clock() - startedMs };
  return { refusal: null, file, mail, summary: report.summary };
}

/** Nobody waits for an answer here: what a query leaves to be done is done before its report counts. */
async function readAll(
  rim: Rim,
  { session, tenant }: Reader,
  read: (call: ReadingCall) => Promise<Result<MadeReport>>,
): Promise<Result<MadeReport>> {
  const left: Promise<unknown>[] = [];
  const waitUntil: ReadingCall["waitUntil"] = (rest) => void left.push(rest);
  const made = await read({ session, tenant, footers: rim.footers, nowMs: rim.clock(), waitUntil });
  await Promise.all(left);
  return made;
}
