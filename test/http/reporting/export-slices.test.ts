// Exports of more log records than one slice has: read on from slice to slice by one worker, from any slice on by the next one, and
// under the policies that are in force at each.

import { env, exports } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { rimOf } from "../../../src/app.ts";
import { runJob } from "../../../src/edge/index.ts";
import { renderExportsJob } from "../../../src/reporting/http/exports-render.ts";
import type { Readers } from "../../../src/reporting/http/readers.ts";
import { PANEL_READERS } from "../../../src/telemetry/http/panel-readers.ts";
import { toRequest } from "../../support/client.ts";
import { flushAll, putPolicy } from "../../support/labelled-telemetry.ts";
import { bucketOf, evict, sqlIn, tenantStub } from "../../support/objects.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";
import { readStrictCsv } from "../../unit/reporting/export/strict-csv.ts";

const AT = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const RANGE = { from: iso(AT), to: iso(AT + 60_000) };
const BATCHES = 4;
const RECORDS = 8;
const WIDTH = 200_000;
/** 4 MiB of records are a slice. */
const SLICES = 2;

/** A batch of records so wide that a few make a slice, every other one of production. */
function wideLogs(batch: number): object {
  const resourceLogs = ["production", "staging"].map((environment, odd) => ({
    resource: {
      attributes: [{ key: "deployment.environment.name", value: { stringValue: environment } }],
    },
    scopeLogs: [
      {
        logRecords: Array.from({ length: RECORDS / 2 }, (_, at) => {
          const no = batch * RECORDS + at * 2 + odd;
          const text = `${environment} ${no} ${"x".repeat(WIDTH)}`;
          return { timeUnixNano: String(BigInt(AT + no) * 1_000_000n), body: { stringValue: text } };
        }),
      },
    ],
  }));
  return { resourceLogs };
}

/** Half of them in blocks, half fresh. */
async function sendWide(world: World): Promise<void> {
  for (let batch = 0; batch < BATCHES; batch++) {
    const sent = await sendTo(world, "POST /v1/logs", { json: wideLogs(batch) });
    expect([sent.status, sent.text]).toEqual([200, "{}"]);
    if (batch === BATCHES / 2 - 1) await flushAll(world);
  }
}

async function start(world: World, key: string): Promise<string> {
  const queries = [{ ref: "A", source: "logs", request: { order: "asc" } }];
  const json = { title: "wide", source: { kind: "queries", queries }, format: "csv", mode: "background" };
  const started = await sendTo(world, "POST /v1/exports", { json: { ...json, ...RANGE }, key });
  expect(started.status, `answered ${started.text}`).toBe(202);
  return started.json.id as string;
}

interface Watched {
  /** Of each slice: was there anything to go on with? */
  readonly wentOn: boolean[];
  readonly readers: Readers;
}

/** The gateway's own readers; `before` runs before the slice of that number. */
function watchReaders(before: (slice: number) => Promise<void> = async () => {}): Watched {
  const wentOn: boolean[] = [];
  const logColumns: Readers["logColumns"] = async (call, body, held) => {
    wentOn.push(held !== null);
    await before(wentOn.length);
    return (PANEL_READERS as Readers).logColumns(call, body, held);
  };
  return { wentOn, readers: { ...(PANEL_READERS as Readers), logColumns } };
}

const work = ({ tenant }: World, { readers }: Watched): Promise<void> =>
  runJob(rimOf(env), [renderExportsJob(readers)], { kind: "exports.render", tenant });

const view = async (world: World, id: string, key: string) =>
  (await sendTo(world, `GET /v1/exports/${id}`, { key })).json;

async function textOf(world: World, id: string, key: string): Promise<string> {
  const told = await sendTo(world, `POST /v1/exports/${id}/link`, { json: {}, key });
  const { pathname, search } = new URL(told.json.url as string);
  const file = await exports.default.fetch(toRequest(`GET ${pathname}${search}`, { host: world.host }));
  return file.text();
}

const linesOf = (csv: string): string[] =>
  readStrictCsv(csv)
    .slice(1)
    .map((cells) => (cells[4] ?? "").slice(0, 30).replaceAll("x", "").trim());

const ALL = Array.from(
  { length: BATCHES * RECORDS },
  (_, no) => `${no % 2 === 0 ? "production" : "staging"} ${no}`,
);

let world: World;
let key: { readonly id: string; readonly secret: string };
beforeEach(async () => {
  world = await createWorld();
  key = await makeKey(world, { roles: ["analyst"] });
  await sendWide(world);
});

describe("an export of several slices", () => {
  it("is read on by its worker, and has the same bytes when another worker goes on after any slice", async () => {
    const whole = await start(world, key.secret);
    const watched = watchReaders();
    await work(world, watched);
    expect(watched.wentOn).toEqual([false, ...Array.from({ length: SLICES - 1 }, () => true)]);
    const expected = await textOf(world, whole, key.secret);
    expect(linesOf(expected)).toEqual(ALL);
    const stub = tenantStub(world.tenant);
    for (let parts = 1; parts <= SLICES; parts++) {
      const id = await start(world, key.secret);
      // A worker that dies with the slice after this many: it was read, and nobody knows.
      await sqlIn(
        stub,
        `CREATE TRIGGER die BEFORE UPDATE OF progress ON export_jobs WHEN json_extract(new.progress, '$.parts') = ${parts}
          BEGIN SELECT RAISE(ABORT, 'died'); END`,
      );
      await expect(work(world, watchReaders())).rejects.toThrow("died");
      await sqlIn(stub, "DROP TRIGGER die");
      await evict(stub);
      await sqlIn(stub, "UPDATE export_jobs SET lease_until_ms = 0");
      await work(world, watchReaders());
      expect((await view(world, id, key.secret)).rows).toBe(ALL.length);
      expect(await textOf(world, id, key.secret)).toBe(expected);
      const prefix = `tenants/${world.tenant.id}/exports/${id}/part/`;
      expect((await bucketOf(world.tenant).list({ prefix })).keys).toEqual([]);
    }
  });

  it("is read again from the beginning when its key may see less in the middle of it", async () => {
    const id = await start(world, key.secret);
    const watched = watchReaders(async (slice) => {
      if (slice !== 2) return;
      await putPolicy(world, "no-production", {
        effect: "deny",
        subjects: [`key:${key.id}`],
        actions: ["data:export"],
        conditions: [{ attribute: "resource.label.environment", operator: "in", value: ["production"] }],
      });
    });
    await work(world, watched);
    const { state, row_filter_applied: isFiltered } = await view(world, id, key.secret);
    expect([state, isFiltered]).toEqual(["ready", true]);
    const staging = ALL.filter((text) => text.startsWith("staging"));
    expect(linesOf(await textOf(world, id, key.secret))).toEqual(staging);
  });

  it("stops when its key may not any more in the middle of it", async () => {
    const id = await start(world, key.secret);
    const watched = watchReaders(async (slice) => {
      if (slice !== 2) return;
      const denied = { effect: "deny", subjects: [`key:${key.id}`], actions: ["logs:read"] };
      await putPolicy(world, "no-logs", denied);
    });
    await work(world, watched);
    const { state, fault } = await view(world, id, key.secret);
    expect([state, fault, watched.wentOn]).toEqual(["failed", "policy.denied", [false, true]]);
  });
});
