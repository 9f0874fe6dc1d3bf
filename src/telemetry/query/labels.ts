// The labels of a row: scope, resource and attributes in one flat map of text; attributes win over resource, resource over
// scope. A value that is not text is addressed by its JSON text, so `true`, `42` and `["a","b"]` can be matched.

import { type Json, canonicalJson } from "../../kernel/canonical-json.ts";

export type Labels = Readonly<Record<string, string>>;

/** May a caller see a row with these labels? The seam for policies that only the data can settle. */
export type RowFilter = (labels: Labels) => boolean;

function parseObject(text: string | null): Readonly<Record<string, Json>> {
  if (text === null || text === "" || text === "{}") return {};
  const value = JSON.parse(text) as Json;
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, Json>)
    : {};
}

function labelText(value: Json): string {
  return typeof value === "string" ? value : canonicalJson(value);
}

function putAll(into: Record<string, string>, object: Readonly<Record<string, Json>>): void {
  for (const [name, value] of Object.entries(object)) into[name] = labelText(value);
}

function putScope(into: Record<string, string>, scope: Readonly<Record<string, Json>>): void {
  for (const name of ["name", "version"]) {
    const value = scope[name];
    if (typeof value === "string" && value !== "") into[`otel_scope_${name}`] = value;
  }
  const attributes = scope["attributes"];
  if (typeof attributes === "object" && attributes !== null && !Array.isArray(attributes)) {
    putAll(into, attributes as Record<string, Json>);
  }
}

export interface LabelColumns {
  readonly attributes: string | null;
  readonly resource: string | null;
  readonly scope: string | null;
}

/** Label names come from senders, so the map has no prototype to clash with. */
export function rowLabels(columns: LabelColumns): Record<string, string> {
  const labels = Object.create(null) as Record<string, string>;
  putScope(labels, parseObject(columns.scope));
  putAll(labels, parseObject(columns.resource));
  putAll(labels, parseObject(columns.attributes));
  return labels;
}
