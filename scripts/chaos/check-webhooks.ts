// What the receivers have seen against what was acknowledged, event by event.

import type { DatabaseSync } from "node:sqlite";
import { toRow, type Measured, type Row } from "../bench/report.ts";
import { ENDPOINTS, type Order } from "./endpoints.ts";
import type { Lane } from "./lane-writer.ts";
import { appliedOf, readFindings } from "./ledger.ts";
import type { ChaosState } from "./set-up.ts";
import { STEPS } from "./steps.ts";

const NONE = "= 0";
const TURNS = 4;

/** Acknowledged and not applied. */
function lostOf(sqlite: DatabaseSync, { endpoint, lane, acknowledged }: Lane): number {
  const applied = new Set(appliedOf(sqlite, { endpoint, lane }));
  return Array.from({ length: acknowledged }, (_, no) => no).filter((no) => !applied.has(no)).length;
}

/** Applied after one that was committed later. */
function misplacedOf(sqlite: DatabaseSync, { endpoint, lane }: Lane): number {
  const applied = appliedOf(sqlite, { endpoint, lane });
  return applied.filter((no, at) => at > 0 && no < (applied[at - 1] ?? 0)).length;
}

function misplacedIn(sqlite: DatabaseSync, lanes: readonly Lane[], order: Order): number {
  const own = lanes.filter(({ endpoint }) => ENDPOINTS[endpoint]?.order === order);
  return own.reduce((sum, lane) => sum + misplacedOf(sqlite, lane), 0);
}

export function checkWebhooks(sqlite: DatabaseSync, state: ChaosState): Measured {
  const { lanes, events, kills, receiverKills, killedAt, seed } = state;
  const { requests, applied, appliedTwice, offences, examples } = readFindings(sqlite);
  for (const example of examples) process.stderr.write(`${example}\n`);
  const lost = lanes.reduce((sum, lane) => sum + lostOf(sqlite, lane), 0);
  const outOfOrder = offences.out_of_order + misplacedIn(sqlite, lanes, "strict");
  const hit = STEPS.filter((step) => (killedAt[step] ?? 0) > 0).length;
  const rows: Row[] = [
    toRow({ name: "seed", value: seed, unit: "seed" }),
    toRow({ name: "events", value: events, unit: "events" }),
    toRow({ name: "requests to the receivers", value: requests, unit: "requests" }),
    toRow({ name: "kills of the gateway", value: kills, unit: "kills" }),
    // A step that does not come in time is missed in its turn: a few turns reach them all.
    toRow({
      name: "steps killed at",
      value: hit,
      unit: "steps",
      ...(kills >= TURNS * STEPS.length ? { target: `= ${STEPS.length}` } : {}),
    }),
    toRow({ name: "kills of the receivers", value: receiverKills, unit: "kills" }),
    toRow({ name: "applied by the receiver module", value: applied, unit: "events", target: `= ${events}` }),
    toRow({ name: "applied twice", value: appliedTwice, unit: "events", target: NONE }),
    toRow({ name: "lost", value: lost, unit: "events", target: NONE }),
    toRow({ name: "out of order in strict endpoints", value: outOfOrder, unit: "events", target: NONE }),
    toRow({
      name: "out of order within a key",
      value: misplacedIn(sqlite, lanes, "per_key"),
      unit: "events",
      target: NONE,
    }),
    toRow({ name: "two in flight at once", value: offences.two_in_flight, unit: "requests", target: NONE }),
    toRow({ name: "redirects followed", value: offences.redirect_followed, unit: "requests", target: NONE }),
    toRow({ name: "signatures not verified", value: offences.not_verified, unit: "requests", target: NONE }),
  ];
  return { name: "webhooks", rows };
}

const IN_THE_LINE = [
  "events",
  "applied by the receiver module",
  "applied twice",
  "lost",
  "out of order in strict endpoints",
  "two in flight at once",
];

/** What it comes down to. */
export function toLine({ rows }: Measured): string {
  const told = IN_THE_LINE.flatMap((wanted) => rows.filter(({ name }) => name === wanted));
  return told.map(({ name, value }) => `${name} ${value.toLocaleString("en")}`).join(", ");
}
