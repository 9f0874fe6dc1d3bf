// Nodes and edges, as the source `topology` gives them or as rows with two text fields and a number.

import { fieldsOf, findField, numberIn, rowCount, textIn, type Frame } from "../frame.ts";

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly value: number;
  readonly errors: number;
}

export interface Network {
  readonly nodes: readonly { readonly name: string; readonly value: number; readonly errors: number }[];
  readonly edges: readonly Edge[];
}

const fieldOr = (frame: Frame, name: string, at: number) =>
  findField(frame, name) ?? fieldsOf(frame, "text")[at] ?? null;

function readEdges(frame: Frame): Edge[] {
  const [from, to] = [fieldOr(frame, "from", 0), fieldOr(frame, "to", 1)];
  const value = findField(frame, "calls") ?? fieldsOf(frame, "number")[0];
  const errors = findField(frame, "errors");
  if (from === null || to === null || from === to) return [];
  return Array.from({ length: rowCount(frame) }, (_, row) => ({
    from: textIn(from, row),
    to: textIn(to, row),
    value: numberIn(value, row) ?? 1,
    errors: errors === value ? 0 : (numberIn(errors, row) ?? 0),
  })).filter(({ from: start, to: end }) => start !== "" && end !== "");
}

/** Nodes that only edges name have what flows into them, or out of them where nothing does. */
export function readNetwork(frames: readonly Frame[]): Network {
  const edges = frames.flatMap((frame) => (fieldsOf(frame, "text").length >= 2 ? readEdges(frame) : []));
  const named = frames.filter(
    (frame) => fieldsOf(frame, "text").length === 1 && frame.name.endsWith("nodes"),
  );
  const nodes = new Map<string, { value: number; errors: number }>();
  for (const frame of named) {
    const [name] = fieldsOf(frame, "text");
    const [value] = fieldsOf(frame, "number");
    const errors = findField(frame, "errors");
    for (let row = 0; row < rowCount(frame); row++) {
      nodes.set(textIn(name, row), { value: numberIn(value, row) ?? 0, errors: numberIn(errors, row) ?? 0 });
    }
  }
  for (const name of new Set(edges.flatMap(({ from, to }) => [from, to]))) {
    if (!nodes.has(name)) nodes.set(name, flowThrough(name, edges));
  }
  return { nodes: Array.from(nodes, ([name, node]) => ({ name, ...node })), edges };
}

function flowThrough(name: string, edges: readonly Edge[]): { value: number; errors: number } {
  const sum = (chosen: readonly Edge[]) => chosen.reduce((total, { value }) => total + value, 0);
  const into = edges.filter(({ to }) => to === name);
  const value = into.length > 0 ? sum(into) : sum(edges.filter(({ from }) => from === name));
  return { value, errors: into.reduce((total, { errors }) => total + errors, 0) };
}

/** For the examples of both kinds. */
export const NETWORK_COLUMNS = {
  from: ["web", "web", "web", "checkout", "checkout", "checkout", "search", "login"],
  to: ["search", "checkout", "login", "billing", "ledger", "mail", "index", "users"],
  calls: [820, 340, 210, 330, 320, 150, 790, 205],
  errors: [4, 11, 1, 9, 0, 22, 2, 0],
};
