// Mails of reports that waited while policies or dashboards changed: a worker looks again who may have them, as before a run is
// finished. Who may not have what was rendered then gets nothing of it, and the run's record says so.

import { tenantApi } from "../../edge/index.ts";
import type { ReportFile, StoredReportDelivery, StoredRun } from "../schedules/run-record.ts";
import type { Workshop } from "./runs-group.ts";
import { lookAgain } from "./runs-look.ts";
import type { Asking } from "./runs-readers.ts";

/** LIMIT: of a worker's turn; the alarm has another one go on. */
const MOST_LOOKS = 20;

type Looking = Pick<Workshop, "rim"> & Pick<Asking, "tenant">;

export async function settleDoubts({ rim, tenant }: Looking): Promise<void> {
  const api = tenantApi(rim, tenant);
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const doubts = await api.workOnReport({ do: "doubts" });
    if (doubts === null || typeof doubts === "string" || !("deliveries" in doubts)) return;
    const { run, deliveries } = doubts;
    const look = await lookAgain({ rim, tenant, run }, heldOf(run, deliveries));
    const lost = look.changed.map(({ target }) => target.target);
    const unsure = look.unsure.map(({ target }) => target.target);
    const kept = deliveries.map(({ target }) => target).filter((one) => ![...lost, ...unsure].includes(one));
    await api.workOnReport({ do: "settle", runId: run.id, judged: look.judged, kept, lost });
    if (unsure.length > 0) return;
  }
}

interface Holder {
  readonly target: StoredReportDelivery;
}

function heldOf(run: StoredRun, deliveries: readonly StoredReportDelivery[]): Map<Holder, ReportFile> {
  return new Map(
    deliveries.flatMap((target) => {
      const file = run.files.find(({ no }) => no === target.fileNo);
      return file === undefined ? [] : [[{ target }, file] as const];
    }),
  );
}
