// The signed statement of where a tenant's data was kept: it checks offline, it tells what nobody looked at, and no part of
// it can be changed unseen.

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { checkEvidence, type EvidenceCheck } from "../../../scripts/evidence/check-evidence.ts";
import { createVerifierKey, logOrigin, parseVerifierKey } from "../../../src/audit/index.ts";
import worker from "../../../src/worker.ts";
import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { sendAsOperator, type Loose } from "../../support/client.ts";
import { auditOf, shardStub, sqlIn, tenantApi, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { gaugeBody } from "../../support/telemetry-bodies.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

const PATH = "GET /v1/residency/evidence";
const DAY_MS = 86_400_000;

async function askEvidence(world: World, query = ""): Promise<Loose> {
  const answer = await sendTo(world, `${PATH}${query}`);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json;
}

/** The checks that failed. */
async function failuresOf(evidence: unknown): Promise<readonly EvidenceCheck[]> {
  const report = await checkEvidence(JSON.stringify(evidence));
  expect(report.isVerified).toBe(report.findings.every(({ status }) => status !== "failed"));
  return report.findings.filter(({ status }) => status === "failed").map(({ check }) => check);
}

async function storeOne(world: World): Promise<void> {
  const sent = await sendTo(world, "POST /v1/metrics", { key: world.engineer, json: gaugeBody({}) });
  expect(sent.status).toBe(200);
  await runDurableObjectAlarm(shardStub(world.tenant));
}

it("tells every store with its counts, verifies with the tenant's key, and says that nothing holds data here", async () => {
  const world = await createWorld();
  await storeOne(world);
  const evidence = await askEvidence(world);
  const key = parseVerifierKey((await sendTo(world, "GET /v1/audit/checkpoint")).json.vkey);
  if (!key.ok) throw new Error(key.fault.code);
  const report = await checkEvidence(JSON.stringify(evidence), key.value);
  expect(report.findings.filter(({ status }) => status !== "passed")).toEqual([]);
  const { latest, held, coverage } = evidence.statement;
  expect(held).toMatchObject([
    { guarantee: "best_effort", mode: "local", jurisdiction: "eu", observations: 1 },
  ]);
  expect(coverage.observations).toBe(1);
  expect(coverage.gaps).toHaveLength(1);
  const stores = latest.stores as Loose[];
  expect(stores.map(({ kind }) => kind)).toEqual(["tenant_object", "shard", "database", "bucket"]);
  for (const { reported } of stores) expect(reported).toMatchObject({ jurisdiction: null, by: "nobody" });
  expect(stores[0].name).toBe(tenantStub(world.tenant).id.toString());
  expect(stores[2]).toMatchObject({
    name: expect.stringMatching(/^CELL_EU_DB/),
    sets: [
      { name: "blocks", count: 1 },
      { name: "usage", count: 0 },
    ],
  });
  expect(stores[3].sets).toMatchObject([{ count: 1, bytes: expect.any(Number), first: expect.any(String) }]);
});

it("holds the observations that the queue had made, each proven in the log", async () => {
  const world = await createWorld();
  const message = {
    id: "m",
    timestamp: Date.now(),
    attempts: 1,
    body: { kind: "residency.observe", tenant_id: world.tenant.id },
  };
  const batch = createMessageBatch("traceo-work-eu", [message]);
  const context = createExecutionContext();
  await worker.queue(batch, env);
  expect((await getQueueResult(batch, context)).explicitAcks).toEqual(["m"]);
  const observed = (await auditOf(world.tenant)).filter(({ action }) => action === "residency:observe");
  expect(observed).toMatchObject([
    { actor: { kind: "system", id: "residency" }, detail: { jurisdiction: "eu" } },
  ]);
  const evidence = await askEvidence(world);
  expect(evidence.statement.observations[0].seq).toBe(observed[0]?.seq);
  expect(evidence.audit.observations).toHaveLength(2);
  expect(await failuresOf(evidence)).toEqual([]);
});

it("a period that is over holds what was seen in it, and its gaps", async () => {
  const world = await createWorld();
  await tenantApi(world.tenant).observe();
  const end = new Date(Date.now() - 1).toISOString();
  const start = new Date(Date.now() - 3 * DAY_MS).toISOString();
  const past = await askEvidence(world, `?from=${start}&to=${end}`);
  expect(past.statement.period).toEqual({ from: start, to: end });
  expect(past.statement.coverage.gaps.length).toBeGreaterThan(0);
  expect(await failuresOf(past)).toEqual([]);
  const before = await askEvidence(world, `?from=${start}&to=${new Date(Date.now() - DAY_MS).toISOString()}`);
  expect(before.statement).toMatchObject({ latest: null, held: [], observations: [] });
  expect(before.statement.coverage).toMatchObject({ observations: 0, gaps: [before.statement.period] });
});

it("tells moves with their receipts, exceptions in force and what the rules kept in", async () => {
  const world = await createWorld({ jurisdiction: "in" });
  const { tenant } = world;
  const moves = `/operator/v1/tenants/${tenant.id}/moves`;
  const refused = await sendAsOperator(`POST ${moves}`, {
    json: { to: { jurisdiction: "us" }, reason: "a test" },
  });
  expectRefusal(refused, 403, "residency.transfer_refused");
  const begun = await sendAsOperator(`POST ${moves}`, { json: { to: { shards: 2 }, reason: "a test" } });
  for (let alarms = 0; alarms < 10; alarms++) await runDurableObjectAlarm(tenantStub(tenant));
  const evidence = await askEvidence(world);
  const { statement } = evidence;
  expect(statement.moves).toMatchObject([{ id: begun.json.id, state: "done", receipt: expect.any(String) }]);
  expect(statement.exceptions).toMatchObject([{ reason: "a test on one machine", by: "operator" }]);
  expect(statement.refusals).toMatchObject([{ action: "moves:start", detail: { allowed: false, to: "us" } }]);
  expect(await failuresOf(evidence)).toEqual([]);
});

describe("what was changed is found", () => {
  const clone = (value: Loose): Loose => JSON.parse(JSON.stringify(value));
  const changes: readonly (readonly [string, (file: Loose) => void, EvidenceCheck])[] = [
    ["a better guarantee", (file) => (file.statement.held[0].guarantee = "platform"), "signature"],
    ["another tenant", (file) => (file.statement.tenant = "ten_00000000000000000000"), "signature"],
    ["another period", (file) => (file.statement.period.from = "2020-01-01T00:00:00.000Z"), "signature"],
    ["a gap that is hidden", (file) => (file.statement.coverage.gaps = []), "derived"],
    ["a limit that is hidden", (file) => file.statement.not_covered.pop(), "derived"],
    ["an observation that is left out", (file) => file.audit.observations.pop(), "observations"],
    [
      "an observation that says something else",
      (file) =>
        (file.audit.observations[0].entry = file.audit.observations[0].entry.replace(
          "best_effort",
          "platform",
        )),
      "inclusion",
    ],
    ["a proof of another leaf", (file) => (file.audit.statement.proof[0] = "00".repeat(32)), "inclusion"],
    ["another place in the log", (file) => (file.audit.statement.seq -= 1), "inclusion"],
    [
      "another checkpoint",
      (file) => (file.audit.checkpoint = file.audit.checkpoint.replace("eu", "us")),
      "checkpoint",
    ],
    ["a signature that is cut", (file) => (file.jws = file.jws.slice(0, -4)), "signature"],
    ["an entry of something else", (file) => (file.audit.statement = file.audit.observations[0]), "entry"],
    ["nothing but a name", (file) => delete file.audit.observations, "observations"],
  ];

  it.each(changes)("%s", async (_name, change, check) => {
    const evidence = await askEvidence(await createWorld());
    expect(await failuresOf(evidence)).toEqual([]);
    const changed = clone(evidence);
    change(changed);
    expect(await failuresOf(changed)).toContain(check);
  });

  it("a receipt of somebody else, and a whole statement under another tenant's key", async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const [evidence, foreign] = [await askEvidence(world), await askEvidence(other)];
    const key = createVerifierKey(logOrigin(other.tenant.id), new Uint8Array(32).fill(7));
    const report = await checkEvidence(JSON.stringify(evidence), key);
    expect(report.isVerified).toBe(false);
    expect(await failuresOf({ ...evidence, audit: foreign.audit })).toContain("entry");
    expect(await failuresOf({ ...evidence, statement: foreign.statement, jws: foreign.jws })).toContain(
      "entry",
    );
  });
});

it.each([
  ["?from=tomorrow", "query/from"],
  ["?from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z", "query/from"],
  ["?to=2100-01-01T00:00:00Z", "query/to"],
  ["?from=2001-01-01T00:00:00Z", "query/from"],
])("a period of %s is refused, and leaves no statement in the log", async (query, pointer) => {
  const world = await createWorld();
  const refused = await sendTo(world, `${PATH}${query}`);
  expectRefusal(refused, 400, "request.invalid");
  expect(refused.json.violations[0].pointer).toBe(pointer);
  const log = await auditOf(world.tenant);
  expect(log.filter(({ action }) => action === "residency:attest")).toEqual([]);
});

it("a viewer gets none", async () => {
  const world = await createWorld();
  expectRefusal(await sendTo(world, PATH, { key: world.viewer }), 403, "policy.denied");
  expect(await sqlIn(tenantStub(world.tenant), "SELECT * FROM residency_observations")).toEqual([]);
});
