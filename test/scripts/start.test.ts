// `npm start` and `npm run reset` as a person meets them: first start, second start, killed and started again, and every
// failure in one line. The tests of this file go on from one another's data, as a person's days do.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runScript, type RunningScript } from "../support/node/run-script.ts";
import { jsonOf, send } from "../support/node/send.ts";

const home = mkdtempSync(join(tmpdir(), "traceo-start-"));
const state = join(home, "state");
const demoPath = join(home, "demo.json");

interface Demo {
  base_url: string;
  operator_token: string;
  tenants: Record<string, Record<string, string>>;
}

const loadDemo = (): Demo => JSON.parse(readFileSync(demoPath, "utf8")) as Demo;
const start = (port = 0): RunningScript => runScript("start", ["--port", String(port), "--state", state]);
let running: RunningScript;

function get(path: string, { host, key }: { host: string; key: string }) {
  return send(new URL(loadDemo().base_url.replace("localhost", "127.0.0.1")), {
    method: "GET",
    path,
    host,
    key,
  });
}

beforeAll(async () => {
  running = start();
  await running.says("Try it");
});

afterAll(async () => {
  running.kill("SIGINT");
  await running.ended;
  rmSync(home, { recursive: true, force: true });
});

test("a first start makes six tenants with three keys each and says where they are", () => {
  const { base_url: base, tenants } = loadDemo();
  expect(Object.keys(tenants)).toEqual(["acme", "globex", "initech", "tanaka", "sharma", "huaxin"]);
  const { port } = new URL(base);
  const key = expect.stringMatching(/^tgk_eu_/);
  expect(tenants["initech"]).toEqual({
    slug: "initech",
    host: `initech.localhost:${port}`,
    jurisdiction: "eu",
    isolation: "silo",
    tenant_id: expect.stringMatching(/^ten_/),
    admin_key: key,
    engineer_key: key,
    viewer_key: key,
  });
  for (const slug of Object.keys(tenants))
    expect(running.output()).toContain(`http://${slug}.localhost:${port}`);
  expect(running.output()).toContain("telemetry to every tenant: 100 %");
  expect(statSync(demoPath).mode & 0o077).toBe(0);
});

test("every key opens its tenant's host and the base address, with its own role", async () => {
  const { tenants } = loadDemo();
  for (const {
    host = "",
    admin_key: admin = "",
    engineer_key: engineer = "",
    viewer_key: viewer = "",
  } of Object.values(tenants)) {
    for (const key of [admin, engineer, viewer])
      expect((await get("/v1/tenant", { host, key })).status).toBe(200);
    expect((await get("/v1/tenant", { host: "localhost", key: viewer })).status).toBe(200);
    expect((await get("/v1/keys", { host, key: viewer })).status).toBe(403);
    expect((await get("/v1/audit/entries", { host, key: engineer })).status).toBe(403);
    expect((await get("/v1/audit/entries", { host, key: admin })).status).toBe(200);
  }
});

test("the printed query finds the telemetry that was sent", async () => {
  const [, url = "", key = ""] =
    /curl -s '([^']+)' -H 'Authorization: Bearer ([^']+)'/.exec(running.output()) ?? [];
  const { host, pathname, search } = new URL(url);
  const { data } = jsonOf(await get(pathname + search, { host, key })) as {
    data: { datapoints: { value: number }[] }[];
  };
  const values = data.flatMap(({ datapoints }) => datapoints.map(({ value }) => value));
  expect(data.length).toBeGreaterThanOrEqual(12);
  expect(values.length).toBeGreaterThan(100);
  expect(Math.max(...values)).toBeGreaterThan(1);
});

test("each tenant has a dashboard with data in it, which its viewers see too; the console is where it says", async () => {
  const { tenants } = loadDemo();
  const [console = "", key = ""] =
    /http:\/\/(\S+)\/console\n.* sign in with (tgk_\w+)/.exec(running.output())?.slice(1) ?? [];
  const [first] = Object.values(tenants);
  expect([console, key]).toEqual([first?.["host"], first?.["admin_key"]]);
  for (const { host = "", viewer_key: viewer = "" } of Object.values(tenants)) {
    const listed = jsonOf(await get("/v1/dashboards", { host, key: viewer })) as { data: { id: string }[] };
    expect(listed.data).toHaveLength(1);
    const picture = await get(`/v1/dashboards/${listed.data[0]?.id}/panels/latency/picture`, {
      host,
      key: viewer,
    });
    expect((jsonOf(picture) as { words: string }).words).toContain("6 series");
  }
  const page = await get("/console/sign-in", { host: console, key: "" });
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  const made = [...page.body.toString().matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)];
  expect(made.length).toBeGreaterThanOrEqual(5);
  for (const [, path = ""] of made) expect((await get(path, { host: console, key: "" })).status).toBe(200);
});

