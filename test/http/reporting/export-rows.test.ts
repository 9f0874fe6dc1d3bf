// The rows of an export in JSON, page by page over HTTP: each row once, by whoever may fetch the file; and what an export that is
// asked for at once says where there is more than it has.

import { exports } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { exportsFolder, PIECE_BYTES } from "../../../src/reporting/export/export-record.ts";
import { putPiece, readStretch } from "../../../src/reporting/http/exports-files.ts";
import { sendAsOperator, toRequest, type Answer } from "../../support/client.ts";
import { linkExport, makeExport, startExport } from "../../support/exports.ts";
import {
  lineOf,
  makeLimitedKey,
  putPolicy,
  READ_ACTIONS,
  sendItems,
  STAGING_ONLY,
} from "../../support/labelled-telemetry.ts";
import { bucketOf, sqlIn, tenantStub } from "../../support/objects.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const AT = Date.UTC(2026, 10, 3, 9);
const RANGE = { from: new Date(AT).toISOString(), to: new Date(AT + 3_600_000).toISOString() };

const written = (name: string, rows: number, text: (at: number) => string | null): object => ({
  ref: name,
  source: "data",
  request: {
    frames: [
      {
        name,
        fields: [
          { name: "time", type: "time", values: Array.from({ length: rows }, (_, at) => AT + at) },
          { name: "n", type: "number", unit: "ms", values: Array.from({ length: rows }, (_, at) => at / 2) },
          { name: "note", type: "text", values: Array.from({ length: rows }, (_, at) => text(at)) },
        ],
      },
    ],
  },
});
const HARD = ['a"b', "two\nlines", "[1],", "決済", null, ""];
const SMALL = written("A", 7, (at) => HARD[at % HARD.length] ?? null);
const NONE = written("B", 0, () => "");
const OTHER = written("C", 3, (at) => `c${at}`);

const asked = (queries: readonly object[], changes: object = {}): object => ({
  title: "Pages",
  source: { kind: "queries", queries },
  format: "json",
  ...RANGE,
  ...changes,
});

const page = (world: World, id: string, query = "", key = world.admin): Promise<Answer> =>
  sendTo(world, `GET /v1/exports/${id}/rows${query}`, { key });

interface Row {
  readonly [name: string]: string | number | null;
}

async function walk(world: World, id: string, query: string) {
  const pages: { table: string; rows: readonly Row[] }[] = [];
  let cursor = "";
  for (let no = 0; no < 50; no++) {
    const answer = await page(world, id, `?${query}${cursor}`);
    expect(answer.status, `answered ${answer.text.slice(0, 300)}`).toBe(200);
    pages.push({ table: answer.json.table.name, rows: answer.json.data });
    if (answer.json.next_cursor === null) return pages;
    cursor = `&cursor=${answer.json.next_cursor}`;
  }
  throw new Error("the pages have no end");
}

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

