// Imports of bills over HTTP: what is taken and what is refused, by rows; that the same again and the next version of a month
// count once; that a bill is one tenant's and lies in its bucket.

import { describe, expect, it } from "vitest";
import { bucketOf } from "../../support/objects.ts";
import { csvOf, gzipped, PARQUET, parquetOf, upload } from "../../support/bills.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";
import { COMMITTED, TAX, USAGE, type Row } from "../../unit/finops/focus/rows.ts";

const BAD: Row = { ...USAGE, EffectiveCost: "1,5" };
const NOVEMBER = {
  BillingPeriodStart: "2026-11-01T00:00:00Z",
  BillingPeriodEnd: "2026-12-01T00:00:00Z",
  ChargePeriodStart: "2026-11-05T00:00:00Z",
  ChargePeriodEnd: "2026-11-06T00:00:00Z",
};

async function filesOf({ tenant }: World): Promise<string[]> {
  const { keys } = await bucketOf(tenant).list({ prefix: `tenants/${tenant.id}/bills/` });
  return keys.map((key) => key.split("/").slice(3).join("/"));
}

/** The imported effective cost of October, as chargeback has it. */
async function importedCost(world: World): Promise<string> {
  const { json } = await sendTo(world, "GET /v1/chargeback/2026-10");
  return json.components.direct as string;
}

describe("an import", () => {
  it("takes a CSV and says what it read", async () => {
    const world = await createWorld();
    const { status, json } = await upload(world, { body: csvOf([USAGE, COMMITTED, TAX]) });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      source: "default",
      state: "done",
      format: "csv",
      percent: 100,
      version: "1.2",
      rows: 3,
      refused: 0,
      periods: [{ period: "2026-10-01", rows: 3 }],
      findings: { total: 0, counts: {}, listed: [] },
    });
    expect((await sendTo(world, `GET /v1/bills/imports/${json.id}`)).json).toStrictEqual(json);
    expect(await importedCost(world)).toBe("4.5");
    expect(await filesOf(world)).toStrictEqual([`${json.id}/2026-10-01/000001.parquet`]);
  });

  it("takes it gzipped, and takes Parquet", async () => {
    const world = await createWorld();
    const zipped = await upload(world, {
      body: await gzipped(csvOf([USAGE])),
      encoding: "gzip",
      query: "?source=a",
    });
    expect(zipped.json).toMatchObject({ state: "done", rows: 1, source: "a" });
    const parquet = await upload(world, { body: parquetOf([USAGE, TAX]), type: PARQUET, query: "?source=b" });
    expect(parquet.json).toMatchObject({ state: "done", rows: 2, format: "parquet" });
    expect(await importedCost(world)).toBe("4.5");
    expect((await filesOf(world)).filter((name) => name.includes("upload"))).toStrictEqual([]);
  });

  it("of the same content changes nothing, under its own id", async () => {
    const world = await createWorld();
    const first = await upload(world, { body: csvOf([USAGE]) });
    const again = await upload(world, { body: csvOf([USAGE]) });
    expect(again.json).toMatchObject({ state: "repeated", same_as: first.json.id });
    expect(await importedCost(world)).toBe("1.5");
    expect(await filesOf(world)).toHaveLength(1);
  });

  it("replaces what an earlier one said of the same months of the same source, and nothing else", async () => {
    const world = await createWorld();
    const first = await upload(world, { body: csvOf([USAGE, { ...USAGE, ...NOVEMBER }]) });
    await upload(world, { body: csvOf([USAGE]), query: "?source=other" });
    const second = await upload(world, { body: csvOf([{ ...USAGE, EffectiveCost: "9" }]) });
    expect(await importedCost(world)).toBe("10.5");
    expect((await sendTo(world, `GET /v1/bills/imports/${first.json.id}`)).json.state).toBe("done");
    expect(await filesOf(world)).toContain(`${second.json.id}/2026-10-01/000001.parquet`);
    expect(await filesOf(world)).not.toContain(`${first.json.id}/2026-10-01/000001.parquet`);
    await upload(world, { body: csvOf([{ ...USAGE, ...NOVEMBER }]) });
    expect((await sendTo(world, `GET /v1/bills/imports/${first.json.id}`)).json.state).toBe("superseded");
  });

  it("is listed, the newest first, by pages", async () => {
    const world = await createWorld();
    for (const source of ["a", "b", "c"])
      await upload(world, { body: csvOf([USAGE]), query: `?source=${source}` });
    const first = await sendTo(world, "GET /v1/bills/imports?limit=2");
    expect(first.json.data.map(({ source }: Row) => source)).toStrictEqual(["c", "b"]);
    const second = await sendTo(world, `GET /v1/bills/imports?limit=2&cursor=${first.json.next_cursor}`);
    expect(second.json.data.map(({ source }: Row) => source)).toStrictEqual(["a"]);
    expect(second.json.next_cursor).toBeNull();
  });
});

