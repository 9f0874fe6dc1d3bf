// The tenant's way out in its object's SQLite: one row. The record changes by commits; how far the work is, is written by
// the work.

import { eq } from "drizzle-orm";
import type { ObjectStore } from "../object-store.ts";
import { offboarding } from "../schema.ts";
import { isOpen, offboardingSchema, progressSchema, type Offboarding, type Progress } from "./offboarding.ts";

type Db = ObjectStore["db"];

const ONLY_ROW = 1;

export interface StoredOffboarding {
  readonly record: Offboarding;
  readonly progress: Progress;
}

export function loadOffboarding(db: Db): StoredOffboarding | null {
  const row = db.select().from(offboarding).where(eq(offboarding.id, ONLY_ROW)).get();
  if (row === undefined) return null;
  return { record: offboardingSchema.parse(row.record), progress: progressSchema.parse(row.progress) };
}

export function loadOpenOffboarding(db: Db): StoredOffboarding | null {
  const stored = loadOffboarding(db);
  return stored !== null && isOpen(stored.record) ? stored : null;
}

export function saveOffboarding(db: Db, { record, progress }: StoredOffboarding): void {
  const row = { id: ONLY_ROW, record, progress };
  db.insert(offboarding).values(row).onConflictDoUpdate({ target: offboarding.id, set: row }).run();
}

export function saveProgress(db: Db, progress: Progress): void {
  db.update(offboarding).set({ progress }).where(eq(offboarding.id, ONLY_ROW)).run();
}
