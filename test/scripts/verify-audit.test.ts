// `verify-audit` as an auditor runs it: a process of its own, its exit status and what it prints.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeVerifierKey } from "../../src/audit/index.ts";
import { OTHER_TENANT, sampleExport, verifierKey } from "../unit/audit/sample-log.ts";
import { runToEnd } from "../support/node/run-to-end.ts";

const SCRIPT = join(import.meta.dirname, "../../scripts/verify-audit.ts");
const VKEY = encodeVerifierKey(verifierKey());
const folder = mkdtempSync(join(tmpdir(), "verify-audit-"));
const path = (name: string): string => join(folder, name);

const run = (args: readonly string[], input = "") => runToEnd(SCRIPT, args, input);

beforeAll(async () => {
  const lines = await sampleExport(40);
  writeFileSync(path("good.ndjson"), `${lines.join("\n")}\n`);
  writeFileSync(path("bad.ndjson"), `${lines.toSpliced(9, 1).join("\n")}\n`);
  writeFileSync(path("escape.ndjson"), lines.with(-1, '{"checkpoint":"x"}').join("\n"));
  writeFileSync(path("key.txt"), `${VKEY}\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

test("verifies a good export with the key as text or in a file, and exits with 0", async () => {
  for (const key of [VKEY, path("key.txt")]) {
    const { status, stdout, stderr } = await run([path("good.ndjson"), "--key", key]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/\nVERIFIED\n$/);
  }
});

test("says that a key was not given when it verifies against the file's own", async () => {
  const { status, stdout } = await run([path("good.ndjson")]);
  expect(status).toBe(0);
  expect(stdout).toContain("VERIFIED against the key in the file itself");
});

test("reads standard input and prints one JSON object", async () => {
  const lines = await sampleExport(5, 3);
  const { status, stdout } = await run(["-", "--json", "--key", VKEY], lines.join("\n"));
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ verified: true, from_seq: 3, entries: 2, first_bad_line: null });
});

test("names the first bad line of a bad export and exits with 1", async () => {
  const table = await run([path("bad.ndjson"), "--key", VKEY]);
  expect(table.status).toBe(1);
  expect(table.stdout).toContain("line 10: entry `9` stands where `8` belongs");
  expect(table.stdout).toMatch(/\nNOT VERIFIED, first bad line 10\n$/);
  const json = await run([path("bad.ndjson"), "--key", VKEY, "--json"]);
  expect(json.status).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    verified: false,
    first_bad_line: 10,
    checks: { sequence: { status: "failed", line: 10 }, signature: { status: "passed" } },
  });
});

test("another log's key and a last line that is no checkpoint exit with 1", async () => {
  const other = encodeVerifierKey(verifierKey(OTHER_TENANT));
  expect((await run([path("good.ndjson"), "--key", other])).status).toBe(1);
  expect((await run([path("escape.ndjson"), "--key", VKEY])).status).toBe(1);
  expect((await run(["-"], "")).status).toBe(1);
});

test.each([
  [[], "usage: "],
  [["a", "b"], "usage: "],
  [["--colour", "a"], "usage: "],
  [["no-such-file.ndjson"], "cannot read"],
  [["."], "cannot read"],
  [["-", "--key", "no key"], "--key: "],
  [["-", "--key", "."], "EISDIR"],
] as const)("refuses %j with status 2 and a clear line", async (args, message) => {
  const { status, stdout, stderr } = await run(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
});
