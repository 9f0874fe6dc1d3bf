// Everything that happens in the gateway before its files are opened: canaries in all that the manifest takes, blocks that
// are flushed and merged, cron through a whole day, a refusal that names a policy, a move, an export.

import { CRON_TASKS, OPERATIONS } from "../../../src/manifest.ts";
import { waitUntil } from "../../support/node/installed-program.ts";
import { jsonOf } from "../../support/node/send.ts";
import type { AllCells, Resident } from "./all-cells.ts";
import type { Aviary } from "./canaries.ts";
import { createPlanter, LAST, operationOf, PLANTED, type Planted, type Planter } from "./plant.ts";

/** Of which enough are merged: a merge takes eight blocks. */
const ROUNDS = 10;
const MINUTES_OF_DAY = 1_440;
const MINUTE_MS = 60_000;

const INGEST = OPERATIONS.filter(
  (operation) => operation.audience === "tenant" && operation.isIngest === true,
);

export interface World {
  readonly cells: AllCells;
  readonly aviary: Aviary;
}

export interface Sown {
  readonly planted: readonly Planted[];
  readonly ticks: number;
  /** Tenants whose last search of logs, in blocks only, has found what was planted. */
  readonly readBack: readonly Resident[];
}

async function isFlushed(planter: Planter): Promise<boolean> {
  const reply = await planter.ask({ path: "/v1/logs/search", json: { from: "now-1h", limit: 1 } });
  const { stats } = jsonOf(reply) as { stats: { fresh_rows: number; blocks_read: number } };
  return stats.fresh_rows === 0 && stats.blocks_read > 0;
}

async function ingestAll(planter: Planter): Promise<void> {
  for (const operation of INGEST) await planter.plant(operation);
  await waitUntil(() => isFlushed(planter), "the shards have written their blocks");
}

/** A policy whose id is a canary denies a key what its role allows. */
async function beDenied({ cells, aviary }: World, resident: Resident): Promise<Planted> {
  const ask = (path: string, key: string, json?: object) =>
    cells.ask({ path, key, json, method: json === undefined ? "GET" : path === "/v1/keys" ? "POST" : "PUT" });
  const made = await ask("/v1/keys", resident.adminKey, { name: "denied", roles: ["viewer"] });
  const { key, secret } = jsonOf(made, 201) as { key: { id: string }; secret: string };
  const id = aviary.plant({ owner: resident.id, kind: "document", place: "denying policy" });
  const policy = { effect: "deny", subjects: [`key:${key.id}`], actions: ["tenant:view"], resources: ["*"] };
  jsonOf(await ask(`/v1/policies/${id}`, resident.adminKey, policy));
  const { status, body } = await ask("/v1/tenant", secret);
  return { operation: operationOf("tenant.view"), status, wanted: 403, body: body.toString() };
}

async function sowOne(world: World, resident: Resident): Promise<Planted[]> {
  const planter = await createPlanter(world.cells, resident, world.aviary);
  const answers: Planted[] = [];
  for (const operation of PLANTED) answers.push(await planter.plant(operation));
  answers.push(await beDenied(world, resident));
  for (let round = 1; round < ROUNDS; round++) await ingestAll(planter);
  return answers;
}

/** Every task of cron, in every hour of a day, at the minute that is its own. */
async function tickThroughDay(cells: AllCells): Promise<number> {
  const midnight = new Date().setUTCHours(0, 0, 0, 0);
  const minutes = Array.from({ length: MINUTES_OF_DAY }, (_, at) => new Date(midnight + at * MINUTE_MS));
  // What is due in every minute is due in these too.
  const own = CRON_TASKS.filter((task) => !minutes.every((at) => task.isDue(at)));
  const due = minutes.filter((at) => own.some((task) => task.isDue(at)));
  for (const at of due) await cells.tick(at);
  return due.length;
}

interface Left {
  readonly answers: readonly Planted[];
  readonly hasReadBack: boolean;
}

/** Moves a tenant to two shards, then exports all that it has, as on its way out. */
async function moveAndExport({ cells, aviary }: World, resident: Resident): Promise<Left> {
  const planter = await createPlanter(cells, resident, aviary);
  const stateAt = async (path: string): Promise<string> =>
    (
      await cells.operate({ method: "GET", path: `/operator/v1/tenants/${resident.id}/${path}` })
    ).body.toString();
  const moved = await planter.plant(operationOf(LAST[0]));
  await waitUntil(async () => (await stateAt("moves")).includes('"state":"done"'), "the move is done");
  await ingestAll(planter);
  const found = await planter.ask({ path: "/v1/logs/search", json: { from: "now-1h" } });
  const body = aviary.plant({ owner: resident.id, kind: "telemetry", place: "otlp.logs body" });
  const left = await planter.plant(operationOf(LAST[1]));
  await waitUntil(async () => (await stateAt("offboard")).includes('"state":"ready"'), "all is exported");
  return { answers: [moved, left], hasReadBack: found.body.includes(body) };
}

export async function sow(world: World): Promise<Sown> {
  const { cells } = world;
  const first = await Promise.all(cells.residents.map((resident) => sowOne(world, resident)));
  const ticks = await tickThroughDay(cells);
  const left = await Promise.all(cells.residents.map((resident) => moveAndExport(world, resident)));
  return {
    planted: [...first.flat(), ...left.flatMap(({ answers }) => answers)],
    ticks,
    readBack: cells.residents.filter((_, at) => left[at]?.hasReadBack === true),
  };
}
