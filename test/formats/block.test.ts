// Stored bytes of blocks, name blooms and object keys: what was written once is read for ever.

import { expect, test } from "vitest";
import { hex, parseBase64 } from "../../src/kernel/bytes.ts";
import { loadFooter } from "../../src/telemetry/block/block-footer.ts";
import { memorySource } from "../../src/telemetry/block/byte-source.ts";
import { nameBloom } from "../../src/telemetry/block/name-bloom.ts";
import { readRowGroup } from "../../src/telemetry/block/row-group-read.ts";
import { columnsOf } from "../../src/telemetry/signals.ts";
import { rowsOfTable } from "../unit/telemetry/sample-tables.ts";
import { BLOCK_V1_BASE64 } from "./block-v1.ts";

test("a block of format version 1 reads as it was written", async () => {
  const source = memorySource(parseBase64(BLOCK_V1_BASE64) ?? new Uint8Array(0));
  const footer = await loadFooter("key", source, { get: () => undefined, set: () => undefined });
  const [group] = footer.rowGroups;
  if (group === undefined) throw new TypeError("the block has one row group");
  const columns = columnsOf("metrics").map(([name]) => name);
  const rows = rowsOfTable(await readRowGroup(source, { signal: "metrics", group, columns }));
  expect(rows.length).toBe(3);
  expect(rows[0]).toMatchObject({
    metric: "m",
    kind: "sum",
    unit: "By",
    temporality: "cumulative",
    is_monotonic: true,
    seq: 7n,
    start_time: 1795435200000000000n,
    time: 1795435200000000001n,
    value: 0x20000000000000,
    value_int: 9007199254740993n,
    count: null,
    attributes: '{"host":"a"}',
  });
  expect(rows[1]).toMatchObject({
    kind: "histogram",
    value: null,
    count: 3n,
    sum: 4.5,
    min: 0.5,
    max: 3,
    is_monotonic: null,
    distribution: '{"bounds":[1,2],"counts":[1,1,1]}',
  });
  expect(rows[2]).toMatchObject({ value: -0.25, description: "na\u00efve \u65e5\u672c", unit: null });
});

test("a name bloom has the bits that it always had", () => {
  expect(hex(nameBloom(["http.server.duration", "process.cpu.time"]))).toBe("0a208050010104aa");
});
