// Debian's Prometheus and VictoriaMetrics' vmagent, where installed, scrape an exporter and send to the gateway by remote
// write. Prometheus keeps its samples too: both stores must agree to the millisecond and the bit.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { rawSeries, type Asked, type RawSeries } from "../../support/node/ask.ts";
import {
  freePort,
  isInstalled,
  startProgram,
  waitUntil,
  type Program,
} from "../../support/node/installed-program.ts";
import { inOrder } from "../../support/node/sent-values.ts";
import { EXPORTED, startExporter, type Exporter } from "./exporter.ts";

let gateway: TestGateway;
let dir: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  dir = await mkdtemp(join(tmpdir(), "traceo-senders-"));
});
afterAll(async () => {
  await gateway.stop();
  await rm(dir, { recursive: true, force: true });
});

const SCRAPES = 5;

async function newTarget(): Promise<Asked> {
  return { url: gateway.url, key: (await gateway.createTenant()).engineerKey };
}

/** Lets the sender scrape a few times, then once more without one of the series. */
async function watch(exporter: Exporter): Promise<void> {
  await waitUntil(() => exporter.scrapes() >= SCRAPES, "it was scraped a few times");
  exporter.dropSeries();
  const before = exporter.scrapes();
  await waitUntil(() => exporter.scrapes() >= before + 3, "it was scraped without the series that left");
}

const scrapeConfig = (port: number) => `
global: { scrape_interval: 500ms, scrape_timeout: 400ms, external_labels: { cluster: test } }
scrape_configs: [{ job_name: shop, static_configs: [{ targets: ["127.0.0.1:${port}"] }] }]
`;

async function startPrometheus(
  target: Asked,
  exporter: Exporter,
): Promise<{ program: Program; origin: string }> {
  const remote = `remote_write: [{ url: "${target.url.origin}/api/v1/write", authorization: { credentials: "${target.key}" }, send_exemplars: true, queue_config: { batch_send_deadline: 200ms } }]\n`;
  await writeFile(join(dir, "prometheus.yml"), scrapeConfig(exporter.port) + remote);
  const origin = `http://127.0.0.1:${await freePort()}`;
  const args = [
    `--config.file=${join(dir, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(dir, "tsdb")}`,
    `--web.listen-address=${origin.slice(7)}`,
  ];
  return { program: await startProgram("prometheus", args, `${origin}/-/ready`), origin };
}

interface Kept {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [seconds: number, value: string])[];
}

async function keptByPrometheus(origin: string, metric: string): Promise<Kept[]> {
  const reply = await fetch(`${origin}/api/v1/query?query=${encodeURIComponent(`${metric}[1h]`)}`);
  const { data } = await reply.json<{ data: { result: Kept[] } }>();
  return data.result;
}

const VALUES: Readonly<Record<string, string>> = { "+Inf": "Infinity", "-Inf": "-Infinity" };

function comparable(kept: readonly Kept[]): unknown[] {
  const samples = kept.flatMap(({ metric, values }) =>
    values.map(([seconds, value]) => ({
      labels: { ...metric, cluster: "test" },
      ms: Math.round(seconds * 1_000),
      value: VALUES[value] ?? value,
    })),
  );
  return inOrder(samples.map((sample) => ({ ...sample, value: canonicalValue(sample.value) })));
}

const canonicalValue = (value: unknown): unknown => (Number.isFinite(Number(value)) ? Number(value) : value);

function stored(found: readonly RawSeries[]): { labels: object; ms: number; value: unknown }[] {
  return found.flatMap(({ labels, points }) =>
    points.map(({ time_unix_nano: time, value }) => ({
      labels,
      ms: Number(BigInt(time) / 1_000_000n),
      value: canonicalValue(value),
    })),
  );
}

describe.skipIf(!isInstalled("prometheus"))("Prometheus by remote write", () => {
  it("has every sample that it kept in the gateway, with its time, value and labels", async () => {
    const [target, exporter] = [await newTarget(), await startExporter()];
    const { program, origin } = await startPrometheus(target, exporter);
    await watch(exporter);
    const kept = new Map<string, Kept[]>();
    for (const metric of EXPORTED) kept.set(metric, await keptByPrometheus(origin, metric));
    await program.stop();
    await exporter.stop();
    for (const metric of EXPORTED) {
      const samples = kept.get(metric) ?? [];
      expect([metric, samples.flatMap(({ values }) => values).length >= SCRAPES]).toEqual([metric, true]);
      const lastMs = Math.max(
        ...samples.flatMap(({ values }) => values.map(([seconds]) => Math.round(seconds * 1_000))),
      );
      const arrived = stored(await rawSeries(target, metric)).filter(({ ms }) => ms <= lastMs);
      expect([metric, inOrder(arrived)]).toEqual([metric, comparable(samples)]);
    }
    const left = stored(await rawSeries(target, "leaving"));
    expect(left.at(-1)?.value).toBe("NaN");
    expect(left.slice(0, -1).every(({ value }) => Number(value) > 0)).toBe(true);
  });
});

describe.skipIf(!isInstalled("vmagent"))("vmagent by remote write", () => {
  it("has every value that it scraped in the gateway", async () => {
    const [target, exporter] = [await newTarget(), await startExporter()];
    await writeFile(join(dir, "vmagent.yml"), scrapeConfig(exporter.port));
    const origin = `http://127.0.0.1:${await freePort()}`;
    const program = await startProgram(
      "vmagent",
      [
        `-promscrape.config=${join(dir, "vmagent.yml")}`,
        `-httpListenAddr=${origin.slice(7)}`,
        `-remoteWrite.url=${target.url.origin}/api/v1/write`,
        `-remoteWrite.bearerToken=${target.key}`,
        `-remoteWrite.tmpDataPath=${join(dir, "vmagent")}`,
        "-remoteWrite.flushInterval=200ms",
      ],
      `${origin}/health`,
    );
    await watch(exporter);
    await program.stop();
    await exporter.stop();
    const arrived = stored(await rawSeries(target, "served_total"));
    const of = (code: string) =>
      arrived.filter(({ labels }) => (labels as Record<string, string>)["code"] === code);
    const numbers = of("200").flatMap(({ value }) => (typeof value === "number" ? [value] : []));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => at + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(SCRAPES);
    const [first] = await rawSeries(target, "served_total");
    expect(first?.labels).toMatchObject({
      cluster: "test",
      job: "shop",
      instance: `127.0.0.1:${exporter.port}`,
    });
  });
});
