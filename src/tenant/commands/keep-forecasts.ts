// The night's forecasts are kept with the model's version; budgets that they say will not last are told of, once a period, and
// strange days, once.

import { tellBudget, tellValue, type KeptForecast } from "../../finops/index.ts";
import { saveUse, type StoredBudget } from "../../finops/store/budgets.ts";
import { forgetForecasts, saveForecasts } from "../../finops/store/forecasts.ts";
import { newEvent, type NewEvent } from "../../webhooks/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, utcDay } from "../../kernel/time.ts";
import type { Change, Tx } from "../commit.ts";
import { openBudgets, spentValue } from "../finops/budget-book.ts";
import type { Foreseen } from "../finops/foresee-budgets.ts";
import { tellAnomalies, type NoticedAnomaly } from "../finops/notice-anomalies.ts";
import { adminAddresses } from "../mail/admin-addresses.ts";
import { writeMail } from "../mail/write-mail.ts";
import type { Effect } from "../outbox.ts";

export interface KeepForecasts {
  readonly madeOn: string;
  readonly kept: readonly KeptForecast[];
  readonly foreseen: readonly Foreseen[];
  readonly noticed: readonly NoticedAnomaly[];
}

const KEPT_MS = 400 * DAY_MS;

interface Telling {
  readonly events: readonly NewEvent[];
  readonly effects: readonly Effect[];
}

export function keepForecasts(tx: Tx, { madeOn, kept, foreseen, noticed }: KeepForecasts): Result<Change> {
  saveForecasts(tx.db, { madeOn, kept });
  forgetForecasts(tx.db, utcDay(tx.nowMs - KEPT_MS));
  const open = openBudgets(tx.db, tx.nowMs);
  const told = foreseen.flatMap((one): Telling[] => {
    const stored = open.budgets.find(({ id, running }) => id === one.id && running.name === one.period);
    if (stored === undefined || stored.use.foretold === one.period) return [];
    saveUse(tx.db, one.id, { ...stored.use, foretold: one.period });
    return [tellOverrun(tx, stored, { one, spent: spentValue(stored, open.books, []) })];
  });
  const anomalies = tellAnomalies(tx, noticed);
  return ok({
    reply: null,
    resource: `forecasts:${madeOn}`,
    detail: {
      scopes: kept.length,
      foreseen: foreseen.map((one) => ({ ...one })),
      anomalies: anomalies.length,
    },
    raisesEpoch: false,
    events: [...told.flatMap(({ events }) => events), ...anomalies],
    effects: told.flatMap(({ effects }) => effects),
  });
}

interface Overrun {
  readonly one: Foreseen;
  readonly spent: bigint;
}

function tellOverrun({ db, nowMs }: Tx, { id, budget }: StoredBudget, { one, spent }: Overrun): Telling {
  const { expected, on } = one;
  const data = { ...tellBudget(id, budget, spent), expected, expected_on: on };
  const to = budget.recipients.length > 0 ? budget.recipients : adminAddresses(db, nowMs);
  const subject = `Budget ${budget.name} is expected to be used up on ${on}`;
  const text = `${tellValue(budget, spent)} were used so far; ${expected} are expected by the end of ${one.period}.\n`;
  return {
    events: [newEvent("forecast.overrun_expected", data, id)],
    effects: writeMail(db, { to, subject, text }, nowMs),
  };
}
