// traceo-webhook-receiver against what the gateway itself signs: once per id, whatever the store, and never half.

import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { newSigningKey, signMessage } from "../../../../src/webhooks/index.ts";
import {
  applyInMemory,
  applyInObject,
  applyInSql,
  createReceiver,
  d1Database,
  forgetBefore,
  RECEIPT_TABLES,
  skipTo,
  type Apply,
  type Ordering,
  type Receiver,
  type SqlStatement,
} from "../../../../src/webhooks/receiver/index.ts";
import { tenantStub } from "../../../support/objects.ts";
import { createWorld } from "../../../support/world.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));
const HMAC = await newSigningKey("v1", random);
const ED25519 = await newSigningKey("v1a", random);

interface Sent {
  readonly id: string;
  readonly body?: string;
  readonly sequence?: number;
  readonly atMs?: number;
  readonly keys?: readonly string[];
}

async function requestOf(sent: Sent): Promise<Request> {
  const { id, body = `{"id":"${id}"}`, sequence, atMs = NOW_MS, keys = [HMAC.secret] } = sent;
  const timestampS = Math.floor(atMs / 1_000);
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(timestampS),
    "webhook-signature": await signMessage({ messageId: id, timestampS, body }, keys),
    ...(sequence === undefined ? {} : { "x-traceo-sequence": String(sequence) }),
  };
  return new Request("https://receiver.example/", { method: "POST", headers, body });
}

const receiverOf = (apply: Apply, keys = [HMAC.secret]): Receiver =>
  createReceiver({ keys, apply, clock: () => NOW_MS });

const send = async (receiver: Receiver, sent: Sent): Promise<number> =>
  (await receiver.receive(await requestOf(sent))).status;

/** A store of one kind, and what it has applied so far. */
interface Store {
  readonly apply: (ordering?: Ordering) => Apply;
  readonly applied: () => Promise<string[]>;
}

const IN_ORDER: Ordering = { order: "consecutive", firstSequence: 1 };
const FAILS = "fails";

async function d1Store(): Promise<Store> {
  const name = `t${crypto.randomUUID().slice(0, 8)}`;
  for (const sql of RECEIPT_TABLES) await env.DIRECTORY.prepare(sql).run();
  await env.DIRECTORY.exec(`CREATE TABLE ${name} (id TEXT CHECK (id <> '${FAILS}'))`);
  const handle = ({ id }: { id: string }): SqlStatement[] => [
    { sql: `INSERT INTO ${name} (id) VALUES (?1)`, params: [id] },
  ];
  return {
    apply: (ordering) =>
      applyInSql(d1Database(env.DIRECTORY), { endpoint: name, handle, ...(ordering && { ordering }) }),
    applied: async () =>
      (await env.DIRECTORY.prepare(`SELECT id FROM ${name}`).raw()).map(([id]) => String(id)),
  };
}

async function objectStore(): Promise<Store> {
  const { tenant } = await createWorld();
  const inObject = <T>(work: (storage: DurableObjectStorage) => T | Promise<T>): Promise<T> =>
    runInDurableObject(tenantStub(tenant) as unknown as DurableObjectStub, (_object, state) =>
      work(state.storage),
    );
  await inObject(({ sql }) => void sql.exec(`CREATE TABLE applied (id TEXT CHECK (id <> '${FAILS}'))`));
  return {
    apply: (ordering) => (message) =>
      inObject(async (storage) => {
        const handle = ({ id }: { id: string }): void =>
          void storage.sql.exec("INSERT INTO applied (id) VALUES (?)", id);
        return applyInObject(storage, { endpoint: "e", handle, ...(ordering && { ordering }) })(message);
      }),
    applied: () =>
      inObject(({ sql }) =>
        sql
          .exec("SELECT id FROM applied")
          .toArray()
          .map(({ id }) => id as string),
      ),
  };
}

async function memoryStore(): Promise<Store> {
  const applied: string[] = [];
  const handle = ({ id }: { id: string }): void => {
    if (id === FAILS) throw new Error("as asked");
    applied.push(id);
  };
  return {
    apply: (ordering) => applyInMemory({ handle, ...(ordering && { ordering }) }),
    applied: async () => applied,
  };
}

const STORES = [
  ["D1", d1Store],
  ["a Durable Object", objectStore],
  ["memory", memoryStore],
] as const;