describe("an import refuses", () => {
  it("a bill with a bad row as a whole, with the row and the rule", async () => {
    const world = await createWorld();
    const { status, json } = await upload(world, { body: csvOf([USAGE, BAD]) });
    expect(status).toBe(422);
    expect(json).toMatchObject({
      state: "refused",
      rows: 0,
      refused: 1,
      periods: [],
    });
    expect(json.findings.listed).toMatchObject([
      { row: 3, rule: "EffectiveCost-C-002-M", column: "EffectiveCost" },
    ]);
    expect(await importedCost(world)).toBe("0");
    expect(await filesOf(world)).toStrictEqual([]);
  });

  it("only the row when it is asked to skip", async () => {
    const world = await createWorld();
    const { status, json } = await upload(world, { body: csvOf([USAGE, BAD]), query: "?on_bad_row=skip" });
    expect(status).toBe(201);
    expect(json).toMatchObject({ state: "done", rows: 1, refused: 1 });
  });

  it.each([
    ["no CSV", { body: 'a,b\n"x' }, 400, "billing.malformed"],
    ["a header that lacks columns", { body: "BilledCost\n1\n" }, 400, "billing.malformed"],
    ["nothing", { body: "" }, 400, "billing.malformed"],
    ["bytes that are no text", { body: new Uint8Array([0xff, 0xfe, 0x0a]) }, 400, "billing.malformed"],
    ["no Parquet", { body: "PAR1", type: PARQUET }, 400, "billing.malformed"],
    ["a gzip that is none", { body: "text", encoding: "gzip" }, 400, "billing.malformed"],
    ["a coding that is not spoken", { body: "text", encoding: "br" }, 415, "request.unsupported_encoding"],
    ["a coding of no name", { body: "text", encoding: "__proto__" }, 415, "request.unsupported_encoding"],
    ["another type", { body: "{}", type: "application/json" }, 415, "request.unsupported_media_type"],
    ["a source that is no name", { body: "a", query: "?source=A%20b" }, 400, "request.invalid"],
  ])("%s", async (_name, sent, status, code) => {
    const world = await createWorld();
    expectRefusal(await upload(world, sent), status, code);
    const { json } = await sendTo(world, "GET /v1/bills/imports");
    expect(json.data.every(({ state }: Row) => state === "failed")).toBe(true);
    expect(await filesOf(world)).toStrictEqual([]);
  });

  it("a second one of the source while the first is running", async () => {
    const world = await createWorld();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const first = upload(world, { body: readable });
    await writer.write(new TextEncoder().encode(csvOf([USAGE])));
    const running = await sendTo(world, "GET /v1/bills/imports");
    expect(running.json.data).toMatchObject([{ state: "running", percent: null }]);
    expectRefusal(await upload(world, { body: csvOf([USAGE]) }), 409, "billing.busy");
    await writer.close();
    expect((await first).json).toMatchObject({ state: "done", rows: 1 });
  });

  it("an upload that breaks off, and takes the next of the source at once", async () => {
    const world = await createWorld();
    const { readable, writable } = new FixedLengthStream(1_000_000);
    const writer = writable.getWriter();
    const broken = upload(world, { body: readable }).catch(() => null);
    await writer.write(new TextEncoder().encode(csvOf([USAGE])));
    expect((await sendTo(world, "GET /v1/bills/imports")).json.data).toMatchObject([{ state: "running" }]);
    await writer.abort(new Error("hung up"));
    await broken;
    const [ended] = (await sendTo(world, "GET /v1/bills/imports")).json.data;
    expect(ended).toMatchObject({ state: "failed", rows: 0, why: expect.any(String) });
    expect((await upload(world, { body: csvOf([USAGE]) })).json).toMatchObject({ state: "done", rows: 1 });
  });

  it("who may not change billing", async () => {
    const world = await createWorld();
    const headers = { "content-type": "text/csv" };
    const sent = await sendTo(world, "POST /v1/bills/imports", {
      body: csvOf([USAGE]),
      headers,
      key: world.engineer,
    });
    expectRefusal(sent, 403, "policy.denied");
  });

  it("an import that is not the tenant's", async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const { json } = await upload(other, { body: csvOf([USAGE]) });
    expectRefusal(await sendTo(world, `GET /v1/bills/imports/${json.id}`), 404, "billing.not_found");
    expect(await importedCost(world)).toBe("0");
  });
});
