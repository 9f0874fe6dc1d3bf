import * as zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeBatch } from "../../../src/telemetry/batch/decode.ts";
import { encodeBatch } from "../../../src/telemetry/batch/encode.ts";
import { encodeChunks, splitTable } from "../../../src/telemetry/batch/split.ts";
import { batchSummary } from "../../../src/telemetry/batch/summary.ts";
import { takeRows } from "../../../src/telemetry/batch/take-rows.ts";
import { SIGNAL_NAMES } from "../../../src/telemetry/signals.ts";
import type { Table } from "../../../src/telemetry/table.ts";
import { rowsOf, seededRandom } from "../../support/ingest.ts";
import { randomTable } from "../../support/random-table.ts";

const SEED = Number(process.env["SEED"] ?? 20_261_123);

function withSeq(table: Table, seq: bigint): Table {
  return {
    ...table,
    columns: {
      ...table.columns,
      seq: { kind: "i64", values: new BigInt64Array(table.rows).fill(seq), valid: null },
    },
  };
}

/** Cells with doubles by their bits. */
function bitsOf(table: Table): unknown {
  return rowsOf(table).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, Object.is(cell, -0) ? "-0" : cell])),
  );
}

/** A row as text, to compare rows in any order. */
const rowKey = (row: Record<string, unknown>): string =>
  JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}` : value));

/** The same batch without compression, so that a mutation reaches its columns. */
function uncompressed(batch: Uint8Array): Uint8Array {
  const header = batch.slice(0, 6);
  const body = header[1] === 1 ? zlib.zstdDecompressSync(batch.subarray(6)) : batch.subarray(6);
  header[1] = 0;
  return Uint8Array.from([...header, ...body]);
}

const codeOf = (bytes: Uint8Array): string | null => {
  const result = decodeBatch(bytes, 1n);
  return result.ok ? null : result.fault.code;
};

describe("a batch", () => {
  it(`gives back every cell of a random table (seed ${SEED})`, () => {
    const random = seededRandom(SEED);
    for (let run = 0; run < 60; run++) {
      for (const signal of SIGNAL_NAMES) {
        const table = randomTable(signal, Math.floor(random() * 40), random);
        const batch = encodeBatch(table);
        const decoded = decodeBatch(run % 2 === 0 ? batch : uncompressed(batch), 77n);
        expect(decoded.ok && bitsOf(decoded.value)).toEqual(bitsOf(withSeq(table, 77n)));
      }
    }
  });

  it("keeps the bits of a NaN", () => {
    const table = randomTable("metrics", 1, seededRandom(SEED));
    const values = new Float64Array(BigUint64Array.of(0x7ff0_0000_0000_0002n).buffer);
    const decoded = decodeBatch(
      encodeBatch({ ...table, columns: { ...table.columns, value: { kind: "f64", values, valid: null } } }),
      1n,
    );
    const column = decoded.ok ? decoded.value.columns.value : undefined;
    expect(column?.kind === "f64" && new BigUint64Array(column.values.buffer)[0]).toBe(
      0x7ff0_0000_0000_0002n,
    );
  });

  it("holds more than 65,535 distinct texts", () => {
    const table = randomTable("logs", 70_000, () => 0.4);
    const values = Array.from({ length: 70_000 }, (_, at) => `t${at}`);
    const codes = Uint32Array.from(values, (_, at) => at);
    const decoded = decodeBatch(
      encodeBatch({ ...table, columns: { ...table.columns, resource: { kind: "dict", codes, values } } }),
      1n,
    );
    expect(decoded.ok && decoded.value.columns.resource).toEqual({ kind: "dict", codes, values });
  });

  it("refuses a batch that is cut, of another version, or of no known form", () => {
    const batch = encodeBatch(randomTable("traces", 5, seededRandom(SEED)));
    const step = Math.ceil(batch.length / 1_000);
    for (let size = 0; size < batch.length; size += step)
      expect(codeOf(batch.subarray(0, size))).toBe("telemetry.malformed");
    for (const at of [0, 1, 2]) {
      const bad = batch.slice();
      bad[at] = 9;
      expect(codeOf(bad)).toBe("telemetry.malformed");
    }
    expect(codeOf(Uint8Array.of(1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0))).toBe("telemetry.malformed");
  });

  it(`answers every mutation with a table or a fault (seed ${SEED})`, () => {
    const random = seededRandom(SEED);
    for (let run = 0; run < 2_000; run++) {
      const table = randomTable(SIGNAL_NAMES[run % 3] ?? "logs", Math.floor(random() * 6), random);
      const batch = run % 2 === 0 ? encodeBatch(table) : uncompressed(encodeBatch(table));
      for (let left = 1 + random() * 4; left > 0; left--)
        batch[Math.floor(random() * batch.length)] = Math.floor(random() * 256);
      const result = decodeBatch(batch, 1n);
      if (result.ok) rowsOf(result.value);
      else expect(result.fault.code).toBe("telemetry.malformed");
    }
  });

  it("states its rows and its first and last time", () => {
    const table = randomTable("logs", 3, () => 0.4);
    const values = BigInt64Array.of(
      1_700_000_000_500_999_999n,
      1_700_000_000_400_000_000n,
      1_700_000_000_900_000_001n,
    );
    const columns = { ...table.columns, time: { kind: "i64", values, valid: null } as const };
    expect(batchSummary({ ...table, columns })).toEqual({
      rows: 3,
      minTimeMs: 1_700_000_000_400,
      maxTimeMs: 1_700_000_000_900,
    });
    expect(batchSummary({ ...table, rows: 0 })).toEqual({ rows: 0, minTimeMs: 0, maxTimeMs: 0 });
  });
});

describe("splitting a table", () => {
  const assign = (key: string, shards: number): number => (key.codePointAt(0) ?? 0) % shards;
  const KEYS = { metrics: "series", logs: "resource", traces: "trace_id" } as const;

  it(`puts every row into exactly one shard, and equal keys into the same (seed ${SEED})`, () => {
    const random = seededRandom(SEED);
    for (let run = 0; run < 30; run++) {
      for (const signal of SIGNAL_NAMES) {
        const table = randomTable(signal, Math.floor(random() * 50), random);
        const shards = splitTable(table, 3, assign);
        expect(shards.reduce((sum, { table: part }) => sum + part.rows, 0)).toBe(table.rows);
        for (const { shard, table: part } of shards) {
          for (const row of rowsOf(part)) expect(assign(String(row[KEYS[signal]]), 3)).toBe(shard);
        }
        const parts = shards.flatMap(({ table: part }) => rowsOf(part).map((row) => rowKey(row)));
        expect(parts.sort()).toEqual(rowsOf(table).map(rowKey).sort());
      }
    }
  });

  it("leaves a table whole where there is one shard, and nothing of an empty one", () => {
    const table = randomTable("metrics", 4, seededRandom(SEED));
    expect(splitTable(table, 1, () => 0)).toEqual([{ shard: 0, table }]);
    expect(splitTable(takeRows(table, new Uint32Array(0)), 4, assign)).toEqual([]);
  });

  it("cuts a table into batches below a size, with the rows in order", () => {
    const table = randomTable("logs", 200, seededRandom(SEED));
    const chunks = encodeChunks(table, 2_500);
    expect(chunks.length).toBeGreaterThan(1);
    for (const { bytes } of chunks) expect(bytes.byteLength).toBeLessThanOrEqual(2_500);
    const read = chunks.flatMap(({ bytes }) => {
      const decoded = decodeBatch(bytes, 5n);
      return decoded.ok ? rowsOf(decoded.value) : [];
    });
    expect(read).toEqual(rowsOf(withSeq(table, 5n)));
  });
});
