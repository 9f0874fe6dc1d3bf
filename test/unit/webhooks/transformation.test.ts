// Templates: what each word makes, what is missing, and what is refused.

import { expect, test } from "vitest";
import type { Json } from "../../../src/kernel/canonical-json.ts";
import { judgeTemplate } from "../../../src/webhooks/judge-template.ts";
import { transform } from "../../../src/webhooks/template-words.ts";

const ENVELOPE: Json = {
  type: "tenant.tier_changed",
  timestamp: "2026-11-23T14:00:00.000Z",
  data: { from: "standard", to: "enterprise", nested: { list: [1, { a: null }], flag: false }, "": "empty" },
};

test.each<[string, Json, Json]>([
  [
    "a constant",
    { kind: "change", n: 1, on: true, nothing: null, list: ["a"] },
    { kind: "change", n: 1, on: true, nothing: null, list: ["a"] },
  ],
  ["a field by another name", { plan: { $path: "/data/to" } }, { plan: "enterprise" }],
  ["a whole part", { all: { $path: "/data/nested" } }, { all: { list: [1, { a: null }], flag: false } }],
  ["a default for what is missing", { a: { $path: "/data/x", $default: "none" } }, { a: "none" }],
  [
    "a default that is found elsewhere",
    { a: { $path: "/x", $default: { $path: "/type" } } },
    { a: "tenant.tier_changed" },
  ],
  ["no field for what is missing", { a: { $path: "/data/x" }, b: 1 }, { b: 1 }],
  ["null in a list for what is missing", [{ $path: "/data/x" }, 1], [null, 1]],
  [
    "what is false or null as it is",
    [{ $path: "/data/nested/flag" }, { $path: "/data/nested/list/1/a", $default: 1 }],
    [false, null],
  ],
  ["a text", { $text: "{/data/from} -> {/data/to}!" }, "standard -> enterprise!"],
  [
    "a text of what is no text",
    { $text: "{/data/nested/list/0} {/data/nested} {/data/x}." },
    '1 {"list":[1,{"a":null}],"flag":false} .',
  ],
  ["braces in a text", { $text: "{{{/data/to}}} {{}}" }, "{enterprise} {}"],
  [
    "some fields",
    { $pick: ["/data/from", "/data/nested/flag", "/data/x"] },
    { from: "standard", flag: false },
  ],
  [
    "nothing that a prototype has",
    { a: { $path: "/data/constructor" }, b: { $text: "{/data/toString}" } },
    { b: "" },
  ],
  ["nothing at all", { $path: "/data/x" }, null],
])("makes %s", (_what, template, made) => {
  expect(judgeTemplate(template)).toEqual([]);
  expect(transform(template, ENVELOPE)).toEqual(made);
});

test("a text cannot be filled with a pattern of what fills it", () => {
  const envelope = { data: { a: "{/data/b} $& $1", b: "secret" } };
  expect(transform({ $text: "{/data/a}" }, envelope)).toBe("{/data/b} $& $1");
});

test("a field called like a prototype is a field like others", () => {
  const template = JSON.parse('{"__proto__": {"$path": "/data/to"}}') as Json;
  const made = transform(template, ENVELOPE);
  expect(JSON.stringify(made)).toBe('{"__proto__":"enterprise"}');
  expect(({} as { to?: unknown }).to).toBeUndefined();
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

test.each<[string, unknown, readonly (string | number)[]]>([
  ["a word that does not exist", { a: { $eval: "1" } }, ["a", "$eval"]],
  ["a field beside a word", { $path: "/type", b: 1 }, ["b"]],
  ["two words", { $path: "/type", $text: "x" }, ["$text"]],
  ["a pointer that is none", [{ $path: "type" }], [0, "$path"]],
  ["a pointer to the whole", { $path: "" }, ["$path"]],
  ["a text with a lone brace", { $text: "a { b" }, ["$text"]],
  ["a text with an expression", { $text: "{1 + 1}" }, ["$text"]],
  ["a text that is none", { $text: 1 }, ["$text"]],
  ["picked fields of one name", { $pick: ["/data/a", "/type/a"] }, ["$pick"]],
  ["nothing picked", { $pick: [] }, ["$pick"]],
  ["a wrong default", { $path: "/type", $default: { $x: 1 } }, ["$default", "$x"]],
  ["a number that JSON has not", { a: Number.NaN }, ["a"]],
  ["a nest too deep", deep(11), []],
  ["too many parts", Array(201).fill(1), [199]],
  ["too many pointers", Array.from({ length: 3 }, () => ({ $text: "{/a}".repeat(70) })), [2]],
  ["a text that is too long", "a".repeat(4_001), []],
])("refuses %s, and says where", (_what, template, path) => {
  expect(judgeTemplate(template).map((slip) => slip.path)).toEqual([path]);
});
