// The labels of a row: scope, resource and attributes in one flat map of text; attributes win over resource, resource over
// scope. A value that is not text is addressed by its JSON text, so `true`, `42` and `["a","b"]` can be matched.

import { type Json, canonicalJson } from "../../kernel/canonical-json.ts";
import type { Table } from "../table.ts";
import { textAt } from "./row-window.ts";

export type Labels = Readonly<Record<string, string>>;

function parseObject(text: string | null): Readonly<Record<string, Json>> {
  if (text === null || text === "" || text === "{}") return {};
  const value = JSON.parse(text) as Json;
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, Json>)
    : {};
}

export function labelText(value: Json): string {
  return typeof value === "string" ? value : canonicalJson(value);
}

type Layer = readonly (readonly [name: string, value: Json])[];

function scopeLayer(scope: Readonly<Record<string, Json>>): Layer {
  const named = ["name", "version"].flatMap((name) => {
    const value = scope[name];
    return typeof value === "string" && value !== "" ? [[`otel_scope_${name}`, value] as const] : [];
  });
  const attributes = scope["attributes"];
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes)) return named;
  return [...named, ...Object.entries(attributes as Record<string, Json>)];
}

export interface LabelColumns {
  readonly attributes: string | null;
  readonly resource: string | null;
  readonly scope: string | null;
}

export function labelColumns({ columns }: Table, row: number): LabelColumns {
  const [attributes, resource, scope] = [columns["attributes"], columns["resource"], columns["scope"]];
  return {
    attributes: textAt(attributes, row),
    resource: textAt(resource, row),
    scope: textAt(scope, row),
  };
}

/** All that a row says, the weakest layer first: scope, resource, attributes. */
export function labelLayers({ attributes, resource, scope }: LabelColumns): readonly Layer[] {
  return [
    scopeLayer(parseObject(scope)),
    Object.entries(parseObject(resource)),
    Object.entries(parseObject(attributes)),
  ];
}

/** Label names come from senders, so the map has no prototype to clash with. */
export function rowLabels(columns: LabelColumns): Record<string, string> {
  const labels = Object.create(null) as Record<string, string>;
  for (const layer of labelLayers(columns)) {
    for (const [name, value] of layer) labels[name] = labelText(value);
  }
  return labels;
}
