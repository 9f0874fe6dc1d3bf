// A gateway with tenants in every cell: all jurisdictions, two tenants that share a pool's database, one in the second
// database, and a silo. It writes blocks at once, logs every request, and all that it prints is kept.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGateway, type Gateway } from "../../../scripts/runtime/gateway.ts";
import { JURISDICTIONS, type Jurisdiction } from "../../../src/directory/index.ts";
import { buildWhenStale } from "../../support/node/build-when-stale.ts";
import { jsonOf, send, type Reply, type Sending } from "../../support/node/send.ts";
import { newCanary, type Aviary } from "./canaries.ts";

export interface Resident {
  /** Short, for messages: `eu pool 0 a`. */
  readonly name: string;
  readonly id: string;
  readonly slug: string;
  readonly jurisdiction: Jurisdiction;
  readonly isolation: "pool" | "silo";
  readonly pool: number;
  readonly adminKey: string;
}

export interface AllCells {
  /** In a folder that goes with it. */
  readonly stateDir: string;
  readonly residents: readonly Resident[];
  readonly output: () => string;
  ask(sending: Sending): Promise<Reply>;
  operate(sending: Sending): Promise<Reply>;
  tick(at: Date): Promise<void>;
  /** Ends the runtime; what it wrote stays until `remove`. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

type Wanted = Readonly<Record<string, unknown>> & { readonly name: string; readonly jurisdiction: string };

const IN_EU: readonly Wanted[] = [
  { name: "eu pool 0 a", jurisdiction: "eu", pool: 0 },
  { name: "eu pool 0 b", jurisdiction: "eu", pool: 0 },
  { name: "eu pool 1", jurisdiction: "eu", pool: 1, tier: "enterprise" },
  { name: "eu silo", jurisdiction: "eu", slug: "initech", isolation: "silo" },
];
const ELSEWHERE = JURISDICTIONS.filter((jurisdiction) => jurisdiction !== "eu");
const WANTED: readonly Wanted[] = [
  ...IN_EU,
  ...ELSEWHERE.map((jurisdiction) => ({ name: `${jurisdiction} pool`, jurisdiction })),
];

const METHODS = ["log", "info", "warn", "error", "debug"] as const;

/** Keeps what is printed; the runtime's standard output and error come through the console. */
function tapConsole(): { output(): string; release(): void } {
  const lines: string[] = [];
  const before = METHODS.map((method) => [method, console[method]] as const);
  for (const [method] of before) console[method] = (...parts) => void lines.push(parts.map(String).join(" "));
  return {
    output: () => lines.join("\n"),
    release: () => {
      for (const [method, print] of before) console[method] = print;
    },
  };
}

/** Where the law asks for a lock that the local runtime does not have. */
const needsException = ({ jurisdiction }: Wanted): boolean => jurisdiction === "in" || jurisdiction === "cn";

async function createResident(
  operate: AllCells["operate"],
  { name, ...wanted }: Wanted,
  aviary: Aviary,
): Promise<Resident> {
  const [slug, domain, reason, repeat] = [newCanary(), newCanary(), newCanary(), newCanary()];
  const residency = needsException({ name, ...wanted }) ? { exception: { reason, days: 30 } } : {};
  const json = { slug, domains: [`${domain}.example`], residency, ...wanted };
  const headers = { "idempotency-key": repeat };
  const made = jsonOf(await operate({ path: "/operator/v1/tenants", json, headers }), 201) as {
    tenant: Omit<Resident, "name" | "adminKey">;
    admin_key: string;
  };
  const { id: owner, slug: kept, jurisdiction, isolation, pool } = made.tenant;
  const place = (field: string): string => `tenants.create ${field}`;
  aviary.note({ text: kept, owner, place: place("slug"), kind: "name" });
  aviary.note({ text: domain, owner, place: place("domain"), kind: "name" });
  aviary.note({ text: repeat, owner, place: place("idempotency"), kind: "name" });
  if (needsException({ name, ...wanted }))
    aviary.note({ text: reason, owner, place: place("reason"), kind: "document" });
  aviary.note({ text: made.admin_key, owner, place: place("admin key"), kind: "secret" });
  return { name, id: owner, slug: kept, jurisdiction, isolation, pool, adminKey: made.admin_key };
}

const VARS = { ACCESS_LOG: "all", FLUSH_AFTER_MS: "100", FLUSH_BYTES: "1" };

export async function startAllCells(aviary: Aviary): Promise<AllCells> {
  await buildWhenStale();
  const home = await mkdtemp(join(tmpdir(), "traceo-crossing-"));
  const stateDir = join(home, "state");
  const tapped = tapConsole();
  const gateway: Gateway = await startGateway({ port: 0, stateDir, vars: VARS });
  const operate: AllCells["operate"] = (sending) =>
    send(gateway.url, {
      ...sending,
      key: gateway.secrets.operatorToken,
      headers: { "idempotency-key": crypto.randomUUID(), ...sending.headers },
    });
  const residents: Resident[] = [];
  for (const wanted of WANTED) residents.push(await createResident(operate, wanted, aviary));
  return {
    stateDir,
    residents,
    output: () => tapped.output(),
    operate,
    ask: (sending) => send(gateway.url, sending),
    tick: (at) => gateway.tick(at),
    stop: async () => {
      await gateway.stop();
      tapped.release();
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}
