// What of the demonstration's telemetry was sent, kept beside the data: a start that was killed goes on with the same
// window, so that what is sent twice is the same bytes and is stored once.

import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const noteSchema = z.object({
  to_ms: z.int(),
  sent: z.array(z.string()),
  /** Tenants that were given their dashboard: one that somebody deletes does not come back. */
  boards: z.array(z.string()).default([]),
});

export type TelemetryNote = z.infer<typeof noteSchema>;

const pathIn = (stateDir: string): string => join(stateDir, "demo-telemetry.json");

/** A new note, of a window that ends at `nowMs`, when there is none. */
export async function loadNote(stateDir: string, nowMs: number): Promise<TelemetryNote> {
  const text = await readFile(pathIn(stateDir), "utf8").catch(() => null);
  if (text === null) return { to_ms: nowMs, sent: [], boards: [] };
  try {
    return noteSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${pathIn(stateDir)} is damaged: \`npm run reset\` clears the local state`, {
      cause: error,
    });
  }
}

export async function writeNote(stateDir: string, note: TelemetryNote): Promise<void> {
  const path = pathIn(stateDir);
  await writeFile(`${path}.new`, JSON.stringify(note));
  await rename(`${path}.new`, path);
}
