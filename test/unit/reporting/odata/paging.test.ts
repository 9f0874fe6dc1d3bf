// Pages by `$skiptoken`: whatever the order, the size and the filter, the pages together are the whole, and no token is trusted.

import { expect, it } from "vitest";
import { ENTITY_SETS, type EntitySet, type Row } from "../../../../src/reporting/odata/entity-set.ts";
import { parsePlace, writePlace } from "../../../../src/reporting/odata/page-place.ts";
import { pageRows } from "../../../../src/reporting/odata/page-rows.ts";
import {
  QUERY_OPTIONS,
  readODataQuery,
  type ODataQuery,
} from "../../../../src/reporting/odata/query-options.ts";
import { encodeCursor } from "../../../../src/kernel/cursor.ts";
import { seededRandom } from "../../../support/ingest.ts";

const { METRICS, COSTS } = ENTITY_SETS;

function queryOf(options: Readonly<Record<string, string>>, set: EntitySet = METRICS): ODataQuery {
  const query = readODataQuery(set, new URLSearchParams(options), QUERY_OPTIONS.parse(options));
  if (!query.ok) throw new Error(query.fault.detail);
  return query.value;
}

it("are together what one page would be, in every order", () => {
  const seed = Date.now() % 1_000_000;
  const random = seededRandom(seed);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  for (let round = 0; round < 100; round++) {
    const rows: Row[] = Array.from({ length: 20 }, (_, at) => ({
      metric: "m",
      series: pick(["a", "b"]),
      time: `2026-01-01T00:00:00.0000000${String(at).padStart(2, "0")}Z`,
      value: pick([null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, 2.5, -1e300]),
      count: pick([null, "9007199254740993", "9007199254740992", 5]),
      service: pick(["", "x"]),
    }));
    const orderby = `${pick(["value", "count", "service", "time"])} ${pick(["asc", "desc"])}`;
    const top = pick(["7", "20", "100"]);
    const base = { $orderby: orderby, $top: top, $skip: pick(["0", "3"]) };
    const whole = pageRows(rows, queryOf(base), 1_000);
    const seen: Row[] = [];
    let options: Record<string, string> = base;
    for (;;) {
      const page = pageRows(rows, queryOf(options), 3);
      if (!page.ok) throw new Error(`seed ${seed}: ${page.fault.code}`);
      seen.push(...page.value.rows);
      const { next } = page.value;
      if (next === null) break;
      options = { $orderby: orderby, $top: String(next.top), $skiptoken: next.token };
    }
    expect(seen, `seed ${seed}: ${JSON.stringify(base)}`).toEqual(whole.ok ? whole.value.rows : null);
  }
});

it("go on from any cell there can be, and refuse texts that are too long", () => {
  const cells = [null, "", "=", "#1", 0, -1.5, 1e300, Number.NaN, Number.NEGATIVE_INFINITY, "ü\u0000"];
  const token = writePlace(cells);
  expect(token.ok ? parsePlace(token.value) : null).toEqual({ ok: true, value: cells });
  const long = writePlace(["a".repeat(3_000)]);
  expect(long.ok ? null : long.fault.code).toBe("query.unsupported");
});

it("refuse tokens that are made up", () => {
  for (const text of ["", "1", "[1]", '["x"]', '["#0x10"]', "[true]", "[[]]", "{"]) {
    const parsed = parsePlace(encodeCursor([text]));
    expect(parsed.ok ? parsed.value : parsed.fault.code).toBe("request.cursor_invalid");
  }
  const decimals = encodeCursor([JSON.stringify(["=not money", "=d", "=m", "=c", "=s", "=t", "=e", "=k"])]);
  const query = queryOf({ $orderby: "cost", $skiptoken: decimals }, COSTS);
  const page = pageRows([{ cost: "1" }], query, 5);
  expect(page.ok ? null : page.fault.code).toBe("request.cursor_invalid");
});
