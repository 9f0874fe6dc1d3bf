// Runs a panel: its queries, as the caller. INVARIANT: each source is decided for this caller, on rows that policies let
// pass; a dashboard adds its own decision, never takes one away. What its author might read whole it also gives to viewers
// who may not query themselves, but denials hold for them too.

import type { AlsoAsked, TenantCall } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { parseDurationMs } from "../../kernel/time.ts";
import { ACTIONS } from "../../policy/index.ts";
import type { Dashboard } from "../dashboard.ts";
import type { Frame } from "../frame.ts";
import { asComparison } from "../frames/compare-frames.ts";
import { SOURCES, type SourceName } from "../frames/sources.ts";
import type { RangeMs } from "../kinds/kind.ts";
import type { Panel } from "../panel.ts";
import { resourceOf, type StoredDashboard } from "../stored-dashboard.ts";
import { fillIn, type Choices } from "../variable.ts";
import { prepareQuery, readSource, type Read, type ReadyQuery } from "./read-source.ts";
import type { Readers, ReadingCall } from "./readers.ts";

export interface PanelRun {
  readonly panel: Pick<Panel, "id" | "queries">;
  readonly range: RangeMs;
  /** Of every variable, by `choose`. */
  readonly choices: Choices;
  readonly comparison: Dashboard["comparison"];
  /** The dashboard that shows the panel; null for a panel that the caller brought. */
  readonly shownBy: Pick<StoredDashboard, "head" | "shows"> | null;
  /** What else must be allowed on the rows: an export's own action. */
  readonly besides?: readonly AlsoAsked[];
}

export type { Read } from "./read-source.ts";

/** `request.invalid`, `policy.denied`, and what the queries themselves refuse. */
export async function runPanel(call: ReadingCall, readers: Readers, run: PanelRun): Promise<Result<Read>> {
  const ready: ReadyQuery[] = [];
  for (const [at, query] of run.panel.queries.entries()) {
    if (query.hidden) continue;
    const prepared = prepareQuery(query, fillIn(query.request, run.choices), `/queries/${at}/request`);
    if (!prepared.ok) return prepared;
    ready.push(prepared.value);
  }
  const frames: Frame[] = [];
  const more: string[] = [];
  let isFiltered = false;
  for (const [source, queries] of Map.groupBy(ready, (query) => query.source)) {
    const read = await readAs(call, readers, { run, source, queries });
    if (!read.ok) return read;
    frames.push(...read.value.frames);
    more.push(...read.value.more);
    isFiltered ||= read.value.isFiltered;
  }
  return ok({ frames: inOrder(frames, ready), isFiltered, more });
}

/** As the document lists its queries, whichever source they have. */
function inOrder(frames: readonly Frame[], ready: readonly ReadyQuery[]): Frame[] {
  const place = ({ name }: Frame): number =>
    ready.findIndex(({ ref }) => name === ref || name.startsWith(`${ref}_`));
  return frames.toSorted((a, b) => place(a) - place(b));
}

interface SourceRun {
  readonly run: PanelRun;
  readonly source: SourceName;
  readonly queries: readonly ReadyQuery[];
}

async function readAs(
  call: ReadingCall,
  readers: Readers,
  { run, source, queries }: SourceRun,
): Promise<Result<Read>> {
  const asks = asksOf(source, run.shownBy, run.besides);
  const session = asks === null ? ok(call.session) : call.session.also(asks);
  if (!session.ok) return session;
  const own: ReadingCall = { ...pickCall(call), session: session.value };
  const now = await readSource(queries, { call: own, readers, range: run.range });
  const earlier = earlierPeriod(run);
  if (!now.ok || earlier === null || source === "data") return now;
  const { range, words } = earlier;
  const then = await readSource(queries, { call: own, readers, range });
  if (!then.ok) return then;
  const moved = asComparison(then.value.frames, run.range.fromMs - range.fromMs, words);
  return ok({ ...now.value, frames: [...now.value.frames, ...moved] });
}

/** A call's parts are getters in places; only these are needed. */
const pickCall = ({ session, tenant, footers, nowMs, waitUntil }: ReadingCall): ReadingCall => ({
  session,
  tenant,
  footers,
  nowMs,
  waitUntil: (work) => {
    waitUntil(work);
  },
});

/** What must be allowed to read a source: null for data that stands in the document. */
export function asksOf(
  source: SourceName,
  shownBy: PanelRun["shownBy"],
  besides: readonly AlsoAsked[] = [],
): readonly [AlsoAsked, ...AlsoAsked[]] | null {
  const { action, isRows, isShown } = SOURCES[source];
  if (action === null) return null;
  const resource = { type: ACTIONS[action].kind, ...(isRows ? { isUnread: true } : {}) };
  if (shownBy === null || !isShown) return [{ action, resource }, ...besides];
  const { head, shows } = shownBy;
  const given = shows.includes(source) ? { given: `dashboard:${head.id}` } : {};
  const view = { action: "dashboards:view" as const, resource: { ...resourceOf(head), isUnread: true } };
  return [{ action, resource, ...given }, view, ...besides];
}

function earlierPeriod({ range, comparison }: PanelRun): { range: RangeMs; words: string } | null {
  const { fromMs, toMs } = range;
  switch (comparison.with) {
    case "none":
      return null;
    case "previous_period":
      return { range: { fromMs: fromMs - (toMs - fromMs), toMs: fromMs }, words: "previous period" };
    case "earlier": {
      const byMs = parseDurationMs(comparison.by) ?? 0;
      return { range: { fromMs: fromMs - byMs, toMs: toMs - byMs }, words: `${comparison.by} earlier` };
    }
  }
}

/** Sources that this caller may read whole, of those that a dashboard can give to its viewers. */
export function readableWhole(session: TenantCall["session"], dashboard: Dashboard): SourceName[] {
  const asked = new Set(
    dashboard.rows.flatMap(({ panels }) =>
      panels.flatMap(({ queries }) => queries.map(({ source }) => source)),
    ),
  );
  return [...asked].filter((source) => {
    const asks = SOURCES[source].isShown ? asksOf(source, null) : null;
    if (asks === null) return false;
    const allowed = session.also(asks);
    return allowed.ok && allowed.value.rowFilter === null;
  });
}
