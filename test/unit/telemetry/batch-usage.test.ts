// Whom a batch is charged to: read from resources, from a series' own labels where there is no resource, and never losing a
// row or a byte.

import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "../../../src/kernel/canonical-json.ts";
import { utf8 } from "../../../src/kernel/bytes.ts";
import {
  batchUsage,
  decodeOtlp,
  decodeRemoteWrite,
  DEFAULT_LABELS,
  type Table,
} from "../../../src/telemetry/index.ts";
import { openLabelReader } from "../../../src/telemetry/usage/attribution.ts";
import { LIMITS, NOW_MS, NOW_NANOS, remoteWrite, seededRandom } from "../../support/ingest.ts";

const attributesOf = (said: Readonly<Record<string, string>>): object[] =>
  Object.entries(said).map(([key, value]) => ({ key, value: { stringValue: value } }));

function tableOf(
  resources: readonly (readonly [said: Readonly<Record<string, string>>, points: number])[],
): Table {
  const resourceMetrics = resources.map(([said, points], at) => {
    const dataPoints = Array.from({ length: points }, (_, point) => ({
      timeUnixNano: NOW_NANOS,
      asDouble: 1,
      attributes: attributesOf({ at: `${at}.${point}` }),
    }));
    return {
      resource: { attributes: attributesOf(said) },
      scopeMetrics: [{ metrics: [{ name: "m", gauge: { dataPoints } }] }],
    };
  });
  const bytes = utf8(JSON.stringify({ resourceMetrics }));
  const intake = decodeOtlp({ signal: "metrics", encoding: "json", bytes }, LIMITS);
  if (!intake.ok) throw new Error(intake.fault.code);
  return intake.value.table;
}

describe("a batch's usage", () => {
  it("is by service, team and environment of the resource", () => {
    const table = tableOf([
      [{ "service.name": "shop", team: "blue", "deployment.environment": "prod" }, 3],
      [{ "service.name": "shop" }, 1],
      [{}, 2],
    ]);
    expect(batchUsage(table, 60, DEFAULT_LABELS)).toEqual([
      ["shop", "blue", "prod", {}, 3, 30],
      ["shop", "", "", {}, 1, 10],
      ["", "", "", {}, 2, 20],
    ]);
  });

  it("of remote write is by the series' own labels, and the job", () => {
    const series = ["blue", "red", "blue"].map((team, at) => ({
      labels: [
        ["__name__", `m${at}`],
        ["job", "api"],
        ["team", team],
      ] as const,
      samples: [{ value: 1, timeMs: NOW_MS }],
    }));
    const intake = decodeRemoteWrite(remoteWrite(series), LIMITS);
    if (!intake.ok) throw new Error(intake.fault.code);
    expect(batchUsage(intake.value.table, 90, DEFAULT_LABELS)).toEqual([
      ["api", "blue", "", {}, 2, 60],
      ["api", "red", "", {}, 1, 30],
    ]);
  });

  it("loses no row and no byte, however many attributions there are", () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    for (const count of [1, 99, 150]) {
      const table = tableOf(
        Array.from(
          { length: count },
          (_, at) => [{ "service.name": `s${at}` }, 1 + Math.floor(random() * 5)] as const,
        ),
      );
      const bytes = Math.floor(random() * 1e6);
      const parts = batchUsage(table, bytes, DEFAULT_LABELS);
      expect(parts.length).toBeLessThanOrEqual(100);
      expect(
        parts.reduce((sum, part) => sum + part[4], 0),
        `seed ${seed}`,
      ).toBe(table.rows);
      expect(
        parts.reduce((sum, part) => sum + part[5], 0),
        `seed ${seed}`,
      ).toBe(bytes);
    }
  });
});

describe("labels", () => {
  const labels = { team: ["squad", "team"], environment: ["env"], tags: ["cost.centre", "t[x]"] };
  const read = openLabelReader(labels);
  const ofResource = (said: Readonly<Record<string, Json>>) => read(canonicalJson(said));

  it.each<[string, Readonly<Record<string, Json>>, object]>([
    ["the first name that is said", { squad: "a", team: "b" }, { team: "a" }],
    ["the next where the first is empty", { squad: "", team: "b" }, { team: "b" }],
    ["numbers and truths", { env: 5, squad: true }, { environment: "5", team: "true" }],
    [
      "names with other signs",
      { "cost.centre": "42", "t[x]": "y" },
      { tags: { "cost.centre": "42", "t[x]": "y" } },
    ],
    ["values with quotes and braces", { squad: 'a"{b}\\,"team":"c"' }, { team: 'a"{b}\\,"team":"c"' }],
    ["no name inside another value", { note: { team: "x" } }, { team: "" }],
    ["no name that is a value", { note: "team", team: null }, { team: "" }],
    ["no lists", { team: ["a"] }, { team: "" }],
  ])("are %s", (_what, said, expected) => {
    expect(ofResource(said)).toEqual({ team: "", environment: "", tags: {}, ...expected });
  });

  it("are the same read in either way, for any texts", () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    const pieces = ["a", '"', "{", "}", "\\", ",", ":", "team", "env", "[", " ", "é"];
    const text = (): string =>
      Array.from(
        { length: Math.floor(random() * 6) },
        () => pieces[Math.floor(random() * pieces.length)],
      ).join("");
    for (let run = 0; run < 2_000; run++) {
      const said: Record<string, Json> = {
        [`k${text()}`]: text(),
        env: text(),
        team: text(),
        [`l${text()}`]: { team: text() },
      };
      if (random() < 0.5) delete said["team"];
      for (const name of Object.keys(said)) if (name.startsWith("l") && random() < 0.5) delete said[name];
      const [team, env] = [said["team"] ?? "", said["env"]];
      expect(ofResource(said), `seed ${seed} ${JSON.stringify(said)}`).toMatchObject({
        team,
        environment: env,
      });
    }
  });
});
