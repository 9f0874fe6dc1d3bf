// What a tenant has set about its costs, as whole documents with a version that rises with every change; and what the nights
// have told of, so that it is told once.

import { eq, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { z } from "zod";
import { chargebackModelSchema, DEFAULT_MODEL } from "../chargeback/model.ts";
import { oncePer } from "../../kernel/once-per.ts";
import { attributionSchema, DEFAULT_ATTRIBUTION } from "../meters/attribution-settings.ts";
import { exchangeRatesSchema, NO_RATES } from "../rates/exchange.ts";
import { DEFAULT_BOOKS, priceBooksSchema } from "../rates/price-book.ts";
import { finopsSettings } from "./schema.ts";

type Db = DrizzleSqliteDODatabase;

/** First days of anomalies. */
const toldSchema = z.strictObject({ days: z.array(z.string()) });

const SETTINGS = {
  told_anomalies: { schema: toldSchema, initial: { days: [] } },
  attribution: { schema: attributionSchema, initial: DEFAULT_ATTRIBUTION },
  price_books: { schema: priceBooksSchema, initial: DEFAULT_BOOKS },
  exchange_rates: { schema: exchangeRatesSchema, initial: NO_RATES },
  chargeback_model: { schema: chargebackModelSchema, initial: DEFAULT_MODEL },
} as const;

type SettingName = keyof typeof SETTINGS;
type Setting<N extends SettingName> = z.infer<(typeof SETTINGS)[N]["schema"]>;

export interface Versioned<T> {
  /** 0 while the tenant has set none. */
  readonly version: number;
  readonly document: T;
}

/** Asked with everything that is counted: the statement is built once. */
const settingRow = oncePer((db: Db) =>
  db
    .select()
    .from(finopsSettings)
    .where(eq(finopsSettings.name, sql.placeholder("name")))
    .prepare(),
);

export function loadSetting<N extends SettingName>(db: Db, name: N): Versioned<Setting<N>> {
  const row = settingRow(db).get({ name });
  const { schema, initial } = SETTINGS[name];
  if (row === undefined) return { version: 0, document: initial as Setting<N> };
  return { version: row.version, document: schema.parse(row.document) as Setting<N> };
}

/** The version that it has from now on. */
export function saveSetting<N extends SettingName>(db: Db, name: N, document: Setting<N>): number {
  const version = loadSetting(db, name).version + 1;
  const row = { name, version, document };
  db.insert(finopsSettings).values(row).onConflictDoUpdate({ target: finopsSettings.name, set: row }).run();
  return version;
}
