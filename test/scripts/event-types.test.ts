// The catalogue of events against the source: what is said to be emitted is made somewhere, and what is planned nowhere.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EVENT_TYPE_NAMES, viewEventType } from "../../src/webhooks/event-types.ts";

/** Where an event is made, whatever line its name stands on. */
const MADE = /\bnewEvent\(\s*"([a-z_.]+)"/g;
/** Made without `newEvent`: for one endpoint only, whatever it asks for. */
const MADE_FOR_ONE = /\btype(?: =|:) "([a-z_]+\.[a-z_]+)" as const/g;

async function madeTypes(): Promise<Set<string>> {
  const entries = await readdir("src", { recursive: true, withFileTypes: true });
  const files = entries.filter(({ name }) => name.endsWith(".ts"));
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")),
  );
  return new Set(
    texts.flatMap((text) =>
      [MADE, MADE_FOR_ONE].flatMap((made) => [...text.matchAll(made)].map(([, type = ""]) => type)),
    ),
  );
}

test("every type that is emitted is made somewhere, and what is planned is made nowhere", async () => {
  const made = await madeTypes();
  const emitted = EVENT_TYPE_NAMES.filter((type) => viewEventType(type).is_emitted);
  expect(emitted.filter((type) => !made.has(type))).toEqual([]);
  expect([...made].filter((type) => !emitted.some((known) => known === type))).toEqual([]);
});
