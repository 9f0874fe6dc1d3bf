// What is known of an event, for people: names and short texts, one line each.

import type { Json } from "../kernel/canonical-json.ts";
import { write } from "./syntax.ts";

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** LIMIT: facts are for people; the whole data goes where machines read. */
const MOST_FACTS = 50;
const MOST_FACT_CHARS = 2_000;

export function isObject(data: Json): data is { readonly [name: string]: Json } {
  return data !== null && typeof data === "object" && !Array.isArray(data);
}

/** Members, and the members of members: `labels.service`. What is deeper is written as JSON. */
export function factsOf(members: { readonly [name: string]: Json }): Fact[] {
  return Object.entries(members)
    .flatMap(([name, found]): (readonly [string, Json])[] => {
      if (!isObject(found)) return [[name, found]];
      return Object.entries(found).map(([inner, value]) => [`${name}.${inner}`, value] as const);
    })
    .filter(([, found]) => found !== null)
    .slice(0, MOST_FACTS)
    .map(([name, found]) => ({ name: write(name, "line", 64), value: factText(found) }))
    .filter(({ name }) => name.trim() !== "");
}

/** Never empty: vendors refuse empty fields. */
function factText(found: Json): string {
  const text = write(typeof found === "string" ? found : JSON.stringify(found), "line", MOST_FACT_CHARS);
  return text.trim() === "" ? "-" : text;
}
