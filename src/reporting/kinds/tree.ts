// Trees out of rows: text fields from the root outwards, a number at the leaf. Treemaps and sunbursts draw them.

import { fieldsOf, fieldTitle, numberIn, rowCount, textIn, type Frame } from "../frame.ts";
import { reduceValues, type Reduction } from "./readings.ts";

export interface Branch {
  readonly name: string;
  readonly value: number;
  readonly children: readonly Branch[];
}

interface Growing {
  value: number;
  readonly children: Map<string, Growing>;
}

/** LIMIT: more leaves than these are smaller than a dot. */
const MOST_LEAVES = 2_000;

export function readTree(frames: readonly Frame[], by: Reduction): readonly Branch[] {
  const root: Growing = { value: 0, children: new Map() };
  let leaves = 0;
  for (const frame of frames) {
    const texts = fieldsOf(frame, "text");
    const [number] = fieldsOf(frame, "number");
    if (texts.length === 0) leaves += growSeries(root, frame, by);
    for (let row = 0; texts.length > 0 && row < rowCount(frame) && leaves < MOST_LEAVES; row++, leaves++) {
      const path = texts.map((text) => textIn(text, row)).filter((name) => name !== "");
      grow(root, path, Math.max(0, numberIn(number, row) ?? 0));
    }
  }
  return branchesOf(root);
}

/** A series is a leaf under the values of its labels. */
function growSeries(root: Growing, frame: Frame, by: Reduction): number {
  const fields = fieldsOf(frame, "number");
  for (const field of fields) {
    const labels = Object.values(field.labels ?? {}).filter((value) => value !== "");
    grow(
      root,
      labels.length === 0 ? [fieldTitle(field)] : labels,
      Math.max(0, reduceValues(field.values, by) ?? 0),
    );
  }
  return fields.length;
}

function grow(root: Growing, path: readonly string[], value: number): void {
  let at = root;
  at.value += value;
  for (const name of path) {
    const child = at.children.get(name) ?? { value: 0, children: new Map<string, Growing>() };
    at.children.set(name, child);
    child.value += value;
    at = child;
  }
}

function branchesOf({ children }: Growing): Branch[] {
  return Array.from(children, ([name, child]) => ({ name, value: child.value, children: branchesOf(child) }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value);
}

/** For the examples of both kinds. */
export const TREE_COLUMNS = {
  team: ["payments", "payments", "payments", "shop", "shop", "shop", "platform", "platform"],
  service: ["checkout", "billing", "ledger", "search", "catalogue", "mail", "gateway", "login"],
  cost: [412, 198, 77, 344, 201, 58, 266, 121],
};
