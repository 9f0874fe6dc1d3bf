// Answers forecast requests, one JSON object per line, as score.py of the public forecast benchmark asks them:
// {"id","series":[{"date","value"}],"horizon"} in, {"id","forecast":[{"date","mean","lower80",...}]} out. When the
// input ends, the CPU time a request took goes to standard error as one JSON object.

import { createInterface } from "node:readline";
import { forecastDaily } from "../../src/finops/forecast/index.ts";

interface Asked {
  readonly id?: string;
  readonly series: readonly { readonly date: string; readonly value: number }[];
  readonly horizon: number;
}

function answer({ id, series, horizon }: Asked): object {
  const made = forecastDaily(series, { horizon });
  if (!made.ok) return { id, error: made.fault.detail ?? made.fault.code };
  const forecast = made.value.days.map(({ date, mean, intervals }) => ({
    date,
    mean,
    ...Object.fromEntries(
      intervals.flatMap(({ level, lower, upper }) => [
        [`lower${level}`, lower],
        [`upper${level}`, upper],
      ]),
    ),
  }));
  return { id, forecast };
}

const MICROS = 1_000;
let cpuMs = 0;
let asked = 0;
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "") continue;
  const request = JSON.parse(line) as Asked;
  const before = process.cpuUsage();
  const answered = answer(request);
  const { user, system } = process.cpuUsage(before);
  cpuMs += (user + system) / MICROS;
  asked++;
  process.stdout.write(`${JSON.stringify(answered)}\n`);
}
process.stderr.write(`${JSON.stringify({ asked, cpuMs })}\n`);
