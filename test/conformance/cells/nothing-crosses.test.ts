// Every byte of an Indian tenant is in the cell's files and none in the global gateway's, whatever was sent through its edge:
// unique words are planted in all that a client can send, then both are killed and all that they wrote is searched, standard
// output and error included. A tenant of the EU shows that the search would find words in the gateway's files.

import { gzipSync } from "node:zlib";
import { compress } from "snappyjs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { remoteWrite } from "../../support/ingest.ts";
import { logRecords, rawValues, spansOf, traces } from "../../support/node/ask.ts";
import { filesUnder, findInFiles, textsIn } from "../../support/node/find-in-files.ts";
import { waitUntil } from "../../support/node/installed-program.ts";
import {
  CONTENT_TYPES,
  encode,
  logsRequest,
  metricsRequest,
  nowNanos,
  tracesRequest,
  type Signal,
} from "../../support/node/otlp-requests.ts";
import { jsonOf, send } from "../../support/node/send.ts";
import { startGatewayAndCell, type CellTenant, type GatewayAndCell } from "./gateway-and-cell.ts";

let pair: GatewayAndCell;
let indian: CellTenant;
let european: CellTenant;
beforeAll(async () => {
  pair = await startGatewayAndCell();
  indian = await pair.createTenant();
  european = await pair.createTenant("eu");
});
afterAll(() => pair.stop());

/** Letters only: nothing that a detector of personal data could take for something. */
function word(name: string): string {
  const letters = crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .replaceAll(/\d/g, (digit) => "ghijklmnop".charAt(Number(digit)));
  return `canary${name}${letters.slice(0, 16)}`;
}

const NAMES = [
  "metric",
  "label",
  "resource",
  "logbody",
  "logattribute",
  "span",
  "spanattribute",
  "remotemetric",
  "remotelabel",
  "keyname",
] as const;
type Words = Readonly<Record<(typeof NAMES)[number], string>>;
const newWords = (): Words => Object.fromEntries(NAMES.map((name) => [name, word(name)])) as Words;
const ofIndia = newWords();
const ofEurope = newWords();
/** In addresses and headers, and in what is refused: kept nowhere. */
const passing = {
  query: word("query"),
  path: word("path"),
  header: word("header"),
  refused: word("refused"),
};
const TRACE_IDS = { in: "5bf92f3577b34da6a3ce929d0e0e4711", eu: "6bf92f3577b34da6a3ce929d0e0e4722" };

const attribute = (key: string, text: string) => ({ key, value: { stringValue: text } });

function requestsOf(words: Words, traceId: string): Record<Signal, unknown> {
  const now = nowNanos();
  const point = { timeUnixNano: now, asDouble: 7, attributes: [attribute("shop", words.label)] };
  const resource = [attribute("site", words.resource)];
  const log = { timeUnixNano: now, body: { stringValue: words.logbody } };
  const span = { traceId, spanId: "00f067aa0ba902b7", startTimeUnixNano: now, endTimeUnixNano: now };
  return {
    metrics: metricsRequest([{ name: words.metric, gauge: { dataPoints: [point] } }], resource),
    logs: logsRequest([{ ...log, attributes: [attribute("who", words.logattribute)] }]),
    traces: tracesRequest([
      { ...span, name: words.span, attributes: [attribute("what", words.spanattribute)] },
    ]),
  };
}

async function sendAll(tenant: CellTenant, words: Words, traceId: string): Promise<void> {
  const { url } = pair.main;
  for (const [signal, request] of Object.entries(requestsOf(words, traceId))) {
    const body = gzipSync(encode(signal as Signal, "protobuf", request as never));
    const headers = { "content-type": CONTENT_TYPES.protobuf, "content-encoding": "gzip" };
    const sent = await send(url, {
      path: `/v1/${signal}`,
      host: tenant.host,
      key: tenant.engineerKey,
      headers,
      body,
    });
    expect(sent.status).toBe(200);
  }
  const labels = [
    ["__name__", words.remotemetric],
    ["job", words.remotelabel],
  ] as const;
  const body = compress(remoteWrite([{ labels, samples: [{ value: 9, timeMs: Date.now() }] }]));
  const headers = { "content-type": "application/x-protobuf", "content-encoding": "snappy" };
  // On the base domain: the key names the tenant.
  const written = await send(url, { path: "/api/v1/write", key: tenant.engineerKey, headers, body });
  expect(written.status).toBe(204);
  const named = { name: words.keyname, roles: ["viewer"] };
  expect(
    (await send(url, { path: "/v1/keys", host: tenant.host, key: tenant.adminKey, json: named })).status,
  ).toBe(201);
}

