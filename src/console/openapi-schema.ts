// A zod schema as it stands in the OpenAPI document. INVARIANT: every reference in it leads somewhere in the document.

import { z } from "zod";
import type { Json } from "../kernel/canonical-json.ts";

export type JsonObject = { readonly [name: string]: Json };

/** `#/components/schemas/Json`. */
export const ANY_JSON: JsonObject = { description: "Any JSON value." };
const TO_ANY_JSON: JsonObject = { $ref: "#/components/schemas/Json" };

/** Texts, numbers, flags, null, lists and objects. */
const JSON_KINDS = 6;

/** A reference of a schema to its own `$defs` would be read from the root of the document (OpenAPI 3.1, 4.6). */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const {
    $schema: _dialect,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as {
    readonly $schema?: string;
    readonly $defs?: Readonly<Record<string, { readonly anyOf?: readonly Json[] }>>;
  };
  // What is defined apart is what contains itself: of all that is asked and told here a JSON value only.
  for (const [name, { anyOf }] of Object.entries($defs))
    if (anyOf?.length !== JSON_KINDS)
      throw new Error(`\`${name}\` is no JSON value: give it a schema by name`);
  return withoutDefs(rest) as JsonObject;
}

function withoutDefs(part: Json): Json {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map((one: Json) => withoutDefs(one));
  const { $ref: to } = part as { readonly $ref?: Json };
  if (typeof to === "string" && to.startsWith("#/$defs/")) return TO_ANY_JSON;
  return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, withoutDefs(one)]));
}
