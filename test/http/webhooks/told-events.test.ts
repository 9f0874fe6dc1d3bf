// What happens in a tenant is told: each of these requests leads to its events, and to no others. That every event has the shape of
// its type is checked after every test (check-tenant.ts). Budgets, forecasts, reports, moves and offboarding have tests of their own.

import { createHmac } from "node:crypto";
import { runDurableObjectAlarm } from "cloudflare:test";
import { expect, it } from "vitest";
import { sendAsOperator } from "../../support/client.ts";
import { sql } from "../../support/deliveries.ts";
import { tenantStub } from "../../support/objects.ts";
import { createEndpoint, createReceiver, deliver } from "../../support/receivers.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

type Do = (world: World) => Promise<unknown>;

const SECRET = "the secret of a source";
const ENDPOINT = { name: "n", url: "https://a.example.net/", event_types: ["*"], importer: "I" };

const asTenant =
  (target: string, json?: object): Do =>
  (world) =>
    sendTo(world, target, json === undefined ? {} : { json });
const asOperator =
  (method: string, path: string, json?: object): Do =>
  ({ tenant }) =>
    sendAsOperator(`${method} /operator/v1/tenants/${tenant.id}/${path}`, json === undefined ? {} : { json });

const rotateAndRevoke: Do = async (world) => {
  const { id } = await makeKey(world, { roles: ["viewer"] });
  await sendTo(world, `POST /v1/keys/${id}/rotate`, { json: {} });
  await sendTo(world, `DELETE /v1/keys/${id}`);
};

const takeHook: Do = async (world) => {
  const source = {
    name: "them",
    scheme: "hmac",
    hmac: { header: "x-sig" },
    becomes: "event",
    secret: SECRET,
  };
  await sendTo(world, "POST /v1/webhooks/sources", { json: source });
  const body = "{}";
  const headers = {
    "content-type": "application/json",
    "x-sig": createHmac("sha256", SECRET).update(body).digest("hex"),
  };
  await sendTo(world, "POST /v1/hooks/them", { key: null, body, headers });
};

const testAndRotate: Do = async (world) => {
  const { path } = await createEndpoint(world, createReceiver().url, { event_types: ["alert.firing"] });
  await sendTo(world, `POST ${path}/test`);
  await sendTo(world, `POST ${path}/rotate-secret`, { json: {} });
};

const loseReceiver: Do = async (world) => {
  const { path } = await createEndpoint(world, createReceiver("410").url, { event_types: ["alert.firing"] });
  await sendTo(world, `POST ${path}/test`);
  await deliver(world);
};

const proposeAndReject: Do = async (world) => {
  const second = await makeKey(world, { roles: ["admin"] });
  const settings = { time_zone: "UTC", trusted_networks: [], requires_approval: true };
  await sendTo(world, "PUT /v1/access-settings", { json: settings });
  const json = { subject: "group:a", role: "viewer" };
  const proposed = await sendTo(world, "PUT /v1/grants/g", { json });
  const path = `/v1/access-proposals/${proposed.json.proposal_id}/reject`;
  await sendTo(world, `POST ${path}`, { key: second.secret });
};

const signHead: Do = async (world) => {
  await sql(world, "UPDATE due_work SET at_ms = 1 WHERE name = 'checkpoint'");
  await runDurableObjectAlarm(tenantStub(world.tenant));
};

const ROLE = { description: "r", inherits: [], actions: ["logs:read"] };

it.each<readonly [string, Do, readonly string[]]>([
  ["another tier", asOperator("PUT", "tier", { tier: "enterprise" }), ["tenant.tier_changed"]],
  ["limits", asOperator("PUT", "limits", { label_values: 5_000 }), ["tenant.limits_changed"]],
  ["a suspension", asOperator("POST", "suspend"), ["tenant.status_changed"]],
  ["a key's life", rotateAndRevoke, ["key.created", "key.rotated", "key.revoked"]],
  ["a role", asTenant("PUT /v1/roles/r", ROLE), ["policy.changed"]],
  [
    "a proposal that is rejected",
    proposeAndReject,
    ["key.created", "policy.changed", "policy.proposed", "policy.decided"],
  ],
  [
    "residency",
    asTenant("PUT /v1/residency", { processing: "anywhere", lock: "preferred" }),
    ["residency.changed"],
  ],
  ["a transfer basis", asTenant("PUT /v1/residency/transfer-basis", {}), ["residency.basis_changed"]],
  [
    "an endpoint where its types may not go",
    asTenant("POST /v1/webhooks/endpoints", { ...ENDPOINT, country: "US" }),
    ["residency.refused"],
  ],
  [
    "privacy rules",
    asTenant("PUT /v1/privacy/rules", { rules: { email: { action: "mask" } } }),
    ["privacy.rules_changed"],
  ],
  ["another system's webhook", takeHook, ["hook.received"]],
  ["a test and a new secret", testAndRotate, ["endpoint.test", "endpoint.secret_rotated"]],
  ["a receiver that is gone", loseReceiver, ["endpoint.test", "endpoint.disabled"]],
  ["a signed head", signHead, ["audit.checkpoint_signed"]],
])("%s is told", async (_what, happen, types) => {
  const world = await createWorld();
  await createEndpoint(world, createReceiver().url, { event_types: ["erasure.completed"] });
  await happen(world);
  const rows = await sql(world, "SELECT type FROM webhook_events ORDER BY seq");
  expect(rows.map(({ type }) => type)).toEqual(types);
});
