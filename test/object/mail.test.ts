// Mail that leaves by the platform's service, as it is simulated here: what goes along is read from the bucket, and what became
// of a report's mail is in the report's record.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { expect, it } from "vitest";
import { createPlacement } from "../../src/residency/store/placement.ts";
import { loadContent } from "../../src/tenant/mail/mail-content.ts";
import { postMail, type MailBinding } from "../../src/tenant/mail/post-mail.ts";
import { loadMail, writeMail, type Mail } from "../../src/tenant/mail/write-mail.ts";
import { bucketOf, sqlIn, tenantStub } from "../support/objects.ts";
import { createWorld, type World } from "../support/world.ts";

const NOW = Date.UTC(2026, 10, 23, 9);
const HOUR = 3_600_000;
const service = Reflect.get(env, "TEST_EMAIL") as MailBinding;

interface Post {
  readonly to: string;
  readonly binding?: MailBinding;
  readonly afterMs?: number;
}

const ADD_DELIVERY = `INSERT INTO report_deliveries (run_id, no, kind, role, target, state, at_ms)
  VALUES ('run_1', 0, 'email', 'recipient', ?, 'handed_over', 1)`;

/** Writes a report's mail and posts it: what it threw, or null. */
async function post({ tenant }: World, { to, binding = service, afterMs = 0 }: Post): Promise<string | null> {
  const placement = createPlacement(env, { MODE: "local", CELL: "global" });
  const key = `tenants/${tenant.id}/reports/run_1/0/file`;
  await bucketOf(tenant).put(key, "a,b\n1,2\n");
  await bucketOf(tenant).put(`${key}.html`, "<p>Costs</p>");
  const part = { key, name: "costs.csv", mime: "text/csv", cid: null };
  const picture = { ...part, name: "picture.png", mime: "image/png", cid: "picture-1@report" };
  const mail: Mail = {
    to: [to],
    subject: "Costs",
    text: "Costs",
    htmlKey: `${key}.html`,
    parts: [part, picture],
    report: { runId: "run_1", target: to },
  };
  const stub = tenantStub(tenant) as unknown as DurableObjectStub;
  return runInDurableObject(stub, async (_object, { storage }) => {
    const db = drizzle(storage);
    const store = { storage, db, clock: () => NOW + afterMs, random: () => new Uint8Array(10) };
    storage.sql.exec(ADD_DELIVERY, to);
    const effects = writeMail(db, mail, NOW);
    const [{ mail: id }] = effects.map(({ payload }) => payload) as [{ mail: number }];
    const thrown = await postMail({ store, placement, binding, domain: "example.com" }, id).then(
      () => null,
      (error: Error) => error.message,
    );
    const waiting = loadMail(db, id);
    if (waiting !== null) {
      const content = await loadContent(bucketOf(tenant), waiting);
      expect(content).toMatchObject({ subject: "Costs", text: "Costs", html: "<p>Costs</p>" });
      expect(content.attachments?.map(({ disposition }) => disposition)).toEqual(["attachment", "inline"]);
    }
    return thrown;
  });
}

const recordOf = async ({ tenant }: World) =>
  sqlIn(
    tenantStub(tenant),
    "SELECT state, reason, (SELECT count(*) FROM mails) AS waiting FROM report_deliveries",
  );

it("leaves with what is attached and shown, and is recorded as sent", async () => {
  const world = await createWorld();
  expect(await post(world, { to: "ada@example.com" })).toBe(null);
  expect(await recordOf(world)).toEqual([{ state: "sent", reason: null, waiting: 0 }]);
});

it("that the service does not take is tried again, for four hours", async () => {
  const world = await createWorld();
  expect(await post(world, { to: "bob@example.com" })).toContain("not allowed");
  expect(await recordOf(world)).toEqual([{ state: "handed_over", reason: null, waiting: 1 }]);
  const late = await createWorld();
  expect(await post(late, { to: "bob@example.com", afterMs: 4 * HOUR })).toBe(null);
  expect(await recordOf(late)).toEqual([{ state: "failed", reason: "mail.not_taken", waiting: 0 }]);
});

it("that the service refuses for good is recorded as failed, and holds up nothing behind it", async () => {
  const world = await createWorld();
  const refusal = Object.assign(new Error("suppressed"), { code: "E_RECIPIENT_SUPPRESSED" });
  const binding: MailBinding = { send: async () => Promise.reject(refusal) };
  expect(await post(world, { to: "ada@example.com", binding })).toBe(null);
  expect(await recordOf(world)).toEqual([{ state: "failed", reason: "E_RECIPIENT_SUPPRESSED", waiting: 0 }]);
});
