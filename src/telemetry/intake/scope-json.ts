// The scope column: `{name, version, attributes, schema_url, resource_schema_url}`, each left out when empty. The schema of
// the resource stands here because the resource column holds nothing but the resource's attributes.

import { canonicalObject, type Entries } from "./value-shapes.ts";

/** The scope column of texts, empty ones left out, and a canonical attributes object. */
export function scopeJson(texts: Readonly<Record<string, string | undefined>>, attributes: string): string {
  const entries: Entries = { keys: [], values: [] };
  for (const [key, text] of Object.entries(texts)) {
    if (text === undefined || text === "") continue;
    entries.keys.push(key);
    entries.values.push(JSON.stringify(text));
  }
  if (attributes !== "{}") {
    entries.keys.push("attributes");
    entries.values.push(attributes);
  }
  return canonicalObject(entries);
}