describe("the rows of an export", () => {
  it("are read page by page, table by table, each once and as they are in the file", async () => {
    const id = await makeExport(world, asked([SMALL, NONE, OTHER]));
    const pages = await walk(world, id, "limit=3");
    expect(pages.map(({ table, rows }) => [table, rows.length])).toEqual([
      ["A", 3],
      ["A", 3],
      ["A", 1],
      ["C", 3],
    ]);
    const rows = pages.flatMap((one) => one.rows);
    expect(rows[4]).toEqual({ time: "2026-11-03T09:00:00.004Z", n: 2, note: null });
    expect(rows.slice(0, 7).map(({ note }) => note)).toEqual([...HARD, HARD[0]]);
    const response = await exports.default.fetch(
      toRequest(await linkExport(world, id), { host: world.host }),
    );
    const { tables } = await response.json<{ tables: { rows: unknown[][] }[] }>();
    expect(rows.map((row) => Object.values(row))).toEqual(tables.flatMap((table) => table.rows));
    expect((await sendTo(world, `GET /v1/exports/${id}`)).json).toMatchObject({
      tables: ["A", "B", "C"],
      rows: 10,
    });
  });

  it("are those of one table where it is named", async () => {
    const id = await makeExport(world, asked([SMALL, NONE, OTHER]));
    expect((await walk(world, id, "table=A")).map(({ rows }) => rows.length)).toEqual([7]);
    const one = await page(world, id, "?table=C&limit=2");
    expect(one.json).toMatchObject({
      data: [{ note: "c0" }, { note: "c1" }],
      table: {
        name: "C",
        columns: [{ name: "time", type: "time" }, { unit: "ms" }, { name: "note" }],
        rows: 3,
      },
      row_filter_applied: false,
    });
    expect((await page(world, id, "?table=B")).json).toMatchObject({
      data: [],
      next_cursor: null,
      table: { rows: 0 },
    });
    const none = await page(world, id, "?table=D");
    expectRefusal(none, 400, "request.invalid");
    expect(none.json.violations).toEqual([
      { pointer: "query/table", message: "is none of its tables: `A`, `B`, `C`" },
    ]);
    expectRefusal(
      await page(world, id, `?table=A&cursor=${one.json.next_cursor}`),
      400,
      "request.cursor_invalid",
    );
  });

  it("are fewer than asked for where the names of the columns alone would fill the page", async () => {
    const values = Array.from({ length: 60 }, (_, at) => at);
    const fields = Array.from({ length: 200 }, (_, no) => ({
      name: `${no}${"x".repeat(250)}`,
      type: "number",
      values,
    }));
    const wide = { ref: "A", source: "data", request: { frames: [{ name: "A", fields }] } };
    const sizes = (await walk(world, await makeExport(world, asked([wide])), "")).map(
      ({ rows }) => rows.length,
    );
    expect(sizes).toEqual([41, 19]);
  });

  it("are read from stretches that go on over the end of a stored piece", async () => {
    const files = { bucket: bucketOf(world.tenant), folder: exportsFolder(world.tenant.id, "exp_test") };
    const whole = new Uint8Array(PIECE_BYTES + 1_000).map((_, at) => (at * 31) % 251);
    await putPiece(files, 0, whole.subarray(0, PIECE_BYTES));
    await putPiece(files, 1, whole.subarray(PIECE_BYTES));
    for (const [byte, length] of [
      [0, 10],
      [PIECE_BYTES - 5, 12],
      [PIECE_BYTES, 1_000],
      [PIECE_BYTES - 9, 0],
    ] as const)
      expect(await readStretch(files, { byte, length })).toEqual(whole.slice(byte, byte + length));
  });

  it("are there also where the file was asked for compressed, which it then is", async () => {
    const id = await makeExport(world, asked([SMALL], { gzip: true }));
    expect((await walk(world, id, "limit=100"))[0]?.rows).toHaveLength(7);
    const response = await exports.default.fetch(
      toRequest(await linkExport(world, id), { host: world.host }),
    );
    expect(response.headers.get("content-type")).toBe("application/gzip");
    const opened = response.body?.pipeThrough(new DecompressionStream("gzip"));
    const { tables } = await new Response(opened).json<{ tables: unknown[] }>();
    expect(tables).toHaveLength(1);
  });

  it("are none for an export that found nothing", async () => {
    const id = await makeExport(world, asked([{ ref: "A", source: "topology", request: {} }]));
    expect((await page(world, id)).json).toMatchObject({ data: [], next_cursor: null });
  });
});

