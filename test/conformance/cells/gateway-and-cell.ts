// The global gateway and an operator's cell for India, each in a process with data of its own, and between them a stand-in
// that records what the edge sends. `jp` is declared too, at an address where nobody listens.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { edgeKeysOf, loadSecrets, type LocalSecrets } from "../../../scripts/runtime/secrets.ts";
import { buildWhenStale } from "../../support/node/build-when-stale.ts";
import { startGatewayProcess, type GatewayProcess } from "../../support/node/gateway-process.ts";
import { freePort } from "../../support/node/installed-program.ts";
import { startRecordingCell, type RecordingCell } from "../../support/node/recording-cell.ts";
import { jsonOf, send, type Reply } from "../../support/node/send.ts";

export interface CellTenant {
  readonly id: string;
  readonly slug: string;
  readonly host: string;
  readonly adminKey: string;
  readonly engineerKey: string;
}

export interface GatewayAndCell {
  readonly secrets: LocalSecrets;
  readonly main: GatewayProcess;
  readonly between: RecordingCell;
  cell(): GatewayProcess;
  /** Kills the cell; `again` starts another on the same data. */
  killCell(): Promise<{ again(): Promise<void> }>;
  operate(method: string, path: string, wanted?: { json?: unknown; idempotencyKey?: string }): Promise<Reply>;
  createTenant(jurisdiction?: string): Promise<CellTenant>;
  stopProcesses(): Promise<void>;
  stop(): Promise<void>;
}

const VARS = { ACCESS_LOG: "all", FLUSH_AFTER_MS: "500" };

export async function startGatewayAndCell(): Promise<GatewayAndCell> {
  await buildWhenStale();
  const home = await mkdtemp(join(tmpdir(), "traceo-cells-"));
  const stateDir = join(home, "main");
  const secrets = await loadSecrets(stateDir);
  const startCell = (): Promise<GatewayProcess> =>
    startGatewayProcess({
      port: 0,
      stateDir: join(home, "cell"),
      vars: { ...VARS, CELL: "in", EDGE_KEYS: edgeKeysOf(secrets) },
    });
  let cell = await startCell();
  const between = await startRecordingCell(() => cell.url);
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const cells = JSON.stringify({ in: { url: between.url }, jp: { url: nobody } });
  const main = await startGatewayProcess({ port: 0, stateDir, vars: { ...VARS, OPERATOR_CELLS: cells } });
  const operate: GatewayAndCell["operate"] = (method, path, { json, idempotencyKey } = {}) =>
    send(main.url, {
      method,
      path,
      json,
      host: "localhost",
      key: secrets.operatorToken,
      headers: { "idempotency-key": idempotencyKey ?? crypto.randomUUID() },
    });
  const stopProcesses = async (): Promise<void> => {
    await main.stop();
    await cell.stop();
  };
  return {
    secrets,
    main,
    between,
    operate,
    stopProcesses,
    cell: () => cell,
    killCell: async () => {
      await cell.stop();
      return { again: async () => void (cell = await startCell()) };
    },
    createTenant: (jurisdiction = "in") => createTenant(main.url, operate, jurisdiction),
    stop: async () => {
      await stopProcesses();
      await between.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export const newSlug = (): string => `t${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;

async function createTenant(
  url: URL,
  operate: GatewayAndCell["operate"],
  jurisdiction: string,
): Promise<CellTenant> {
  const slug = newSlug();
  const made = jsonOf(
    await operate("POST", "/operator/v1/tenants", { json: { slug, jurisdiction } }),
    201,
  ) as {
    tenant: { id: string };
    admin_key: string;
  };
  const host = `${slug}.localhost`;
  const key = await send(url, {
    path: "/v1/keys",
    host,
    key: made.admin_key,
    json: { name: "engineer", roles: ["engineer"] },
  });
  const { secret } = jsonOf(key, 201) as { secret: string };
  return { id: made.tenant.id, slug, host, adminKey: made.admin_key, engineerKey: secret };
}
