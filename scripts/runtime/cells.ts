// The cells beside a gateway: those it was told of, and those it had before. Once a gateway has had a cell its data folder
// remembers it, because the tenants of that jurisdiction are in the cell and nowhere else.

import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { findRunningCell, parseCellName, startCell, type CellName, type LocalCell } from "./cell.ts";
import type { Gateway } from "./gateway.ts";

export interface Cells {
  readonly all: readonly LocalCell[];
  /** The gateway's settings. */
  readonly vars: Readonly<Record<string, string>>;
  /** Those that this process has started. */
  readonly started: readonly Gateway[];
}

const notePath = (stateDir: string): string => join(stateDir, "cells.json");

async function loadNote(stateDir: string): Promise<CellName[]> {
  const text = await readFile(notePath(stateDir), "utf8").catch(() => "[]");
  return z.array(z.string()).parse(JSON.parse(text)).map(parseCellName);
}

/** Throws when the gateway has data that a new cell would hide. */
async function remember(stateDir: string, wanted: readonly CellName[]): Promise<CellName[]> {
  const known = await loadNote(stateDir);
  const added = wanted.filter((name) => !known.includes(name));
  if (added.length > 0 && existsSync(join(stateDir, "d1")))
    throw new Error(
      `the data in ${stateDir} was made without a cell for ${added.join(", ")}: \`npm run reset\` first, or another folder with --state`,
    );
  const all = [...new Set([...known, ...wanted])];
  if (added.length > 0) {
    await mkdir(stateDir, { recursive: true });
    await writeFile(notePath(stateDir), JSON.stringify(all));
  }
  return all;
}

export async function bringUpCells(stateDir: string, wanted: readonly CellName[]): Promise<Cells> {
  const names = await remember(stateDir, wanted);
  const all: LocalCell[] = [];
  const started: Gateway[] = [];
  for (const name of names) {
    const running = await findRunningCell(name, stateDir);
    if (running !== null) all.push(running);
    else {
      const { cell, gateway } = await startCell({ name, port: 0, stateDir });
      all.push(cell);
      started.push(gateway);
    }
  }
  return { all, started, vars: { OPERATOR_CELLS: settingOf(all) } };
}

/** As the gateway takes it. */
export function settingOf(cells: readonly LocalCell[]): string {
  return JSON.stringify(Object.fromEntries(cells.map(({ name, url }) => [name, { url }])));
}
