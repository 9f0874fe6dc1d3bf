// An operator's cell on this machine: the same Worker on a runtime and data of its own, which takes only what the gateway
// has signed. `npm run cell` starts one by itself, `npm start -- --cell` beside the gateway.

import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { startGateway, type Gateway } from "./gateway.ts";
import { endOrphans, noteRuntime } from "./orphan.ts";
import { edgeKeysOf, loadSecrets } from "./secrets.ts";
import { isRunning, lockState } from "./state-lock.ts";

/** The jurisdictions that the platform does not have, each with the port that `npm run cell` takes. */
export const CELL_PORTS = { in: 8791, jp: 8792, cn: 8793 } as const;
export type CellName = keyof typeof CELL_PORTS;

export function parseCellName(text: string): CellName {
  const names = Object.keys(CELL_PORTS) as CellName[];
  const name = names.find((known) => known === text);
  if (name === undefined) throw new Error(`\`${text}\` is no cell: give one of ${names.join(", ")}`);
  return name;
}

/** Where the cells of the gateway on this data folder keep theirs: `.wrangler/cells` beside `.wrangler/state`. */
export function cellsDir(stateDir: string): string {
  return basename(stateDir) === "state" ? join(dirname(stateDir), "cells") : `${stateDir}-cells`;
}

const addressSchema = z.object({ url: z.url() });
const addressPath = (dir: string): string => join(dir, "cell.json");

export interface CellPlace {
  readonly name: CellName;
  /** 0 for any free port. */
  readonly port: number;
  /** The gateway's data folder: its secrets hold the key whose public half the cell takes. */
  readonly stateDir: string;
  /** The public keys of a gateway elsewhere, as a JWK set, in place of those of this one. */
  readonly edgeKeys?: string;
}

export interface LocalCell {
  readonly name: CellName;
  readonly url: string;
  readonly dir: string;
}

export interface StartedCell {
  readonly cell: LocalCell;
  readonly gateway: Gateway;
}

/** Takes the cell's folder for this process. */
export async function startCell({ name, port, stateDir, edgeKeys }: CellPlace): Promise<StartedCell> {
  const dir = join(cellsDir(stateDir), name);
  await lockState(dir);
  await endOrphans(dir);
  const keys = edgeKeys ?? edgeKeysOf(await loadSecrets(stateDir));
  const gateway = await startGateway({ port, stateDir: dir, vars: { CELL: name, EDGE_KEYS: keys } });
  noteRuntime(dir);
  const url = gateway.url.origin;
  await writeFile(addressPath(dir), JSON.stringify({ url }));
  return { cell: { name, dir, url }, gateway };
}

/** The cell that another process runs on its folder, or null. */
export async function findRunningCell(name: CellName, stateDir: string): Promise<LocalCell | null> {
  const dir = join(cellsDir(stateDir), name);
  if (!(await isRunning(dir))) return null;
  const { url } = addressSchema.parse(JSON.parse(await readFile(addressPath(dir), "utf8")));
  return { name, dir, url };
}
