// `npm start -- --cell in` and `npm run cell -- in` as a person meets them: India's demonstration tenant is in a cell of its own,
// stays there on later starts, and a cell is not put over data that was made without it.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runScript, type RunningScript } from "../support/node/run-script.ts";
import { jsonOf, send } from "../support/node/send.ts";

const home = mkdtempSync(join(tmpdir(), "traceo-cell-"));
const state = join(home, "state");
const cellDir = join(home, "cells", "in");

const start = (...more: string[]): RunningScript =>
  runScript("start", ["--port", "0", "--state", state, ...more]);
let running: RunningScript;

interface Demo {
  readonly base_url: string;
  readonly tenants: Readonly<Record<string, { readonly viewer_key: string }>>;
}

async function guaranteeOf(slug: string): Promise<unknown> {
  const demo = JSON.parse(readFileSync(join(home, "demo.json"), "utf8")) as Demo;
  const url = new URL(demo.base_url.replace("localhost", "127.0.0.1"));
  const key = demo.tenants[slug]?.viewer_key ?? "";
  const told = jsonOf(await send(url, { method: "GET", path: "/v1/tenant", host: `${slug}.localhost`, key }));
  return (told as { guarantee: unknown }).guarantee;
}

beforeAll(async () => {
  running = start("--cell", "in");
  await running.says("Try it");
});

afterAll(async () => {
  running.kill("SIGINT");
  await running.ended;
  rmSync(home, { recursive: true, force: true });
});

test("one start brings up the gateway and the cell, and India's tenant is in the cell", async () => {
  expect(running.output()).toContain(`Tenants of \`in\` are served by a cell of their own, in ${cellDir}.`);
  expect([await guaranteeOf("sharma"), await guaranteeOf("acme")]).toEqual(["operator", "best_effort"]);
  expect(existsSync(join(cellDir, "do"))).toBe(true);
});

test("a second cell on its data is refused in one line", async () => {
  const second = runScript("cell", ["in", "--port", "0", "--state", state]);
  expect(await second.ended).toBe(1);
  expect(second.output()).toBe(`cell: a gateway is already running on ${cellDir}: stop it first\n`);
});

test("a later start finds the cell that is up by itself, without being told of it", async () => {
  running.kill("SIGINT");
  expect(await running.ended).toBe(0);
  const cell = runScript("cell", ["in", "--port", "0", "--state", state]);
  await cell.says("npm start -- --cell in");
  expect(cell.output()).toMatch(/OPERATOR_CELLS='\{"in":\{"url":"http:\/\/127\.0\.0\.1:\d+"\}\}'/);
  running = start();
  await running.says("Try it");
  expect(await guaranteeOf("sharma")).toBe("operator");
  running.kill("SIGINT");
  expect(await running.ended).toBe(0);
  const reset = runScript("reset", ["--state", state]);
  expect(await reset.ended).toBe(1);
  expect(reset.output()).toBe(`reset: a cell is running on ${cellDir}: stop it first (Ctrl-C)\n`);
  cell.kill("SIGINT");
  expect(await cell.ended).toBe(0);
});

test("a cell is not put over data that was made without it, and there is none of a name that is none", async () => {
  const over = start("--cell", "jp");
  expect(await over.ended).toBe(1);
  expect(over.output()).toMatch(
    /^start: the data in .* was made without a cell for jp: `npm run reset` first/,
  );
  const odd = start("--cell", "eu");
  expect(await odd.ended).toBe(1);
  expect(odd.output()).toBe("start: `eu` is no cell: give one of in, jp, cn\n");
});

test("reset removes the cell's data too", async () => {
  const reset = runScript("reset", ["--state", state]);
  expect(await reset.ended).toBe(0);
  expect(reset.output()).toBe(`removed ${state} and ${cellDir} and ${join(home, "demo.json")}\n`);
  expect(existsSync(cellDir)).toBe(false);
});
