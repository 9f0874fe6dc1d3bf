// Who may have what was rendered for them, looked at again: policies and dashboards may have changed since it was read.
// INVARIANT: somebody keeps a rendering only if what they may see now, of the dashboards as they were rendered, is what it was
// rendered under.

import { FAULTS, type Fault } from "../../kernel/fault.ts";
import type { FinishReportRun } from "../../tenant/index.ts";
import type { ReportFile } from "../schedules/run-record.ts";
import { findReaders, type Asking, type Found, type Reader, type Target } from "./runs-readers.ts";
import { sightOf, type Sight } from "./runs-sight.ts";

type Judged = NonNullable<FinishReportRun["judged"]>;

/** What several looks come to, as the oldest of them: the tenant object tells what is older than it. */
export function judgedBy(sights: readonly Pick<Sight, "epoch" | "heads">[]): Judged | null {
  if (sights.length === 0) return null;
  const versions: Record<string, number> = {};
  for (const [id, version] of sights.flatMap(({ heads }) => Object.entries(heads)))
    versions[id] = Math.min(versions[id] ?? version, version);
  return { epoch: Math.min(...sights.map(({ epoch }) => epoch)), versions };
}

type Holder = Pick<Reader, "target">;

interface Look<H extends Holder> {
  readonly judged: Judged | null;
  /** Those who may not have it any more, or whose address is another one. */
  readonly changed: readonly H[];
  /** Those of whom time alone may tell. */
  readonly unsure: readonly H[];
}

const keyOf = ({ kind, target, user }: Target): string => `${kind} ${target} ${user ?? ""}`;

export async function lookAgain<H extends Holder>(
  asking: Asking,
  held: ReadonlyMap<H, ReportFile>,
): Promise<Look<H>> {
  const now = new Map<string, Found>();
  for (const one of await findReaders(asking)) now.set(keyOf(targetOf(one)), one);
  const [changed, unsure, sights] = [[] as H[], [] as H[], [] as Sight[]];
  for (const [holder, { rights, versions }] of held) {
    const found = now.get(keyOf(holder.target));
    const reader = found?.reader ?? null;
    const sight = reader === null ? null : await sightOf(reader.session, asking.run.document, versions);
    if (sight?.ok === true && sight.value.rights === rights) sights.push(sight.value);
    else if (found?.refusal?.isPassing === true || (sight?.ok === false && isPassing(sight.fault)))
      unsure.push(holder);
    else changed.push(holder);
  }
  return { judged: judgedBy(sights), changed, unsure };
}

const targetOf = (one: Found): Target => (one.reader === null ? one.target : one.reader.target);
const isPassing = ({ code }: Fault): boolean => FAULTS[code].retryable;