describe.each(STORES)("a receiver in %s", (_name, open) => {
  it("applies each id once, also when all of its repeats come at once", async () => {
    const store = await open();
    const receiver = receiverOf(store.apply());
    const sent = ["a", "a", "b", "a", "b"].map((id) => send(receiver, { id }));
    expect(await Promise.all(sent)).toEqual([200, 200, 200, 200, 200]);
    expect(await send(receiver, { id: "a", atMs: NOW_MS - 60_000 })).toBe(200);
    expect((await store.applied()).toSorted()).toEqual(["a", "b"]);
  });

  it("notes nothing of what could not be applied: it is taken when it comes again", async () => {
    const store = await open();
    const receiver = receiverOf(store.apply());
    expect(await send(receiver, { id: FAILS })).toBe(500);
    expect(await send(receiver, { id: FAILS })).toBe(500);
    expect(await store.applied()).toEqual([]);
  });

  it("in order takes the next only: what is early comes again, what is late is told", async () => {
    const store = await open();
    const receiver = receiverOf(store.apply(IN_ORDER));
    expect(await send(receiver, { id: "b", sequence: 2 })).toBe(425);
    expect(await send(receiver, { id: "a", sequence: 1 })).toBe(200);
    expect(await send(receiver, { id: "b", sequence: 2 })).toBe(200);
    expect(await send(receiver, { id: "a", sequence: 1 })).toBe(200);
    expect(await send(receiver, { id: "z", sequence: 1 })).toBe(409);
    expect(await send(receiver, { id: "d", sequence: 4 })).toBe(425);
    expect(await store.applied()).toEqual(["a", "b"]);
  });

  it("in order does not take a message that has no place in it", async () => {
    const store = await open();
    expect(await send(receiverOf(store.apply(IN_ORDER)), { id: "a" })).toBe(500);
    expect(await store.applied()).toEqual([]);
  });
});

describe("signatures", () => {
  const applied: string[] = [];
  const apply = applyInMemory({ handle: ({ id }) => void applied.push(id) });

  it("of either scheme are known by the key that is given, and by the former one while it is rotated", async () => {
    const publicKey = ED25519.publicKey ?? "";
    const next = await newSigningKey("v1", random);
    expect(await send(receiverOf(apply, [publicKey]), { id: "ed", keys: [ED25519.secret] })).toBe(200);
    expect(
      await send(receiverOf(apply, [publicKey]), { id: "both", keys: [HMAC.secret, ED25519.secret] }),
    ).toBe(200);
    expect(await send(receiverOf(apply, [next.secret, HMAC.secret]), { id: "old" })).toBe(200);
    expect(applied).toEqual(["ed", "both", "old"]);
  });

  it("are refused when body, id, key or instant is another", async () => {
    const receiver = receiverOf(apply);
    const [right, other] = [await requestOf({ id: "x" }), await newSigningKey("v1", random)];
    const changed = (name: string, value: string): Request => {
      const request = new Request(right.clone());
      request.headers.set(name, value);
      return request;
    };
    const tampered = new Request(right.clone(), { method: "POST", body: '{"id":"y"}' });
    for (const request of [tampered, changed("webhook-id", "y"), changed("webhook-timestamp", "1795435201")])
      expect((await receiver.receive(request)).status).toBe(401);
    expect(await send(receiver, { id: "x", keys: [other.secret] })).toBe(401);
    expect(await send(receiver, { id: "x", atMs: NOW_MS - 301_000 })).toBe(401);
    expect(await send(receiver, { id: "x", atMs: NOW_MS + 301_000 })).toBe(401);
    expect(applied).not.toContain("x");
  });

  it("are not looked at where the body is too large or a header is missing", async () => {
    const receiver = receiverOf(apply);
    expect(await send(receiver, { id: "large", body: "x".repeat(262_145) })).toBe(413);
    expect((await receiver.receive(new Request("https://r.example/", { method: "POST" }))).status).toBe(401);
  });

  it("cannot be verified by a key that is none: that shows when the receiver is made", () => {
    for (const key of ["", "secret", "whsec_", "whsec_?", "whsk_AAAA"])
      expect(() => receiverOf(apply, [key])).toThrow("a key is `whsec_` or `whpk_` and base64");
  });
});

describe("upkeep of the table", () => {
  it("skips what will not come, and forgets what is old", async () => {
    for (const sql of RECEIPT_TABLES) await env.DIRECTORY.prepare(sql).run();
    const endpoint = crypto.randomUUID();
    const database = d1Database(env.DIRECTORY);
    const receiver = receiverOf(applyInSql(database, { endpoint, handle: () => [], ordering: IN_ORDER }));
    expect(await send(receiver, { id: "a", sequence: 1 })).toBe(200);
    expect(await send(receiver, { id: "d", sequence: 4 })).toBe(425);
    await database.batch([skipTo(endpoint, 3)]);
    expect(await send(receiver, { id: "d", sequence: 4 })).toBe(200);
    const count = {
      sql: "SELECT count(*) AS n FROM webhook_receipts WHERE endpoint = ?1",
      params: [endpoint],
    };
    expect(await database.all(count)).toEqual([{ n: 2 }]);
    await database.batch([forgetBefore(endpoint, NOW_MS + 1)]);
    expect(await database.all(count)).toEqual([{ n: 0 }]);
  });
});
