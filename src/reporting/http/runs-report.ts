// A report for one sight: its panels are read as one of those who have it, and put together. Nothing but the due time, the
// schedule and what was read gets into it.

import { FAULTS, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { nothing, type Mark, type RangeMs } from "../kinds/kind.ts";
import type { PlacedPanel } from "../dashboard.ts";
import type { SourceName } from "../frames/sources.ts";
import { PLAIN_BRAND, type Report, type ReportPanel, type ReportSection } from "../report.ts";
import { say } from "../report-words.ts";
import { presentFrames } from "../schedules/comparison-frames.ts";
import { comparesPeriods, type PanelReading } from "../schedules/condition.ts";
import { READER_WORDS } from "../schedules/reader-words.ts";
import type { StoredRun } from "../schedules/run-record.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { summarise, type SummarisedPanel } from "../schedules/summary.ts";
import { fillText } from "../variable.ts";
import { markDashboard } from "./mark-dashboard.ts";
import type { Readers, ReadingCall } from "./readers.ts";
import { runPanel, type Read } from "./run-panel.ts";
import type { SeenBoard, SeenPanel, Sight } from "./runs-sight.ts";

export interface Reading {
  readonly call: ReadingCall;
  readonly readers: Readers;
  readonly run: StoredRun;
  readonly range: RangeMs;
  readonly sight: Sight;
}

/** What a panel holds; null for one that is hidden, and for one that could not be read. */
interface ReadPanel extends SeenPanel {
  readonly read: Read | null;
}

interface ReadBoard extends Omit<SeenBoard, "panels"> {
  readonly panels: readonly ReadPanel[];
  readonly marks: readonly Mark[];
}

export interface MadeReport {
  readonly report: Report;
  /** With the previous period, where it was read. */
  readonly readings: readonly PanelReading[];
  readonly isFiltered: boolean;
}

/**
 * What time alone may mend is a failure of the whole; a panel whose query is refused says so in its place. Where all are refused
 * there is no report: the first refusal says why.
 */
export async function makeReport(reading: Reading): Promise<Result<MadeReport>> {
  const boards: ReadBoard[] = [];
  const refused: Fault[] = [];
  for (const board of reading.sight.boards) {
    const read = await readBoard(reading, board, refused);
    if (!read.ok) return read;
    boards.push(read.value);
  }
  const [first] = refused;
  const isAnyRead = boards.some(({ panels }) => panels.some(({ read }) => read !== null));
  if (first !== undefined && !isAnyRead) return failed(first);
  const readings = boards.flatMap(({ id, panels }) =>
    panels.map(({ panel, read }) => ({ dashboardId: id, panelId: panel.id, frames: read?.frames ?? [] })),
  );
  const isFiltered = boards.some(({ panels }) => panels.some(({ read }) => read?.isFiltered === true));
  return ok({ report: assemble(reading, boards, isFiltered), readings, isFiltered });
}

const needsPrevious = ({ include_comparison, include_summary, condition }: Schedule): boolean =>
  include_comparison || include_summary || comparesPeriods(condition);

/** Records and traces are not compared: there is nothing to lay over each other. */
const COMPARED: ReadonlySet<SourceName> = new Set<SourceName>(["metrics", "usage", "costs"]);

async function readBoard(reading: Reading, board: SeenBoard, refused: Fault[]): Promise<Result<ReadBoard>> {
  const panels: ReadPanel[] = [];
  for (const seen of board.panels) {
    const read = seen.isReadable ? await readPanel(reading, board, seen.panel) : ok(null);
    if (!read.ok && FAULTS[read.fault.code].retryable) return read;
    if (!read.ok) refused.push(read.fault);
    panels.push({ ...seen, read: read.ok ? read.value : null });
  }
  const { call, readers, run, range } = reading;
  const marks = await markDashboard({ ...callOf(call), nowMs: run.dueAtMs }, readers, {
    stored: board.stored,
    range,
  });
  if (!marks.ok) return marks;
  return ok({ ...board, panels, marks: marks.value });
}

const callOf = ({ session, tenant, footers, nowMs, waitUntil }: ReadingCall): ReadingCall => ({
  session,
  tenant,
  footers,
  nowMs,
  waitUntil,
});

async function readPanel(
  { call, readers, run, range, sight }: Reading,
  { stored, choices }: SeenBoard,
  panel: PlacedPanel,
): Promise<Result<Read>> {
  const isCompared = panel.queries.every(({ source }) => COMPARED.has(source));
  const comparison =
    isCompared && needsPrevious(run.document)
      ? { with: "previous_period" as const }
      : stored.document.comparison;
  return runPanel(call, readers, {
    panel,
    range,
    choices,
    comparison: isCompared ? comparison : { with: "none" },
    shownBy: stored,
    besides: sight.besides,
  });
}

function assemble({ run, range, sight }: Reading, boards: readonly ReadBoard[], isFiltered: boolean): Report {
  const { document, dueAtMs: madeAtMs } = run;
  const { name: title, zone, language, branding, include_summary: hasSummary } = document;
  const words = READER_WORDS[language];
  const subtitle = boards.map(({ stored }) => stored.head.title).join(" · ");
  return {
    title,
    ...(subtitle === "" || subtitle === title ? {} : { subtitle }),
    madeAtMs,
    range,
    zone,
    language,
    brand: branding ?? PLAIN_BRAND,
    summary: hasSummary ? summarise(summarised(boards), language) : [],
    sections: boards.flatMap((board) => sectionsOf(board, document, boards.length > 1)),
    notes: [
      ...(isFiltered ? [say(language, "filtered")] : []),
      ...(sight.hiddenBoards > 0 ? [words.hiddenBoard] : []),
    ],
  };
}

const titled = ({ panel }: SeenPanel, { choices }: Pick<SeenBoard, "choices">): PlacedPanel => ({
  ...panel,
  title: fillText(panel.title, choices),
});

const summarised = (boards: readonly ReadBoard[]): SummarisedPanel[] =>
  boards.flatMap((board) =>
    board.panels.flatMap((seen) =>
      seen.read === null || !seen.panel.queries.some(({ source }) => COMPARED.has(source))
        ? []
        : [{ panel: titled(seen, board), frames: seen.read.frames }],
    ),
  );

function sectionsOf(board: ReadBoard, document: Schedule, isOneOfSeveral: boolean): ReportSection[] {
  const { stored, panels } = board;
  return stored.document.rows.flatMap((row) => {
    const own = panels.filter(({ panel }) => row.panels.some(({ id }) => id === panel.id));
    if (own.length === 0) return [];
    const parts = [isOneOfSeveral ? stored.head.title : "", row.title].filter((part) => part !== "");
    const title = parts.length === 0 ? stored.head.title : parts.join(" · ");
    return [{ title, panels: own.map((seen) => reported(seen, board, document)) }];
  });
}

function reported(seen: ReadPanel, board: ReadBoard, document: Schedule): ReportPanel {
  const words = READER_WORDS[document.language];
  const { grid, ...panel } = titled(seen, board);
  const width = grid.w <= 12 ? ("half" as const) : ("full" as const);
  if (seen.read === null)
    return { panel, width, frames: [], drawing: nothing(seen.isReadable ? words.unread : words.hidden) };
  const isCompared = document.include_comparison || board.stored.document.comparison.with !== "none";
  const frames = isCompared ? seen.read.frames : presentFrames(seen.read.frames);
  return { panel, width, frames, marks: board.marks };
}