describe("pages of rows are refused", () => {
  it("of another key's export, of another format, and while it is not ready", async () => {
    const id = await makeExport(world, asked([SMALL]));
    const { secret: other } = await makeKey(world, { roles: ["analyst"] });
    expectRefusal(await page(world, id, "", other), 404, "exports.not_found");
    const csv = await page(world, await makeExport(world, asked([SMALL], { format: "csv" })));
    expectRefusal(csv, 409, "exports.no_pages");
    const queued = await page(world, await startExport(world, asked([SMALL])));
    expectRefusal(queued, 409, "exports.not_ready");
    expect(queued.json.detail).toContain("`queued`: 0 %");
  });

  it("with a cursor that is none, of another export, changed, or from before it was made again", async () => {
    const [id, other] = [await makeExport(world, asked([SMALL])), await makeExport(world, asked([SMALL]))];
    const { next_cursor: cursor } = (await page(world, id, "?limit=2")).json as { next_cursor: string };
    expectRefusal(await page(world, id, "?cursor=nonsense"), 400, "request.cursor_invalid");
    expectRefusal(await page(world, other, `?cursor=${cursor}`), 400, "request.cursor_invalid");
    const position = JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/"))) as (
      | string
      | number
    )[];
    for (const [place, value] of [
      [2, 7],
      [3, -1],
      [3, 9e15],
      [4, Number(position[4]) + 1],
      [4, 1e12],
      [4, 0],
    ] as const) {
      const changed = btoa(JSON.stringify(position.with(place, value))).replaceAll("=", "");
      expectRefusal(await page(world, id, `?cursor=${changed}`), 400, "request.cursor_invalid");
    }
    await sqlIn(tenantStub(world.tenant), "UPDATE export_jobs SET finished_at_ms = finished_at_ms + 1");
    const again = await page(world, id, `?cursor=${cursor}`);
    expectRefusal(again, 400, "request.cursor_invalid");
    expect(again.json.detail).toContain("made again");
  });

  it("beyond what a page may have", async () => {
    const id = await makeExport(world, asked([SMALL]));
    for (const limit of ["0", "-1", "10001", "1.5", "all", ""])
      expectRefusal(await page(world, id, `?limit=${limit}`), 400, "request.invalid");
  });

  it("once the owner may see other rows than the file was read as, and when the file is gone", async () => {
    await sendItems(world, [{ mark: "seen", resource: { "deployment.environment.name": "staging" } }], {
      atMs: AT,
    });
    const logs = asked([{ ref: "A", source: "logs", request: {} }]);
    const { id: keyId, secret } = await makeKey(world, { roles: ["analyst"] });
    const id = await makeExport(world, logs, secret);
    expect((await page(world, id, "", secret)).json.data).toMatchObject([{ body: lineOf("seen") }]);
    const limited = await makeLimitedKey(world, STAGING_ONLY, [...READ_ACTIONS, "data:export"]);
    const own = await page(world, await makeExport(world, logs, limited.secret), "", limited.secret);
    expect(own.json.row_filter_applied).toBe(true);
    await putPolicy(world, "no-production", {
      effect: "deny",
      subjects: [`key:${keyId}`],
      actions: ["data:export"],
      conditions: [{ attribute: "resource.label.environment", operator: "in", value: ["production"] }],
    });
    expectRefusal(await page(world, id, "", secret), 403, "policy.denied");
    const gone = await makeExport(world, logs);
    await bucketOf(world.tenant).delete([`tenants/${world.tenant.id}/exports/${gone}/file/000000`]);
    expectRefusal(await page(world, gone), 404, "exports.not_found");
  });
});

describe("an export that is asked for at once", () => {
  it("says where a query has more rows than it was asked for, and how to go on", async () => {
    const marks = ["one", "two", "three"];
    await sendItems(
      world,
      marks.map((mark) => ({ mark })),
      { atMs: AT },
    );
    const logs = (limit: number) => ({ ref: "A", source: "logs", request: { limit } });
    const cut = await sendTo(world, "POST /v1/exports", { json: asked([logs(2), OTHER]) });
    expect(cut.headers.get("x-traceo-has-more")).toBe("true");
    expect(cut.json.tables.map((table: { has_more?: boolean }) => table.has_more)).toEqual([true, undefined]);
    expect(cut.json.more).toContain("GET /v1/exports/{export_id}/rows");
    const panels = [{ id: "a", kind: "table", title: "Two", queries: [logs(2), { ...logs(9), ref: "B" }] }];
    const id = await makeExport(world, { ...asked([]), source: { kind: "panels", panels } });
    expect((await sendTo(world, `GET /v1/exports/${id}`)).json).toMatchObject({ rows: 5, has_more: true });
    for (const [name, has_more] of [
      ["Two A", true],
      ["Two B", false],
    ] as const)
      expect((await page(world, id, `?table=${encodeURIComponent(name)}`)).json.table).toMatchObject({
        name,
        has_more,
      });
    const whole = await sendTo(world, "POST /v1/exports", { json: asked([logs(10)]) });
    expect([whole.headers.get("x-traceo-has-more"), whole.json.more]).toEqual(["false", undefined]);
  });

  it("is refused, not broken off, where it is too large from its beginning", async () => {
    const path = `/operator/v1/tenants/${world.tenant.id}/limits`;
    const set = await sendAsOperator(`PUT ${path}`, { json: { result_bytes: 200 } });
    expect(set.status, `answered ${set.text}`).toBe(200);
    const refused = await sendTo(world, "POST /v1/exports", { json: asked([SMALL]) });
    expectRefusal(refused, 413, "query.result_too_large");
    expect(refused.json.limit).toMatchObject({ name: "result_bytes", value: 200 });
  });
});
