// See bill-in-heap.ts: reads, judges and encodes the rows, and throws the files away.

import { getHeapStatistics } from "node:v8";
import { receiveBill } from "../../src/finops/http/receive-bill.ts";
import type { TenantBucket } from "../../src/residency/index.ts";
import { billPieces } from "./bill-rows.ts";

const rows = Number(process.argv[2]);
let most = 0;

function sample(): void {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  most = Math.max(most, heap + external);
}

const bucket: TenantBucket = {
  tenantId: "ten_of_a_measurement",
  get: async () => null,
  head: async () => null,
  put: async (key, value) => {
    sample();
    return { key, sizeBytes: value instanceof Uint8Array ? value.length : 0, storedAtMs: 0, sha256: null };
  },
  list: async () => ({ keys: [], objects: [], cursor: null }),
  delete: async () => {},
};

function pieces(): ReadableStream<Uint8Array> {
  const [made, encoder] = [billPieces(rows), new TextEncoder()];
  return new ReadableStream(
    {
      pull(controller) {
        const { done, value } = made.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
    },
    { highWaterMark: 0 },
  );
}

const received = await receiveBill({ pieces: pieces(), sent: () => 0 }, "csv", {
  bucket,
  importId: "bil_of_a_measurement",
  rules: { conformance: "row", onBadRow: "reject" },
  progress: async () => {},
});
if (!received.ok || received.value.outcome.rows !== rows) throw new Error("the bill was not taken");
sample();
process.send?.(most);
