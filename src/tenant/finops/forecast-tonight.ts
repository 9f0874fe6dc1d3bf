// The nightly run in the tenant object: once a day, however often the queue asks.

import { hasForecasts } from "../../finops/store/forecasts.ts";
import { utcDay } from "../../kernel/time.ts";
import { bindCommand } from "../commands.ts";
import { commit } from "../commit.ts";
import type { Envelope } from "../envelope.ts";
import type { ObjectParts } from "../object-parts.ts";
import { presentState } from "../present-state.ts";
import { foreseeBudgets } from "./foresee-budgets.ts";
import { makeForecasts } from "./make-forecasts.ts";
import { noticeAnomalies } from "./notice-anomalies.ts";

const FORECASTER: Envelope = {
  decidedAt: "platform",
  actor: { kind: "system", id: "forecast" },
  action: "forecasts:keep",
  reasons: ["platform"],
  requestId: "forecast",
  idempotency: null,
};

/** False when there was nothing to do: it was done today, or the tenant is not at home here. */
export async function forecastTonight(parts: ObjectParts): Promise<boolean> {
  const { store, outbox } = parts;
  const madeOn = utcDay(store.clock());
  if (!presentState(store, "platform").ok || hasForecasts(store.db, madeOn)) return false;
  const kept = await makeForecasts(parts);
  if (!kept.ok) throw new Error(`forecasts: ${kept.fault.code}`);
  const foreseen = await foreseeBudgets(parts);
  const noticed = await noticeAnomalies(parts);
  if (!noticed.ok) throw new Error(`anomalies: ${noticed.fault.code}`);
  const committed = commit(
    store,
    FORECASTER,
    bindCommand("forecasts.keep", { madeOn, kept: kept.value, foreseen, noticed: noticed.value }),
  );
  if (!committed.ok) throw new Error(`forecasts: ${committed.fault.code}`);
  await outbox.drainAll();
  return true;
}
