import { expect, test } from "vitest";
import { encodeEntry, parseEntry, type AuditEntry } from "../../../src/audit/index.ts";
import type { Json } from "../../../src/kernel/canonical-json.ts";
import { sampleEntry, TENANT } from "./sample-log.ts";

const MALFORMED = { ok: false, fault: { code: "audit.malformed" } };

test("an entry reads back from its encoding", () => {
  const entry = sampleEntry(4);
  expect(parseEntry(encodeEntry(entry))).toEqual({ ok: true, value: entry });
});

test("the encoding does not depend on the order of fields", () => {
  const entry = sampleEntry(1);
  const turned = Object.fromEntries(Object.entries(entry).toReversed()) as unknown as AuditEntry;
  expect(encodeEntry(turned)).toBe(encodeEntry(entry));
});

const WRONG: Readonly<Record<string, Record<string, unknown>>> = {
  "another version": { v: 2 },
  "a negative number": { seq: -1 },
  "a number that is not whole": { seq: 1.5 },
  "a time without milliseconds": { at: "2026-11-23T09:30:00Z" },
  "a time of another zone": { at: "2026-11-23T09:30:00.000+01:00" },
  "a day that does not exist": { at: "2026-02-30T09:30:00.000Z" },
  "a tenant that is no tenant's id": { tenant: "acme" },
  "an actor of no known kind": { actor: { kind: "ghost", id: "x" } },
  "an actor without id": { actor: { kind: "key" } },
  "an actor's attribute that is no text": { actor: { kind: "key", id: "x", age: 3 } },
  "an action without a verb": { action: "keys" },
  "an empty resource": { resource: "" },
  "an unknown outcome": { outcome: "maybe" },
  "a reason that is no text": { reasons: [1] },
  "an unknown field": { extra: 1 },
};

test.each(Object.entries(WRONG))("an entry with %s is neither written nor read", (_, change) => {
  const entry = { ...sampleEntry(0), ...change } as unknown as AuditEntry;
  expect(() => encodeEntry(entry)).toThrow(TypeError);
  const names = Object.keys(entry).toSorted();
  expect(parseEntry(JSON.stringify(entry, [...names, "kind", "id", "age"]))).toMatchObject(MALFORMED);
});

test("a missing field is refused", () => {
  const { detail: _, ...entry } = sampleEntry(0);
  expect(() => encodeEntry(entry as AuditEntry)).toThrow(TypeError);
});

test("a second spelling of an entry is refused", () => {
  const text = encodeEntry(sampleEntry(3));
  const spellings = [
    ` ${text}`,
    `${text}\n`,
    text.replace('"epoch":7', '"epoch":7.0'),
    text.replace('"epoch":7', '"epoch":7,"epoch":7'),
    text.replace("deploy", "\\u0064eploy"),
    JSON.stringify(sampleEntry(3)),
    text.slice(0, -1),
    "",
    "[]",
    "null",
  ];
  for (const spelling of spellings) expect(parseEntry(spelling)).toMatchObject(MALFORMED);
});

test("detail of any nesting that fits is kept, deeper and larger is refused without a stack overflow", () => {
  const nested = (depth: number): Json => {
    let value: Json = 1;
    for (let level = 0; level < depth; level++) value = [value];
    return value;
  };
  const entry = { ...sampleEntry(0), detail: nested(31) };
  expect(parseEntry(encodeEntry(entry))).toEqual({ ok: true, value: entry });
  expect(() => encodeEntry({ ...entry, detail: nested(32) })).toThrow(TypeError);
  expect(parseEntry("[".repeat(200_000) + "]".repeat(200_000))).toMatchObject(MALFORMED);
  expect(() => encodeEntry({ ...entry, detail: "x".repeat(300_000) })).toThrow(TypeError);
});

test("a member named like the prototype is data", () => {
  const detail = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as Json;
  const entry = { ...sampleEntry(0), tenant: TENANT, detail };
  expect(encodeEntry(entry)).toContain('"detail":{"__proto__":{"a":1},"constructor":2}');
  expect(parseEntry(encodeEntry(entry)).ok).toBe(true);
});
