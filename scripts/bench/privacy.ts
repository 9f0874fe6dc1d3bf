// What looking for personal data costs: megabytes of text per second, and the work of the edge on a request (decode, look,
// encode) with rules as a share of the same work without, both in one run by turns.

import { utf8 } from "../../src/kernel/bytes.ts";
import { compilePlan, effectiveRules, Redactor, type PrivacyRules } from "../../src/privacy/index.ts";
import {
  decodeOtlp,
  encodeChunks,
  INGEST_SIZES,
  redactTable,
  type Signal,
} from "../../src/telemetry/index.ts";
import type { Benchmark, BenchmarkTools } from "./benchmark.ts";
import { otlpBody } from "./metric-body.ts";
import { toRow, type Row } from "./report.ts";

const KEY = new Uint8Array(32).fill(1);
const LINES = 5_000;
const POINTS = 10_000;
const ROUNDS = 40;
const WARM_UP_ROUNDS = 8;
const MEBIBYTE = 1_048_576;

const EVERYTHING: PrivacyRules = Object.fromEntries(
  [
    "in_aadhaar",
    "in_pan",
    "jp_my_number",
    "cn_resident_id",
    "iban",
    "payment_card",
    "bank_account",
    "email",
    "phone",
  ]
    .concat("health", "biometric")
    .map((name) => [name, { action: "mask", certainty: "possible" }]),
);

/** Lines as services write them: times, ids, addresses; one in a hundred holds a card and an e-mail address. */
function logLine(at: number): string {
  const id = (at * 2_654_435_761).toString(16).padStart(12, "0");
  if (at % 100 === 0)
    return `order ${at} of user${at}@example.org paid with 4111 1111 1111 1111, trace ${id}`;
  return `2026-11-23T11:12:57.${String(at).padStart(6, "0")}Z 10.0.${at % 256}.7 GET /api/v1/orders/${at}?page=2 200 in ${at % 97} ms, ${at * 37} bytes, request ${id}`;
}

function logsBytes(): Uint8Array {
  const logRecords = Array.from({ length: LINES }, (_, at) => ({
    timeUnixNano: String(1_795_432_377_000_000_000n + BigInt(at)),
    severityNumber: 9,
    body: { stringValue: logLine(at) },
    attributes: [
      { key: "http.route", value: { stringValue: "/api/v1/orders/{id}" } },
      { key: "thread.id", value: { intValue: String(at % 64) } },
      { key: "duration_ns", value: { intValue: String(at * 1_037) } },
    ],
  }));
  return utf8(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
}

function metricBytes(): Uint8Array {
  const { bytes, times } = otlpBody({ sender: "a", points: POINTS });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  times.forEach((at, i) => view.setBigUint64(at, 1_795_432_377_000_000_000n + BigInt(i), true));
  return bytes;
}

interface Load {
  readonly signal: Signal;
  readonly encoding: "json" | "protobuf";
  readonly bytes: Uint8Array;
}

function work({ signal, encoding, bytes }: Load, rules: PrivacyRules | null): void {
  const limits = { ...INGEST_SIZES, minTimeMs: 0, maxTimeMs: Number.MAX_SAFE_INTEGER, receivedMs: 0 };
  const intake = decodeOtlp({ signal, encoding, bytes }, limits);
  if (!intake.ok) throw new Error(intake.fault.code);
  const plan = rules === null ? null : compilePlan(effectiveRules(rules, "eu"));
  const { table } = intake.value;
  const kept =
    plan === null
      ? table
      : redactTable(table, { redactor: new Redactor({ plan, key: KEY }), key: KEY }).table;
  if (kept.rows === 0) throw new Error(`all rejected: ${intake.value.rejected.message}`);
  encodeChunks(kept);
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? 0;
}

function timed(task: () => void): number {
  const startMs = performance.now();
  task();
  return performance.now() - startMs;
}

const CASES: readonly (readonly [name: string, rules: PrivacyRules])[] = [
  ["default rules", {}],
  ["every class", EVERYTHING],
];

function ratios(load: Load, rounds: number): Row[] {
  const none: number[] = [];
  const times = CASES.map((): number[] => []);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const plain = timed(() => work(load, null));
    const each = CASES.map(([, rules]) => timed(() => work(load, rules)));
    if (round < 0) continue;
    none.push(plain);
    each.forEach((ms, at) => times[at]?.push(ms));
  }
  return CASES.map(([name], at) => {
    const target = name === "default rules" ? { target: "<= 1.3" } : {};
    const value = median(times[at] ?? []) / median(none);
    return toRow({ name: `${load.signal}: ${name} / none`, value, unit: "ratio", ...target });
  });
}

function scanSpeed(rounds: number): Row[] {
  const lines = Array.from({ length: LINES }, (_, at) => logLine(at));
  const sizeMb = lines.reduce((sum, line) => sum + line.length, 0) / MEBIBYTE;
  return CASES.map(([name, rules]) => {
    const plan = compilePlan(effectiveRules(rules, "eu"));
    if (plan === null) throw new Error("nothing to look for");
    const scan = (): void => {
      const redactor = new Redactor({ plan, key: KEY });
      for (const line of lines) redactor.text(line, "");
    };
    for (let round = 0; round < WARM_UP_ROUNDS; round++) scan();
    const ms = median(Array.from({ length: rounds }, () => timed(scan)));
    return toRow({ name: `scan of log lines: ${name}`, value: (sizeMb / ms) * 1_000, unit: "MB/s" });
  });
}

export const privacy: Benchmark = {
  name: "privacy",
  summary: "looking for personal data: speed, and the edge's work with rules against none",
  keepsState: false,
  async run({ scale, say }: BenchmarkTools) {
    const rounds = Math.max(3, Math.round(ROUNDS * scale));
    const metrics = metricBytes();
    const loads: readonly Load[] = [
      { signal: "logs", encoding: "json", bytes: logsBytes() },
      { signal: "metrics", encoding: "protobuf", bytes: metrics },
    ];
    const rows = scanSpeed(rounds);
    for (const load of loads) {
      say(`${load.signal}: ${load.bytes.byteLength} bytes`);
      rows.push(...ratios(load, rounds));
    }
    return rows;
  },
};