it("takes all signals through the edge and gives them back through it", async () => {
  await sendAll(indian, ofIndia, TRACE_IDS.in);
  await sendAll(european, ofEurope, TRACE_IDS.eu);
  const asked = { url: pair.main.url, key: indian.engineerKey };
  expect(await rawValues(asked, ofIndia.metric)).toEqual([7]);
  expect(await rawValues(asked, ofIndia.remotemetric)).toEqual([9]);
  expect(JSON.stringify(await logRecords(asked))).toContain(ofIndia.logbody);
  expect(JSON.stringify(await spansOf(asked, TRACE_IDS.in))).toContain(ofIndia.spanattribute);
  expect(await traces(asked, {})).toHaveLength(1);
});

it("tells the tenant that an operator's cell holds its data", async () => {
  const told = jsonOf(
    await send(pair.main.url, {
      method: "GET",
      path: "/v1/tenant",
      host: indian.host,
      key: indian.engineerKey,
    }),
  );
  expect(told).toMatchObject({ id: indian.id, jurisdiction: "in", guarantee: "operator" });
});

it("hands on unread what it does not know, and what the cell refuses", async () => {
  const { url } = pair.main;
  const headers = { "x-note": passing.header };
  const ask = { host: indian.host, key: indian.engineerKey, headers };
  const strange = await send(url, { ...ask, method: "GET", path: `/v1/${passing.path}?q=${passing.query}` });
  expect(strange.status).toBe(404);
  const logs = { path: "/v1/logs", body: Buffer.from(passing.refused) };
  const broken = await send(url, {
    ...ask,
    ...logs,
    headers: { ...headers, "content-type": CONTENT_TYPES.json },
  });
  expect(broken.status).toBe(400);
  const stranger = await send(url, { ...ask, ...logs, key: `tgk_${passing.refused}` });
  expect(stranger.status).toBe(401);
  const unread = { path: "/v1/logs/search", json: { query: passing.query, from: 1 } };
  expect((await send(url, { ...ask, ...unread })).status).toBe(400);
});

it("has left every word in the cell's files and none in the gateway's", async () => {
  const { main } = pair;
  // Blocks as well as the write-ahead store: half a second after the last write the shard has written its blocks.
  const hasBlocks = async (): Promise<boolean> =>
    (await filesUnder(pair.cell().stateDir)).filter((file) => file.includes("/blobs/")).length >= 3;
  await waitUntil(hasBlocks, "the cell's shard has written its blocks");
  await pair.stopProcesses();
  const [own, foreign] = [Object.values(ofIndia), Object.values(ofEurope)];
  const never = [...Object.values(passing), indian.adminKey, indian.engineerKey, european.adminKey];
  const all = [...own, ...foreign, ...never];

  const inCell = await findInFiles(pair.cell().stateDir, all);
  const inMain = await findInFiles(main.stateDir, all);
  const sizes = await Promise.all(
    [main, pair.cell()].map(async ({ stateDir }) => (await filesUnder(stateDir)).length),
  );
  console.log(
    `files searched: gateway ${sizes[0]}, cell ${sizes[1]}; words found: ${inMain.size} and ${inCell.size}`,
  );
  expect([...inCell.keys()].sort()).toEqual(own.sort());
  expect([...inMain.keys()].sort()).toEqual(foreign.sort());

  const [mainOutput, cellOutput] = [main.output(), pair.cell().output()];
  expect(mainOutput).toContain('"event":"forward"');
  expect(mainOutput).toContain(indian.id);
  expect(cellOutput).toContain('"event":"access"');
  expect(textsIn(Buffer.from(mainOutput), all)).toEqual([]);
  expect(textsIn(Buffer.from(cellOutput), all)).toEqual([]);
  expect(mainOutput + cellOutput).not.toContain('"event":"bug"');
});

it("logs of what it handed on ids and sizes only", () => {
  const lines = pair.main
    .output()
    .split("\n")
    .filter((line) => line.includes('"event":"forward"'));
  const names = new Set(lines.flatMap((line) => Object.keys(JSON.parse(line) as object)));
  expect([...names].sort()).toEqual(
    [
      "at",
      "cell",
      "duration_ms",
      "event",
      "fault",
      "parent_span_id",
      "repeats",
      "request_bytes",
      "request_id",
      "response_bytes",
      "span_id",
      "status",
      "tenant_id",
      "trace_id",
    ].sort(),
  );
});
