// Another shape for what an endpoint is sent, as data: a JSON template whose objects of a `$` field stand for something of
// the event. There is no code in it and no loop, so its cost is what its nodes copy.
//
// - `{"$path": "/data/to", "$default": "none"}`: what is there; without a default, a field that has nothing is left out
// - `{"$text": "{/data/from} became {/data/to}"}`: a text with what is there; nothing is an empty text, `{{` is a brace
// - `{"$pick": ["/data/from", "/data/to"]}`: an object of the fields with their own names
// - everything else is constant; names of constant fields do not begin with `$`

import type { Json } from "../kernel/canonical-json.ts";
import { parsePointer, valueAt } from "./json-path.ts";

export const MOST_TEXT_CHARS = 4_000;

export type Fields = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

export interface Word {
  readonly fields: readonly [string, ...string[]];
  readonly takes: string;
  /** The pointers it speaks of; null when it is not written as it should be. */
  readonly pointersOf: (written: unknown) => readonly unknown[] | null;
  readonly make: (node: Fields, envelope: Json) => Json | undefined;
}

const POINTER = "a JSON pointer such as `/data/tier` (RFC 6901)";

const WORDS: Readonly<Record<string, Word>> = {
  $path: {
    fields: ["$path", "$default"],
    takes: POINTER,
    pointersOf: (written) => [written],
    make: pathFrom,
  },
  $text: {
    fields: ["$text"],
    takes: `a text of at most ${MOST_TEXT_CHARS} characters; between braces stands ${POINTER}, a brace is written \`{{\``,
    pointersOf: placesOfText,
    make: (node, envelope) => textFrom(node["$text"] as string, envelope),
  },
  $pick: {
    fields: ["$pick"],
    takes: "a list of JSON pointers, each with a name of its own at the end",
    pointersOf: placesOfPick,
    make: (node, envelope) => pickFrom(node["$pick"] as readonly string[], envelope),
  },
};

/** What a node stands for; undefined for a constant. */
export function wordOf(value: object): Word | undefined {
  return Object.entries(WORDS).find(([name]) => Object.hasOwn(value, name))?.[1];
}

function placesOfText(written: unknown): readonly unknown[] | null {
  if (typeof written !== "string" || written.length > MOST_TEXT_CHARS) return null;
  const marks = [...written.matchAll(PLACEHOLDER)].filter(([whole]) => whole !== "{{" && whole !== "}}");
  return marks.map(([, pointer]) => pointer);
}

function placesOfPick(written: unknown): readonly unknown[] | null {
  if (!Array.isArray(written) || written.length === 0) return null;
  const names = written.map((pointer) => parsePointer(pointer)?.at(-1));
  return new Set(names).size < names.length ? null : (written as unknown[]);
}

function at(envelope: Json, pointer: unknown): Json | undefined {
  const steps = parsePointer(pointer);
  return steps === null ? undefined : valueAt(envelope, steps);
}

/** Null is there; the default is for what is not. */
function pathFrom(node: Fields, envelope: Json): Json | undefined {
  const value = at(envelope, node["$path"]);
  if (value !== undefined || node["$default"] === undefined) return value;
  return make(node["$default"] as Json, envelope);
}

function textFrom(text: string, envelope: Json): string {
  return text.replaceAll(PLACEHOLDER, (whole, pointer?: string) => {
    if (pointer === undefined) return whole.slice(0, 1);
    const value = at(envelope, pointer) ?? "";
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}

function pickFrom(pointers: readonly string[], envelope: Json): Json {
  const fields = pointers.map((pointer) => [parsePointer(pointer)?.at(-1), at(envelope, pointer)] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as Json;
}

function make(node: Json, envelope: Json): Json | undefined {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map((part: Json) => make(part, envelope) ?? null);
  const word = wordOf(node);
  if (word !== undefined) return word.make(node as Fields, envelope);
  const made = Object.entries(node as Readonly<Record<string, Json>>).map(
    ([name, part]) => [name, make(part, envelope)] as const,
  );
  return Object.fromEntries(made.filter(([, value]) => value !== undefined)) as Json;
}

/** What the template makes of an envelope; nothing at all is null. The template was judged. */
export function transform(template: Json, envelope: Json): Json {
  return make(template, envelope) ?? null;
}