test("the reference page and what it is made of are served", async () => {
  const { base_url: base } = loadDemo();
  const host = new URL(base).host;
  const page = await get("/docs", { host, key: "" });
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  const scripts = [...page.body.toString().matchAll(/<script src="([^"]+)"/g)].map(([, path = ""]) => path);
  expect(scripts).toHaveLength(2);
  for (const path of scripts) {
    const script = await get(path, { host, key: "" });
    expect(script.status).toBe(200);
    expect(script.headers["content-type"]).toMatch(/^text\/javascript/);
  }
});

test("a second gateway on the same data, and a reset under it, are refused in one line", async () => {
  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.output()).toBe(`start: a gateway is already running on ${state}: stop it first\n`);
  const reset = runScript("reset", ["--state", state]);
  expect(await reset.ended).toBe(1);
  expect(reset.output()).toBe(`reset: a gateway is running on ${state}: stop it first (Ctrl-C)\n`);
});

test("killed outright, it starts again at once with the same keys and sends nothing twice", async () => {
  const before = loadDemo();
  running.kill("SIGKILL");
  await running.ended;
  const startedMs = performance.now();
  running = start();
  await running.says("Try it");
  // LIMIT: the promise is 3 s on an idle machine; tests may share theirs.
  expect(performance.now() - startedMs).toBeLessThan(9_000);
  expect(running.output()).not.toContain("sending");
  const after = loadDemo();
  expect(after.operator_token).toBe(before.operator_token);
  expect(after.tenants["acme"]?.["engineer_key"]).toBe(before.tenants["acme"]?.["engineer_key"]);
});

test("Ctrl-C stops it with status 0; without demo.json the next start issues new keys to the same tenants", async () => {
  const before = loadDemo();
  running.kill("SIGINT");
  expect(await running.ended).toBe(0);
  rmSync(demoPath);
  running = start();
  await running.says("Try it");
  const { tenants } = loadDemo();
  const { host = "", tenant_id: id, viewer_key: key = "" } = tenants["globex"] ?? {};
  expect(id).toBe(before.tenants["globex"]?.["tenant_id"]);
  expect(key).not.toBe(before.tenants["globex"]?.["viewer_key"]);
  expect((await get("/v1/tenant", { host, key })).status).toBe(200);
});

test("reset removes data and demo.json and says so, and then has nothing to remove", async () => {
  running.kill("SIGTERM");
  expect(await running.ended).toBe(0);
  const reset = runScript("reset", ["--state", state]);
  expect(await reset.ended).toBe(0);
  expect(reset.output()).toBe(`removed ${state} and ${demoPath}\n`);
  expect([existsSync(state), existsSync(demoPath)]).toEqual([false, false]);
  const again = runScript("reset", ["--state", state]);
  await again.ended;
  expect(again.output()).toBe("nothing to remove\n");
});

test("a port in use is named with the way out", async () => {
  const holder = createServer();
  await new Promise<void>((listening) => void holder.listen(0, "127.0.0.1", listening));
  const { port } = holder.address() as AddressInfo;
  const script = start(port);
  expect(await script.ended).toBe(1);
  expect(script.output()).toContain(`port ${port} is in use`);
  expect(script.output()).toContain(`--port ${port + 1}`);
  expect(script.output().trim().split("\n")).toHaveLength(1);
  holder.close();
});

test("what is no port, no flag or no data folder is refused in one line", async () => {
  const cases = [
    [runScript("start", ["--port", "http"]), "start: `http` is no port"],
    [runScript("start", ["--prot", "1"]), "start: Unknown option '--prot'"],
    [runScript("reset", ["--state", tmpdir()]), "holds no gateway's data: nothing was removed"],
  ] as const;
  for (const [script, words] of cases) {
    expect(await script.ended).toBe(1);
    expect(script.output()).toContain(words);
    expect(script.output()).not.toContain("    at ");
  }
});
