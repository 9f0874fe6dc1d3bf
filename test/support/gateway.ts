// A gateway of its own for one test file: the built Worker on a free port with an empty data folder, tenants and keys made
// through its own API. What a file starts it stops: `stop` ends the runtime and removes the data.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGateway } from "../../scripts/runtime/gateway.ts";
import { buildWhenStale } from "./node/build-when-stale.ts";
import { tapRuntimeLog } from "./node/runtime-log.ts";
import { residencyFor } from "./residency-for.ts";
import { jsonOf, send, type Reply } from "./node/send.ts";

export interface TestTenant {
  readonly id: string;
  readonly slug: string;
  readonly adminKey: string;
  readonly engineerKey: string;
  readonly viewerKey: string;
}

export interface TestGateway {
  readonly url: URL;
  /** What the Worker has logged as a bug of its own. */
  readonly bugs: readonly string[];
  createTenant(wanted?: Readonly<Record<string, unknown>>): Promise<TestTenant>;
  /** A request of the deployment's operator. */
  operate(method: string, path: string, body?: unknown): Promise<Reply>;
  stop(): Promise<void>;
}

export async function startTestGateway(vars: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  await buildWhenStale();
  const log = tapRuntimeLog();
  const stateDir = await mkdtemp(join(tmpdir(), "traceo-conformance-"));
  const gateway = await startGateway({ port: 0, stateDir, vars });
  const { url, secrets } = gateway;
  const operate: TestGateway["operate"] = (method, path, body) =>
    send(url, {
      method,
      path,
      key: secrets.operatorToken,
      json: body,
      headers: { "idempotency-key": crypto.randomUUID() },
    });
  return {
    url,
    bugs: log.bugs,
    operate,
    createTenant: async (wanted = {}) => createTenant({ url, operate }, wanted),
    stop: async () => {
      await gateway.stop();
      log.release();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

async function createTenant(
  gateway: Pick<TestGateway, "url" | "operate">,
  wanted: Readonly<Record<string, unknown>>,
): Promise<TestTenant> {
  const slug = `t${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  const created = await gateway.operate("POST", "/operator/v1/tenants", {
    slug,
    jurisdiction: "eu",
    ...residencyFor(wanted["jurisdiction"]),
    ...wanted,
  });
  const { tenant, admin_key: adminKey } = jsonOf(created, 201) as {
    tenant: { id: string; slug: string };
    admin_key: string;
  };
  const keyOf = async (role: string): Promise<string> => {
    const json = { name: role, roles: [role] };
    const reply = await send(gateway.url, { method: "POST", path: "/v1/keys", key: adminKey, json });
    return (jsonOf(reply, 201) as { secret: string }).secret;
  };
  return {
    id: tenant.id,
    slug: tenant.slug,
    adminKey,
    engineerKey: await keyOf("engineer"),
    viewerKey: await keyOf("viewer"),
  };
}
