// What a night finds strange in the days that are over: told by the commit that keeps the night's forecasts, each anomaly once.

import { type Anomaly, DEFAULT_SENSITIVITY } from "../../finops/index.ts";
import { loadSetting, saveSetting } from "../../finops/store/settings.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, utcDay } from "../../kernel/time.ts";
import { newEvent, type NewEvent } from "../../webhooks/index.ts";
import type { Tx } from "../commit.ts";
import { anomaliesOf } from "./find-anomalies.ts";
import { currencyNow } from "./make-forecasts.ts";
import type { UsageRim } from "./read-usage.ts";

/** As it is told; amounts with two places, because they are estimates. */
export interface NoticedAnomaly {
  readonly date: string;
  readonly dimension: string;
  readonly actual: string;
  readonly expected: string;
  readonly currency: string;
}

/** A bill of last month tells of days so far back. */
const LOOKED_AT_MS = 35 * DAY_MS;
/** LIMIT: of a night; the newest. */
const MOST_TOLD = 10;
const FORGOTTEN_AFTER_MS = 2 * LOOKED_AT_MS;

const money = (amount: number): string => amount.toFixed(2);

function toNoticed({ from, actual, expected, contributors }: Anomaly, currency: string): NoticedAnomaly {
  const [largest] = contributors;
  const dimension = largest === undefined ? "tenant" : `${largest.dimension}:${largest.value}`;
  return { date: from, dimension, actual: money(actual), expected: money(expected), currency };
}

export async function noticeAnomalies(rim: UsageRim): Promise<Result<NoticedAnomaly[]>> {
  const nowMs = rim.store.clock();
  const currency = currencyNow(rim);
  const range = { from: utcDay(nowMs - LOOKED_AT_MS), to: utcDay(nowMs) };
  const found = await anomaliesOf(rim, { ...range, currency, sensitivity: DEFAULT_SENSITIVITY });
  return found.ok ? ok(found.value.anomalies.map((one) => toNoticed(one, currency))) : found;
}

/** Events of those that no night has told of. One that goes on is told by its first day. */
export function tellAnomalies({ db, nowMs }: Tx, noticed: readonly NoticedAnomaly[]): NewEvent[] {
  const { days } = loadSetting(db, "told_anomalies").document;
  const fresh = noticed.filter(({ date }) => !days.includes(date));
  if (fresh.length === 0) return [];
  const oldest = utcDay(nowMs - FORGOTTEN_AFTER_MS);
  const kept = [...days, ...fresh.map(({ date }) => date)].filter((day) => day >= oldest);
  saveSetting(db, "told_anomalies", { days: kept });
  return fresh.slice(-MOST_TOLD).map((one) => newEvent("cost.anomaly_detected", { ...one }, one.dimension));
}
