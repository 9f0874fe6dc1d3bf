// The forecasts that were made, a row a day, in the tenant object's SQLite.

import { desc, eq, lt } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { KeptForecast } from "../outlook/kept-forecast.ts";
import { forecasts } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

export interface ForecastsOfDay {
  readonly madeOn: string;
  readonly kept: readonly KeptForecast[];
}

export function saveForecasts(db: Db, { madeOn, kept }: ForecastsOfDay): void {
  const row = { madeOn, kept: [...kept] };
  db.insert(forecasts).values(row).onConflictDoUpdate({ target: forecasts.madeOn, set: row }).run();
}

export function hasForecasts(db: Db, madeOn: string): boolean {
  return (
    db.select({ madeOn: forecasts.madeOn }).from(forecasts).where(eq(forecasts.madeOn, madeOn)).get() !==
    undefined
  );
}

/** The newest first. */
export function listForecasts(db: Db, limit: number): ForecastsOfDay[] {
  const rows = db.select().from(forecasts).orderBy(desc(forecasts.madeOn)).limit(limit).all();
  return rows.map(({ madeOn, kept }) => ({ madeOn, kept: kept as KeptForecast[] }));
}

export function forgetForecasts(db: Db, beforeDay: string): void {
  db.delete(forecasts).where(lt(forecasts.madeOn, beforeDay)).run();
}
