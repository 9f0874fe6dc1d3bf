// The cells that operators run themselves, as the global deployment's settings name them, and who serves a tenant.
// INVARIANT: what a cell serves, the global deployment does not: it forwards, and opens no store for it.

import { z } from "zod";
import { JURISDICTIONS, type Jurisdiction } from "../../directory/index.ts";
import { JURISDICTION_ROWS } from "../jurisdictions.ts";

/** Where the platform has a jurisdiction of its own there is nothing that a cell would add. */
const CELL_JURISDICTIONS = JURISDICTIONS.filter(
  (name) => JURISDICTION_ROWS[name].platformJurisdiction === null,
);

const cellSchema = z.strictObject({
  /** Scheme, host and port: paths are the request's own. */
  url: z.url({ protocol: /^https?$/ }).refine((text) => {
    const { pathname, search, hash, username, password } = new URL(text);
    return pathname === "/" && `${search}${hash}${username}${password}` === "";
  }),
});

export type OperatorCell = z.infer<typeof cellSchema>;
export type OperatorCells = Readonly<Partial<Record<Jurisdiction, OperatorCell>>>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const namesSchema = z.enum(CELL_JURISDICTIONS as [Jurisdiction, ...Jurisdiction[]]);

/** The setting's text: `{"in": {"url": "https://in.cell.example"}}`. */
export const operatorCellsSchema = z
  .string()
  .transform(parseJson)
  .pipe(z.partialRecord(namesSchema, cellSchema))
  .transform((cells): OperatorCells => cells);

/** The forwarded request carries keys of the tenant: in the clear it goes nowhere but over one machine. */
export function areSafeCells(cells: OperatorCells, mode: "local" | "production"): boolean {
  return mode === "local" || Object.values(cells).every(({ url }) => new URL(url).protocol === "https:");
}

interface Settings {
  readonly CELL: "global" | Jurisdiction;
  readonly OPERATOR_CELLS?: OperatorCells | undefined;
}

/** The cell that a tenant of the jurisdiction is forwarded to; null when this deployment has no other for it. */
export function operatorCellOf(
  jurisdiction: Jurisdiction,
  { CELL, OPERATOR_CELLS }: Settings,
): OperatorCell | null {
  return CELL === "global" ? (OPERATOR_CELLS?.[jurisdiction] ?? null) : null;
}

/** Is the data of the jurisdiction's tenants this deployment's to store? */
export function isServedHere(jurisdiction: Jurisdiction, settings: Settings): boolean {
  if (settings.CELL !== "global") return settings.CELL === jurisdiction;
  return operatorCellOf(jurisdiction, settings) === null;
}
