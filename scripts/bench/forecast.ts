// How near forecasts come: the public daily series of the forecast benchmark, each forecast from six origins, scored by
// the benchmark's own score.py beside what it publishes of other methods on the same data. The series and the script
// are not part of the repository: FORECAST_BENCHMARK says where they lie.

import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Benchmark, BenchmarkTools } from "./benchmark.ts";
import { toRow, type Row } from "./report.ts";

const DEFAULT_PLACE = "../shared/forecast";
const DATA = "public.csv.gz";
const SCRIPT = "score.py";
const COMMAND = "node scripts/bench/forecast-process.ts";
const ORIGINS = 6;

interface Spread {
  readonly mean: number;
  readonly median: number;
}

interface Summary {
  readonly n: number;
  readonly acc: Spread;
  readonly total_acc: Spread;
  readonly mase: Spread;
  readonly cov80: Spread;
  readonly cov95: Spread;
  readonly msis95: Spread;
  readonly rel_snaive_gm: number;
}

interface Scored {
  readonly summary: { readonly all: Summary };
  readonly failed: readonly unknown[];
}

/** Measured on the same series by those who published them: mean accuracy, its median, MASE, relative to seasonal naive. */
const PEERS: readonly (readonly [
  name: string,
  accuracy: number,
  median: number,
  mase: number,
  relative: number,
])[] = [
  ["0.6 Prophet + 0.4 random forest", 66.7, 88.9, 1.321, 1.052],
  ["Prophet", 66.4, 88.1, 1.435, 1.141],
  ["auto-ARIMA", 74.8, 89.4, 1.175, 0.956],
  ["seasonal naive", 77.8, 87.9, 1.338, 1],
  ["ETS", 79.8, 88, 1.349, 0.939],
  ["STL + ETS", 80.9, 88.4, 1.378, 0.91],
  ["median of seven methods", 81.2, 89.5, 1.246, 0.863],
];

async function score(
  place: string,
  { stateDir, scale }: BenchmarkTools,
): Promise<{ scored: Scored; log: string }> {
  const report = join(stateDir, "score.json");
  const origins = String(Math.max(1, Math.round(ORIGINS * scale)));
  const options = [
    "--data",
    join(place, DATA),
    "--batch",
    "--cmd",
    COMMAND,
    "--origins",
    origins,
    "--json",
    report,
  ];
  const { stderr } = await promisify(execFile)("python3", [join(place, SCRIPT), ...options]);
  return { scored: JSON.parse(await readFile(report, "utf8")) as Scored, log: stderr };
}

function cpuPerForecast(log: string): number {
  const line = log.split("\n").find((text) => text.startsWith('{"asked"')) ?? "{}";
  const { asked, cpuMs } = JSON.parse(line) as { asked: number; cpuMs: number };
  return cpuMs / asked;
}

function ours({ summary: { all }, failed }: Scored, log: string): Row[] {
  const percent = (name: string, value: number, target: string): Row =>
    toRow({ name, value: 100 * value, unit: "%", target });
  return [
    percent("accuracy of days, mean", all.acc.mean, ">= 86"),
    percent("accuracy of days, median", all.acc.median, ">= 91.5"),
    percent("accuracy of the 30-day total, mean", all.total_acc.mean, ">= 91.5"),
    percent("accuracy of the 30-day total, median", all.total_acc.median, ">= 96"),
    toRow({ name: "MASE, mean", value: all.mase.mean, unit: "ratio", target: "<= 0.98" }),
    toRow({ name: "error / seasonal naive", value: all.rel_snaive_gm, unit: "ratio", target: "<= 0.73" }),
    toRow({ name: "MSIS 95, median", value: all.msis95.median, unit: "score", target: "<= 7.8" }),
    percent("days inside the 80 % interval, at least", all.cov80.mean, ">= 77"),
    percent("days inside the 80 % interval, at most", all.cov80.mean, "<= 84"),
    percent("days inside the 95 % interval, at least", all.cov95.mean, ">= 93"),
    percent("days inside the 95 % interval, at most", all.cov95.mean, "<= 97"),
    toRow({ name: "CPU a forecast, mean", value: cpuPerForecast(log), unit: "ms", target: "<= 60" }),
    toRow({ name: "forecasts made", value: all.n, unit: "forecasts" }),
    toRow({ name: "forecasts failed", value: failed.length, unit: "forecasts", target: "= 0" }),
  ];
}

function peers(): Row[] {
  return PEERS.flatMap(([name, accuracy, median, mase, relative]) => [
    toRow({ name: `${name}: accuracy of days, mean`, value: accuracy, unit: "%" }),
    toRow({ name: `${name}: accuracy of days, median`, value: median, unit: "%" }),
    toRow({ name: `${name}: MASE`, value: mase, unit: "ratio" }),
    toRow({ name: `${name}: error / seasonal naive`, value: relative, unit: "ratio" }),
  ]);
}

export const forecast: Benchmark = {
  name: "forecast",
  summary: "daily forecasts of 36 public series, six origins each, 30 days, scored beside published methods",
  keepsState: false,
  async run(tools) {
    const place = resolve(process.env["FORECAST_BENCHMARK"] ?? DEFAULT_PLACE);
    const isThere = await access(join(place, DATA)).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      tools.say(
        `${join(place, DATA)} is not there: set FORECAST_BENCHMARK to the folder of the public series`,
      );
      return [];
    }
    const { scored, log } = await score(place, tools);
    return [...ours(scored, log), ...peers()];
  },
};
