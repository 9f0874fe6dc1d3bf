// `verify-residency` as an auditor runs it: a process of its own, its exit status and what it prints.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createHashReader,
  encodeEntry,
  encodeVerifierKey,
  inclusionProof,
  leafHash,
} from "../../src/audit/index.ts";
import { base64url, hex, utf8 } from "../../src/kernel/bytes.ts";
import { canonicalJson } from "../../src/kernel/canonical-json.ts";
import type { Observation } from "../../src/residency/evidence/observation.ts";
import {
  asJson,
  makeStatement,
  STATEMENT_TYPE,
  statementHash,
  type Evidence,
} from "../../src/residency/evidence/statement.ts";
import {
  frontierOf,
  noteOf,
  OTHER_TENANT,
  sampleEntry,
  signerFor,
  TENANT,
  verifierKey,
} from "../unit/audit/sample-log.ts";
import { runToEnd } from "../support/node/run-to-end.ts";

const SCRIPT = join(import.meta.dirname, "../../scripts/verify-residency.ts");
const VKEY = encodeVerifierKey(verifierKey());
const folder = mkdtempSync(join(tmpdir(), "verify-residency-"));
const path = (name: string): string => join(folder, name);

const OBSERVATION: Observation = {
  mode: "production",
  cell: "global",
  jurisdiction: "eu",
  isolation: "pool",
  residency: { processing: "anywhere", lock: "required", exception: null },
  guarantee: "platform",
  guarantee_source: { says: "a lock\u001b[31m", url: "https://example.com", on: "2026-11-23" },
  stores: [],
};
const PERIOD = { from: "2026-11-20T00:00:00.000Z", to: "2026-11-24T00:00:00.000Z" };

async function signedJws(payload: string): Promise<string> {
  const parts = [JSON.stringify({ alg: "EdDSA", typ: STATEMENT_TYPE }), payload].map((part) =>
    base64url(utf8(part)),
  );
  const signer = await signerFor();
  return `${parts.join(".")}.${base64url(await signer.sign(utf8(parts.join("."))))}`;
}

async function sampleEvidence(): Promise<Evidence> {
  const detail = JSON.parse(JSON.stringify(OBSERVATION)) as null;
  const observed = { ...sampleEntry(1), action: "residency:observe", detail };
  const seen = encodeEntry(observed);
  const at = { seq: 1, at: observed.at, leaf: hex(leafHash(seen)) };
  const statement = makeStatement({
    tenant: TENANT,
    period: PERIOD,
    madeAt: observed.at,
    observations: [{ ...at, observation: OBSERVATION }],
    moves: [],
    refusals: [],
    refusalsFromSeq: 0,
  });
  const attested = { statement: statementHash(statement), ...PERIOD };
  const entry = encodeEntry({ ...sampleEntry(2), action: "residency:attest", detail: attested });
  const leaves = [encodeEntry(sampleEntry(0)), seen, entry, encodeEntry(sampleEntry(3))];
  const hashes = leaves.map((leaf) => leafHash(leaf));
  const readLeaf = (index: number): Uint8Array => hashes[index] ?? new Uint8Array();
  const read = createHashReader({ size: leaves.length, readTile: () => new Uint8Array(), readLeaf });
  const prove = (seq: number) => {
    const proof = inclusionProof(seq, leaves.length, read);
    if (!proof.ok) throw new Error(proof.fault.code);
    return { seq, entry: leaves[seq] ?? "", proof: proof.value.map((hash) => hex(hash)) };
  };
  const jws = await signedJws(canonicalJson(asJson(statement)));
  const checkpoint = await noteOf(frontierOf(leaves));
  return { statement, jws, audit: { statement: prove(2), observations: [prove(1)], checkpoint, vkey: VKEY } };
}

const run = (args: readonly string[], input = "") => runToEnd(SCRIPT, args, input);

beforeAll(async () => {
  const good = await sampleEvidence();
  const { statement } = good;
  writeFileSync(path("good.json"), JSON.stringify(good));
  const held = statement.held.map((span) => ({ ...span, guarantee: "operator" }));
  writeFileSync(path("bad.json"), JSON.stringify({ ...good, statement: { ...statement, held } }));
  writeFileSync(path("key.txt"), `${VKEY}\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

test("verifies with the key as text or in a file, says what nobody looked at, and exits with 0", async () => {
  for (const key of [VKEY, path("key.txt")]) {
    const { status, stdout, stderr } = await run([path("good.json"), "--key", key]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/\nVERIFIED\n$/);
    expect(stdout).toContain("held by `platform`");
    expect(stdout).toContain(`nobody looked from ${PERIOD.from} to `);
    expect(stdout).not.toContain("\u001b");
  }
});

test("says that a key was not given, and prints one JSON object when asked", async () => {
  expect((await run([path("good.json")])).stdout).toContain("VERIFIED against the key in the file itself");
  const { status, stdout } = await run(
    ["-", "--json", "--key", VKEY],
    JSON.stringify(await sampleEvidence()),
  );
  expect([status, JSON.parse(stdout)]).toMatchObject([0, { verified: true, tenant: TENANT, period: PERIOD }]);
});

test("a changed file and another tenant's key exit with 1 and name what failed", async () => {
  const bad = await run([path("bad.json"), "--key", VKEY]);
  expect(bad.status).toBe(1);
  expect(bad.stdout).toMatch(/signature\s+FAILED/);
  expect(bad.stdout).toMatch(/\nNOT VERIFIED\n$/);
  const other = encodeVerifierKey(verifierKey(OTHER_TENANT));
  expect((await run([path("good.json"), "--key", other])).status).toBe(1);
  expect((await run(["-"], "no json")).status).toBe(1);
});

test.each([
  [[], "usage: "],
  [["a", "b"], "usage: "],
  [["--colour", "a"], "usage: "],
  [["no-such-file.json"], "ENOENT"],
  [["-", "--key", "no key"], "--key: "],
] as const)("refuses %j with status 2 and a clear line", async (args, message) => {
  const { status, stdout, stderr } = await run(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
});
