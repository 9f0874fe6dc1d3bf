// Chargeback's changes: the model; a month that closes, after which its statement is never made again; adjustments, as entries
// beside it.

import {
  minorUnits,
  smallestUnit,
  type Adjustment,
  type ChargebackModel,
  type StatementDocument,
} from "../../finops/index.ts";
import { keepAdjustment, keepClosed, loadClosed } from "../../finops/store/chargebacks.ts";
import { loadSetting, saveSetting } from "../../finops/store/settings.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { newId } from "../../kernel/ids.ts";
import { moneyOf } from "../../kernel/money.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";

export interface CloseChargeback {
  /** As it was computed in this object a moment ago. */
  readonly statement: StatementDocument;
}

export interface AdjustChargeback {
  readonly period: string;
  readonly entry: Omit<Adjustment, "id" | "at">;
}

/** LIMIT: a row of the object has at most 2 MB. */
const MOST_STATEMENT_CHARS = 1_900_000;

const unfenced = (change: Pick<Change, "reply" | "resource" | "detail">): Change => ({
  ...change,
  raisesEpoch: false,
  effects: [],
});

export function setChargebackModel({ db }: Tx, model: ChargebackModel): Result<Change> {
  const before = loadSetting(db, "chargeback_model");
  const version = saveSetting(db, "chargeback_model", model);
  const told = { before: before.document, after: model } as unknown as Json;
  const reply = { version, model } as unknown as Json;
  return ok(unfenced({ reply, resource: `chargeback_model:${version}`, detail: told }));
}

/** `chargeback.closed` when it is; `chargeback.refused` for a statement of more lines than can be kept. */
export function closeChargeback({ db, nowMs }: Tx, { statement }: CloseChargeback): Result<Change> {
  const { period, total, currency, components } = statement;
  if (loadClosed(db, period) !== null) return failed(fault("chargeback.closed", `${period} is closed`));
  if (JSON.stringify(statement).length > MOST_STATEMENT_CHARS)
    return failed(fault("chargeback.refused", "the statement has more lines than can be kept"));
  keepClosed(db, { closedMs: nowMs, statement });
  const detail = { period, total, currency, components };
  const reply = { period, closed_at: new Date(nowMs).toISOString(), total, currency };
  return ok(unfenced({ reply, resource: `chargeback:${period}`, detail }));
}

/**
 * `chargeback.refused` for a month that is not closed: what is wrong with it is put right in its usage. `request.invalid` for a
 * part of the currency's smallest unit, which nobody could pay.
 */
export function adjustChargeback(
  { db, nowMs, random }: Tx,
  { period, entry }: AdjustChargeback,
): Result<Change> {
  const closed = loadClosed(db, period);
  if (closed === null)
    return failed(fault("chargeback.refused", `${period} is not closed: nothing of it is fixed yet`));
  const { currency } = closed.statement;
  if (moneyOf(entry.amount) % smallestUnit(minorUnits(currency)) !== 0n) {
    const message = `${currency} has ${minorUnits(currency)} places`;
    return failed(fault("request.invalid", message, [{ pointer: "/amount", message }]));
  }
  const adjustment = { ...entry, id: newId("adjustment", nowMs, random), at: new Date(nowMs).toISOString() };
  keepAdjustment(db, period, adjustment);
  const told = { ...adjustment, period };
  return ok(unfenced({ reply: told, resource: `chargeback:${period}`, detail: told }));
}
