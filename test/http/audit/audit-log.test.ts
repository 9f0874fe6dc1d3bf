// The tenant's audit log over HTTP: entries, proofs, the signed head, the export.

import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import {
  leafHash,
  parseCheckpoint,
  parseVerifierKey,
  verifyCheckpoint,
  verifyExport,
  verifyInclusion,
} from "../../../src/audit/index.ts";
import { canonicalJson, type Json } from "../../../src/kernel/canonical-json.ts";
import { parseHex, utf8 } from "../../../src/kernel/bytes.ts";
import { auditOf, envelopeOf, tenantStub, type LoggedEntry } from "../../support/objects.ts";
import type { TenantApi } from "../../../src/tenant/index.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, sendTo } from "../../support/world.ts";

const bytesOf = (text: string): Uint8Array => parseHex(text) ?? new Uint8Array(0);

describe("reading the log", () => {
  it("succeeds by pages: creation, keys and every read are in it, with who and why", async () => {
    const world = await createWorld();
    await sendTo(world, "GET /v1/tenant", { key: world.viewer });
    const first = await sendTo(world, "GET /v1/audit/entries?limit=2");
    expect(first.json).toMatchObject({
      next: 2,
      data: [
        { seq: 0, action: "tenants:create" },
        { seq: 1, action: "keys:create" },
      ],
    });
    const rest = await sendTo(world, "GET /v1/audit/entries?from=2");
    const view = (rest.json.data as LoggedEntry[]).find((entry) => entry.action === "tenant:view");
    expect(view).toMatchObject({ outcome: "allowed", reasons: ["role:viewer"], actor: { kind: "key" } });
    expect(rest.json.next).toBeNull();
    expect(rest.json.size).toBe(2 + rest.json.data.length);
  });

  it("succeeds past the end with an empty page", async () => {
    const world = await createWorld();
    expect((await sendTo(world, "GET /v1/audit/entries?from=1000")).json).toMatchObject({
      data: [],
      next: null,
    });
  });

  it.each([
    "GET /v1/audit/entries",
    "GET /v1/audit/checkpoint",
    "GET /v1/audit/export",
    "GET /v1/audit/entries/0/proof",
  ])("refuses a viewer and an engineer: `%s`", async (target) => {
    const world = await createWorld();
    const before = (await auditOf(world.tenant)).length;
    for (const key of [world.viewer, world.engineer])
      expectRefusal(await sendTo(world, target, { key }), 403, "policy.denied");
    expect(
      (await auditOf(world.tenant)).filter(
        (entry) => entry.action === "audit:view" && entry.outcome === "allowed",
      ),
    ).toEqual([]);
    expect((await auditOf(world.tenant)).length).toBeLessThanOrEqual(before + 2);
  });

  it.each(["from=-1", "limit=501", "limit=0", "from=x", "until=3"])("refuses `?%s`", async (query) => {
    const world = await createWorld();
    expectRefusal(await sendTo(world, `GET /v1/audit/entries?${query}`), 400, "request.invalid");
  });
});

describe("proving an entry", () => {
  it("succeeds against the signed head of the same size", async () => {
    const world = await createWorld();
    const head = await sendTo(world, "GET /v1/audit/checkpoint");
    const key = parseVerifierKey(head.json.vkey);
    if (!key.ok) throw new Error(key.fault.code);
    const checkpoint = await verifyCheckpoint(head.json.checkpoint, key.value);
    if (!checkpoint.ok) throw new Error(checkpoint.fault.code);
    const { root, size } = checkpoint.value;
    expect(size).toBe(head.json.size);
    for (let seq = 0; seq < size; seq++) {
      const proved = await sendTo(world, `GET /v1/audit/entries/${seq}/proof?size=${size}`);
      const leaf = leafHash(proved.json.entry);
      const proof = (proved.json.proof as string[]).map(bytesOf);
      expect(verifyInclusion({ leaf, index: seq, size, proof, root })).toBe(true);
      expect(canonicalJson(JSON.parse(proved.json.entry) as Json)).toBe(proved.json.entry);
    }
  });

  it("refuses entries and sizes that the log has not got", async () => {
    const world = await createWorld();
    expectRefusal(await sendTo(world, "GET /v1/audit/entries/9999/proof"), 404, "audit.not_found");
    expectRefusal(await sendTo(world, "GET /v1/audit/entries/0/proof?size=9999"), 404, "audit.not_found");
    expectRefusal(await sendTo(world, "GET /v1/audit/entries/2/proof?size=2"), 404, "audit.not_found");
    expectRefusal(await sendTo(world, "GET /v1/audit/entries/x/proof"), 400, "request.invalid");
  });
});

describe("exporting the log", () => {
  it.each([0, 1, 3])("succeeds from entry %d, and verifies offline", async (from) => {
    const world = await createWorld();
    const exported = await sendTo(world, `GET /v1/audit/export?from=${from}`);
    expect(exported.headers.get("content-type")).toBe("application/x-ndjson");
    const lines = exported.text
      .trimEnd()
      .split("\n")
      .map((line) => utf8(line));
    const report = await verifyExport(lines);
    expect(report).toMatchObject({
      isVerified: true,
      tenant: world.tenant.id,
      jurisdiction: "eu",
      fromSeq: from,
    });
    const checkpoint = parseCheckpoint(
      (JSON.parse(exported.text.trimEnd().split("\n").at(-1) ?? "") as { checkpoint: string }).checkpoint,
    );
    expect(checkpoint.ok && checkpoint.value.size).toBe(from + report.entries);
  });

  it("succeeds over several pages of entries", async () => {
    const world = await createWorld();
    await runInDurableObject(tenantStub(world.tenant) as unknown as DurableObjectStub, async (object) => {
      const api = object as unknown as TenantApi;
      for (let i = 0; i < 520; i++) await api.query("tenant.view", {}, envelopeOf({ action: "tenant:view" }));
    });
    const exported = await sendTo(world, "GET /v1/audit/export");
    const report = await verifyExport(
      exported.text
        .trimEnd()
        .split("\n")
        .map((line) => utf8(line)),
    );
    expect(report.isVerified).toBe(true);
    expect(report.entries).toBeGreaterThan(520);
  });
});
