import { describe, expect, it } from "vitest";
import { decodeRemoteWrite } from "../../../src/telemetry/prometheus/remote-write.ts";
import { LIMITS, NOW_MS, remoteWrite, rowsOf, type WrittenSeries } from "../../support/ingest.ts";

function decode(...series: WrittenSeries[]) {
  const result = decodeRemoteWrite(remoteWrite(series), LIMITS);
  if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.detail}`);
  return { ...result.value, rows: rowsOf(result.value.table) };
}

const sample = { value: 1.5, timeMs: NOW_MS + 7 };

describe("Prometheus remote write", () => {
  it("keeps a sample with its labels as attributes and its job as the service", () => {
    const labels = [
      ["__name__", "up"],
      ["instance", "a:9090"],
      ["job", "node"],
    ] as const;
    expect(decode({ labels, samples: [sample] }).rows).toEqual([
      {
        metric: "up",
        kind: "gauge",
        service_name: "node",
        attributes: '{"instance":"a:9090","job":"node"}',
        resource: "{}",
        scope: "{}",
        series: expect.stringMatching(/^[0-9a-f]{16}$/),
        time: BigInt(NOW_MS + 7) * 1_000_000n,
        value: 1.5,
        flags: 0,
        seq: 0n,
      },
    ]);
  });

  it("takes counters, and the parts of histograms and summaries, for cumulative sums", () => {
    const names = ["x_total", "x_count", "x_sum", "x_bucket", "x", "total"];
    const { rows } = decode(
      ...names.map((name): WrittenSeries => ({ labels: [["__name__", name]], samples: [sample] })),
    );
    expect(rows.map((row) => [row.kind, row.temporality, row.is_monotonic])).toEqual([
      ...Array.from({ length: 4 }, () => ["sum", "cumulative", 1]),
      ...Array.from({ length: 2 }, () => ["gauge", undefined, undefined]),
    ]);
  });

  it("keeps the bits of a stale marker", () => {
    const stale = new Uint8Array(BigUint64Array.of(0x7ff0_0000_0000_0002n).buffer);
    const { table } = decode({ labels: [["__name__", "up"]], samples: [{ value: stale, timeMs: NOW_MS }] });
    const column = table.columns.value;
    const bits = column?.kind === "f64" ? new BigUint64Array(column.values.buffer)[0] : null;
    expect(bits).toBe(0x7ff0_0000_0000_0002n);
  });

  it("keeps the exemplars of a series with its first sample", () => {
    const exemplars = [
      {
        labels: [
          ["trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"],
          ["user", "u"],
        ] as const,
        value: 3,
      },
    ];
    const { rows } = decode({
      labels: [["__name__", "x"]],
      samples: [sample, { ...sample, timeMs: NOW_MS + 8 }],
      exemplars,
    });
    expect(JSON.parse(String(rows[0]?.exemplars))).toEqual([
      {
        timeUnixNano: `${NOW_MS}000000`,
        asDouble: 3,
        traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
        filteredAttributes: [{ key: "user", value: { stringValue: "u" } }],
      },
    ]);
    expect(rows[1]).not.toHaveProperty("exemplars");
  });

  it("rejects samples outside the window and native histograms, and keeps the rest", () => {
    const samples = [
      sample,
      { value: 1, timeMs: 5 },
      { value: 1, timeMs: -5 },
      { value: 1, timeMs: 2 ** 52 },
    ];
    const { accepted, rejected } = decode({ labels: [["__name__", "x"]], samples, histograms: 2 });
    expect([accepted, rejected.count]).toEqual([1, 5]);
    expect(rejected.message).toContain("2 as a native histogram");
  });

  it("rejects a series with 1,000 labels", () => {
    const many = Array.from({ length: 1_000 }, (_, at) => [`a${String(at).padStart(4, "0")}`, "v"] as const);
    const { rejected } = decode({ labels: [["__name__", "x"], ...many], samples: [sample] });
    expect(rejected.message).toBe("1 rejected: 1 with more than 256 labels (first: `x`)");
  });

  it.each([
    [
      "unsorted labels",
      [
        ["__name__", "x"],
        ["b", "1"],
        ["a", "2"],
      ],
    ],
    [
      "a label that stands twice",
      [
        ["__name__", "x"],
        ["a", "1"],
        ["a", "2"],
      ],
    ],
    ["a label without a name", [["", "x"]]],
    ["no metric name", [["a", "x"]]],
  ] as const)("refuses %s", (_, labels) => {
    const result = decodeRemoteWrite(remoteWrite([{ labels, samples: [sample] }]), LIMITS);
    expect(result.ok ? null : result.fault.code).toBe("telemetry.malformed");
  });

  it("refuses bytes that are cut anywhere", () => {
    const bytes = remoteWrite([{ labels: [["__name__", "up"]], samples: [sample] }]);
    for (let size = 1; size < bytes.length; size++) {
      const result = decodeRemoteWrite(bytes.subarray(0, size), LIMITS);
      expect(result.ok ? null : result.fault.code).toBe("telemetry.malformed");
    }
  });
});
