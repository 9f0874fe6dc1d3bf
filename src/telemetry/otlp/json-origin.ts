// Walks the nesting that the three signals share in OTLP/JSON: resources, scopes, rows.

import type { Origin, ResourceOrigin } from "../intake/attribute-set.ts";
import { scopeJson } from "../intake/scope-json.ts";
import { canonicalObject } from "../intake/value-shapes.ts";
import { type JsonObject, objectField, objectsField, textField } from "./json-fields.ts";
import type { JsonValues } from "./json-values.ts";

/** The names of the nested lists of one signal. */
export interface Nesting {
  readonly resources: string;
  readonly scopes: string;
  readonly rows: string;
}

export interface JsonVisitor {
  enterResource(resource: ResourceOrigin): void;
  enterScope(scope: Origin): void;
  row(row: JsonObject): void;
}

export function walkJson(
  body: JsonObject,
  nesting: Nesting,
  { values, visitor }: { values: JsonValues; visitor: JsonVisitor },
): void {
  for (const resource of objectsField(body, nesting.resources)) {
    visitor.enterResource(resourceOrigin(objectField(resource, "resource") ?? {}, values));
    const resourceSchemaUrl = textField(resource, "schemaUrl");
    for (const scope of objectsField(resource, nesting.scopes)) {
      const urls = { schema_url: textField(scope, "schemaUrl"), resource_schema_url: resourceSchemaUrl };
      visitor.enterScope(scopeOrigin(objectField(scope, "scope") ?? {}, urls, values));
      for (const row of objectsField(scope, nesting.rows)) visitor.row(row);
    }
  }
}

function resourceOrigin(resource: JsonObject, values: JsonValues): ResourceOrigin {
  values.problem = null;
  const entries = values.attributeEntries(resource, "attributes");
  const service = entries.values[entries.keys.lastIndexOf("service.name")];
  const serviceName = service?.startsWith('"') === true ? (JSON.parse(service) as string) : null;
  return { json: canonicalObject(entries), problem: values.problem, serviceName };
}

function scopeOrigin(scope: JsonObject, urls: Readonly<Record<string, string>>, values: JsonValues): Origin {
  values.problem = null;
  const attributes = values.attributesJson(scope);
  const texts = { name: textField(scope, "name"), version: textField(scope, "version"), ...urls };
  return { json: scopeJson(texts, attributes), problem: values.problem };
}
