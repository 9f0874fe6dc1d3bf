// Exports that are drawn: PDF, HTML and PNG of dashboards, panels and queries, at once and in the background, with the rows that
// the asker may see.

import { env, exports } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { rimOf } from "../../../src/app.ts";
import { consume } from "../../../src/edge/index.ts";
import { QUEUE_JOBS } from "../../../src/manifest.ts";
import { pngSize } from "../../../src/reporting/png-size.ts";
import { toRequest, type Answer } from "../../support/client.ts";
import { makeDashboard, panelOf } from "../../support/dashboards.ts";
import { lineOf, putPolicy, sendItems } from "../../support/labelled-telemetry.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const AT = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const RANGE = { from: iso(AT - 60_000), to: iso(AT + 60_000) };
const ITEMS = [
  { mark: "seen", value: 1, resource: { "deployment.environment.name": "staging" } },
  { mark: "hidden", value: 1_000, resource: { "deployment.environment.name": "production" } },
];
const LOGS = { id: "logs", kind: "logs", title: "Logs", queries: [{ ref: "A", source: "logs" }] };

const ofPanels = (format: string, panels: readonly object[], changes: object = {}): object => ({
  title: "Night shift",
  source: { kind: "panels", panels },
  format,
  ...RANGE,
  ...changes,
});

const ofDashboard = (format: string, id: string, changes: object = {}): object => ({
  title: "Night shift",
  source: { kind: "dashboard", dashboard_id: id },
  format,
  ...RANGE,
  ...changes,
});

const post = (world: World, json: object, key = world.admin): Promise<Answer> =>
  sendTo(world, "POST /v1/exports", { json, key });

async function fetchFile(world: World, target: string, sent: object = {}): Promise<Response> {
  const answer = await exports.default.fetch(toRequest(target, { host: world.host, ...sent }));
  expect(answer.status, "of a file").toBe(200);
  return answer;
}

const postFile = (world: World, json: object): Promise<Response> =>
  fetchFile(world, "POST /v1/exports", { key: world.admin, json });

const bytesOf = async (answer: Response): Promise<Uint8Array> => new Uint8Array(await answer.arrayBuffer());
const latin = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);

/** What the queue does with one message to the tenant. */
async function work({ tenant }: World): Promise<void> {
  const body = { kind: "exports.render", tenant_id: tenant.id };
  const message = { id: "1", timestamp: new Date(), attempts: 1, body, ack: () => {}, retry: () => {} };
  const batch = { queue: "traceo-work-eu", messages: [message] } as unknown as MessageBatch;
  await consume(rimOf(env), QUEUE_JOBS, batch);
}

/** Made in the background, fetched by its link. */
async function makeFile(world: World, json: object): Promise<Uint8Array> {
  const started = await post(world, { ...json, mode: "background" });
  const id = String(started.json.id);
  await work(world);
  const told = await sendTo(world, `POST /v1/exports/${id}/link`, { json: {} });
  expect(told.status, `answered ${told.text}`).toBe(200);
  const { pathname, search } = new URL(String(told.json.url));
  return bytesOf(await fetchFile(world, `GET ${pathname}${search}`));
}

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await sendItems(world, ITEMS, { atMs: AT });
});

describe("a dashboard as a file", () => {
  it("is a PDF with the brand and words of whoever asks", async () => {
    const id = await makeDashboard(world);
    const report = {
      language: "ja",
      brand: { name: "Acme", colour: "#123456" },
      summary: ["増えています。"],
    };
    const answer = await postFile(world, ofDashboard("pdf", id, { report }));
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="Night-shift.pdf"');
    const text = latin(await bytesOf(answer));
    expect(text).toContain("/Lang (ja)");
    expect(text).toContain("/Title (Requests)");
    expect(text).toMatch(/\+NotoSansJP-Regular/);
  });

  it("is an HTML document with its pictures inside, also compressed", async () => {
    const id = await makeDashboard(world);
    const answer = await postFile(world, ofDashboard("html", id));
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const html = await answer.text();
    expect(html).toContain("<svg ");
    const packed = await postFile(world, ofDashboard("html", id, { gzip: true }));
    const plain = packed.body?.pipeThrough(new DecompressionStream("gzip"));
    expect((await new Response(plain).text()).length).toBe(html.length);
  });

  it("made in the background is the file that is read there, once and again", async () => {
    const id = await makeDashboard(world);
    const [first, picture] = [
      await makeFile(world, ofDashboard("pdf", id)),
      await makeFile(
        world,
        ofDashboard("png", id, { source: { kind: "dashboard", dashboard_id: id, panel_ids: ["requests"] } }),
      ),
    ];
    expect(latin(first)).toContain("/Title (Requests)");
    expect(pngSize(picture)?.width).toBeGreaterThan(600);
  });
});

describe("panels as a file", () => {
  it("are a picture of one, drawn twice as large", async () => {
    const answer = await postFile(world, ofPanels("png", [panelOf()]));
    expect(answer.headers.get("content-type")).toBe("image/png");
    expect(pngSize(await bytesOf(answer))).toEqual({ width: 1_440, height: 524 });
  });

  it("are refused as a picture of several", async () => {
    const several = [panelOf(), { ...panelOf(), id: "more" }];
    const answer = await post(world, ofPanels("png", several));
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations).toEqual([{ pointer: "/source", message: "is not one panel" }]);
  });

  it("hold the rows that the asker may see, and say so", async () => {
    const { id, secret } = await makeKey(world, { roles: ["analyst"] });
    await putPolicy(world, "no-production", {
      effect: "deny",
      subjects: [`key:${id}`],
      actions: ["data:export"],
      conditions: [{ attribute: "resource.label.environment", operator: "in", value: ["production"] }],
    });
    const answer = await post(world, ofPanels("html", [LOGS]), secret);
    expect(answer.status, `answered ${answer.text}`).toBe(200);
    expect(answer.headers.get("x-traceo-row-filter-applied")).toBe("true");
    expect(answer.text).toContain(lineOf("seen"));
    expect(answer.text).not.toContain("hidden");
    expect(answer.text).toContain("Rows that the reader may not see are left out.");
  });

  it("are refused with a brand that is none", async () => {
    const brand = { name: "Acme", colour: "red" };
    const answer = await post(world, ofPanels("pdf", [panelOf()], { report: { brand } }));
    expectRefusal(answer, 400, "request.invalid");
    expect(answer.json.violations).toEqual([
      { pointer: "/report/brand/colour", message: "a colour such as `#0b5c96`" },
    ]);
  });

  it("are drawn of a query without a panel as well", async () => {
    const [query] = panelOf()["queries"] as object[];
    const source = { kind: "queries", queries: [query] };
    const answer = await post(world, ofPanels("html", [], { source }));
    expect(answer.status, `answered ${answer.text}`).toBe(200);
    expect(answer.text).toContain("<svg ");
  });
});
