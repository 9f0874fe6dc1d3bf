// A demonstration tenant with keys that work: kept as demo.json knows it, or created, or given new keys.
// Creating is idempotent by key, so a start that was killed in the middle is simply repeated.

import { z } from "zod";
import type { DemoAccess } from "./demo-file.ts";
import type { DemoTenant } from "./demo-tenants.ts";
import { expectJson, type LocalClient } from "./local-client.ts";

export interface Operator {
  readonly client: LocalClient;
  readonly token: string;
  readonly port: number;
}

const createdSchema = z.object({
  tenant: z.object({ id: z.string(), status: z.string() }),
  admin_key: z.string().nullable(),
});
const adminKeySchema = z.object({ admin_key: z.string() });
const newKeySchema = z.object({ secret: z.string() });

async function opens(client: LocalClient, slug: string, bearer: string): Promise<boolean> {
  const answer = await client({ method: "GET", host: `${slug}.localhost`, path: "/v1/tenant", bearer });
  return answer.status === 200;
}

async function areGood(client: LocalClient, known: DemoAccess): Promise<boolean> {
  const keys = [known.admin_key, known.engineer_key, known.viewer_key];
  const answers = await Promise.all(keys.map((key) => opens(client, known.slug, key)));
  return answers.every(Boolean);
}

async function create(
  { client, token }: Operator,
  tenant: DemoTenant,
): Promise<z.infer<typeof createdSchema>> {
  const answer = await client({
    method: "POST",
    host: "localhost",
    path: "/operator/v1/tenants",
    bearer: token,
    body: tenant,
    idempotencyKey: `demo-${tenant.slug}`,
  });
  return createdSchema.parse(expectJson(answer, 201, `creating the tenant ${tenant.slug}`));
}

async function issueAdminKey({ client, token }: Operator, tenantId: string): Promise<string> {
  const path = `/operator/v1/tenants/${tenantId}/keys`;
  const answer = await client({ method: "POST", host: "localhost", path, bearer: token });
  return adminKeySchema.parse(expectJson(answer, 201, "issuing an admin key")).admin_key;
}

async function makeKey(
  client: LocalClient,
  access: { slug: string; adminKey: string },
  role: string,
): Promise<string> {
  const { slug, adminKey } = access;
  const body = { name: `demo ${role}`, roles: [role] };
  const answer = await client({
    method: "POST",
    host: `${slug}.localhost`,
    path: "/v1/keys",
    bearer: adminKey,
    body,
  });
  return newKeySchema.parse(expectJson(answer, 201, `making the ${role} key of ${slug}`)).secret;
}

export async function ensureTenant(
  operator: Operator,
  tenant: DemoTenant,
  known: DemoAccess | undefined,
): Promise<DemoAccess> {
  const { client, port } = operator;
  const { slug, jurisdiction, isolation } = tenant;
  const host = `${slug}.localhost:${port}`;
  if (known !== undefined && (await areGood(client, known))) return { ...known, host };
  const created = await create(operator, tenant);
  const { id, status } = created.tenant;
  // Whoever suspended or closed it did so on purpose: its keys answer again when it is resumed.
  if (known !== undefined && known.tenant_id === id && status !== "active") return { ...known, host };
  if (status !== "active")
    throw new Error(`the tenant ${slug} is ${status}: resume it, or \`npm run reset\``);
  const adminKey = created.admin_key ?? (await issueAdminKey(operator, id));
  const keyOf = (role: string): Promise<string> => makeKey(client, { slug, adminKey }, role);
  const [engineerKey, viewerKey] = await Promise.all([keyOf("engineer"), keyOf("viewer")]);
  return {
    slug,
    host,
    jurisdiction,
    isolation,
    tenant_id: id,
    admin_key: adminKey,
    engineer_key: engineerKey,
    viewer_key: viewerKey,
  };
}
