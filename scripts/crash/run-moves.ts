// The move test: tenants are moved in every way there is while they are written to and read from, and the gateway is killed
// at every state of a move. Afterwards every acknowledged row is looked for, once, and no read may ever have seen less
// than what was acknowledged before it began.

import { MOVE_PATHS } from "../../src/tenant/moves/move.ts";
import { createHost, type Host } from "../bench/host.ts";
import type { NewTenant, TenantAccess } from "../bench/gateway-world.ts";
import { toRow, type Measured, type Row } from "../bench/report.ts";
import { checkTelemetry, type TelemetryFindings } from "./check-telemetry.ts";
import { createTenant } from "./create-tenant.ts";
import { insist } from "./insist.ts";
import { readWhile, type Reader } from "./move-reader.ts";
import { followMove, startMove, type SeenMove } from "./mover.ts";
import { createTurns, type TakeTurn } from "./turns.ts";
import { SIGNALS, write, type Writer } from "./telemetry-writer.ts";

export interface MoveOptions {
  /** Kill at every state of every move, or at none: then the pauses are the moves' own. */
  readonly kills: "every state" | "none";
  /** So that there are blocks to move: every writer has this much acknowledged before the first move begins. */
  readonly warmRows: number;
  readonly stateDir: string;
  readonly say: (line: string) => void;
}

interface Journey {
  readonly tenant: NewTenant;
  /** One move after the other. */
  readonly moves: readonly object[];
}

const JOURNEYS: readonly Journey[] = [
  {
    tenant: { slug: "initech", jurisdiction: "eu", tier: "standard" },
    moves: [{ isolation: "silo" }, { isolation: "pool" }],
  },
  { tenant: { slug: "between", jurisdiction: "eu", tier: "standard", pool: 0 }, moves: [{ pool: 1 }] },
  {
    tenant: { slug: "growing", jurisdiction: "us", tier: "standard" },
    moves: [{ shards: 4 }, { shards: 1 }],
  },
  {
    tenant: { slug: "leaving", jurisdiction: "eu", tier: "standard", pool: 0 },
    moves: [{ jurisdiction: "us", pool: 0 }],
  },
];

const SETTINGS = { FLUSH_AFTER_MS: "300", FLUSH_BYTES: "20000" };
/** So that each state is seen, and can be killed at. */
const PACED = { ...SETTINGS, MOVE_PACE_MS: "1000" };
const HOUR_MS = 3_600_000;
const NONE = "= 0";
/** So that the place that was left is emptied soon: no query of this test takes longer. */
const LIMITS = { query_timeout_ms: 2_000 };

/** What lets the data of an EU tenant go to the US, for the test's one move there. */
const BASIS = {
  scc: [
    {
      importer: "Test",
      country: "US",
      module: "controller_to_processor",
      signed_on: "2026-01-01",
      expires_on: null,
    },
  ],
  sub_processors: [{ country: "US", name: "Test", approved_on: "2026-01-01" }],
  consents: [],
};

interface Course {
  readonly host: Host;
  readonly options: MoveOptions;
  readonly killedAt: string[];
  readonly ended: SeenMove[];
  /** One kill after another: two at once would start two gateways on one state. */
  readonly crash: () => Promise<void>;
  readonly takeTurn: TakeTurn;
}

function inTurn(host: Host): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => host.crash());
    return last;
  };
}

async function allowTransfer(host: Host, tenant: TenantAccess): Promise<void> {
  await insist(host, {
    method: "PUT",
    path: "/v1/residency/transfer-basis",
    host: tenant.host,
    headers: { authorization: `Bearer ${tenant.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify(BASIS),
    expected: 200,
  });
}

async function shortenQueries(host: Host, tenant: TenantAccess): Promise<void> {
  await insist(host, {
    method: "PUT",
    path: `/operator/v1/tenants/${tenant.id}/limits`,
    host: "localhost",
    asOperator: true,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(LIMITS),
    expected: 200,
  });
}

async function travel(course: Course, tenant: TenantAccess, moves: readonly object[]): Promise<void> {
  const { host, options, killedAt, ended } = course;
  for (const to of moves) {
    const endTurn = await course.takeTurn();
    const move = await startMove(host, tenant, to);
    const onState = async ({ kind, state }: SeenMove): Promise<void> => {
      if (options.kills === "none" || state === "done") return;
      killedAt.push(`${kind} ${state}`);
      options.say(`killed at ${kind}: ${state}`);
      await course.crash();
    };
    ended.push(await followMove(host, tenant, { move, onState }));
    endTurn();
    options.say(`${tenant.slug}: ${JSON.stringify(to)} has ended`);
  }
}

async function warmUp(writers: readonly Writer[], warmRows: number): Promise<void> {
  const isWarm = ({ acknowledgedRows }: Writer): boolean => acknowledgedRows.metrics >= warmRows;
  while (!writers.every(isWarm)) await new Promise((resolve) => void setTimeout(resolve, 100));
}

export async function runMoves(options: MoveOptions): Promise<Measured> {
  const vars = options.kills === "none" ? SETTINGS : PACED;
  const host = createHost({ port: 0, stateDir: options.stateDir, vars });
  try {
    const startMs = Date.now() - HOUR_MS;
    const tenants: TenantAccess[] = [];
    for (const journey of JOURNEYS) tenants.push(await createTenant(host, journey.tenant));
    for (const tenant of tenants) {
      await shortenQueries(host, tenant);
      if (tenant.slug === "leaving") await allowTransfer(host, tenant);
    }
    const writers = tenants.map((tenant): Writer => ({
      name: tenant.slug,
      tenant,
      acknowledgedRows: { metrics: 0, logs: 0 },
    }));
    const readers = writers.map((writer): Reader => ({ writer, reads: 0, short: 0 }));
    let isOver = false;
    const working = Promise.all([
      ...writers.map((writer) => write(writer, { host, startMs, isOver: () => isOver })),
      ...readers.map((reader) => readWhile(reader, { host, startMs, isOver: () => isOver })),
    ]);
    await Promise.race([working, warmUp(writers, options.warmRows)]);
    // Where nothing is killed they move all at once; a kill in the middle of another's state would hide that state.
    const takeTurn: TakeTurn = options.kills === "none" ? async () => () => {} : createTurns();
    const course: Course = { host, options, killedAt: [], ended: [], crash: inTurn(host), takeTurn };
    const travels = Promise.all(
      JOURNEYS.map(async ({ moves }, at) => travel(course, tenants[at] as TenantAccess, moves)),
    );
    await Promise.race([travels, working]);
    isOver = true;
    await working;
    options.say("every move has ended; looking for each row");
    const found = await checkTelemetry(host, writers, { from: startMs - 1, to: startMs + 2 * HOUR_MS });
    return { name: "moves", rows: [...courseRows(course, readers), ...findingRows(writers, found)] };
  } finally {
    await host.stop();
  }
}

function courseRows({ options, killedAt, ended }: Course, readers: readonly Reader[]): Row[] {
  const wanted = JOURNEYS.flatMap(({ moves }) => moves).length;
  const pauses = ended.map((move) => move.write_pause_ms ?? 0);
  const sum = (figure: "reads" | "short"): number => readers.reduce((all, reader) => all + reader[figure], 0);
  // A pause that a kill falls into lasts until the gateway is up again: that is measured without kills.
  const states = Object.values(MOVE_PATHS).flatMap((path) => path.filter((state) => state !== "done"));
  const stateTarget = options.kills === "none" ? {} : { target: `= ${states.length}` };
  const pauseTarget = options.kills === "none" ? { target: "< 1000" } : {};
  return [
    toRow({
      name: "moves done",
      value: ended.filter(({ state }) => state === "done").length,
      unit: "moves",
      target: `= ${wanted}`,
    }),
    toRow({ name: "kills", value: killedAt.length, unit: "kills" }),
    toRow({ name: "states killed at", value: new Set(killedAt).size, unit: "states", ...stateTarget }),
    toRow({ name: "longest pause of writes", value: Math.max(0, ...pauses), unit: "ms", ...pauseTarget }),
    toRow({ name: "reads meanwhile", value: sum("reads"), unit: "reads" }),
    toRow({
      name: "reads that saw less than was acknowledged",
      value: sum("short"),
      unit: "reads",
      target: NONE,
    }),
  ];
}

function findingRows(writers: readonly Writer[], found: TelemetryFindings): Row[] {
  const rows = writers.flatMap((writer) => SIGNALS.map((signal) => writer.acknowledgedRows[signal]));
  return [
    toRow({ name: "rows acknowledged", value: rows.reduce((sum, count) => sum + count, 0), unit: "rows" }),
    toRow({ name: "rows lost", value: found.lost, unit: "rows", target: NONE }),
    toRow({ name: "rows duplicated", value: found.duplicated, unit: "rows", target: NONE }),
    toRow({ name: "rows never sent", value: found.neverSent, unit: "rows", target: NONE }),
  ];
}
