// The sealed bucket over a real one: it answers as the plain bucket does, to every way of asking, and opens nothing that
// is not in its own place.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { hex } from "../../src/kernel/bytes.ts";
import { sha256 } from "../../src/kernel/sha256.ts";
import type { KeyRing } from "../../src/kernel/wrapped-key.ts";
import { createPlacement } from "../../src/residency/store/placement.ts";
import { FRAME_BYTES } from "../../src/residency/seal/sealed-format.ts";
import { takeSilo } from "../support/silo.ts";

const CELL_MASTER_KEY = Reflect.get(env, "CELL_MASTER_KEY") as string;
const placement = createPlacement(env, { MODE: "local", CELL: "global", CELL_MASTER_KEY });
const { slug, bucket: raw } = takeSilo();
let made = 0;

async function openSilo(changes: { siloKeys?: KeyRing; renewKeys?: () => Promise<KeyRing> } = {}) {
  made += 1;
  const id = `ten_${String(made).padStart(20, "0")}` as const;
  const key = await placement.vault.make(id, { version: 1, made_at: new Date(1).toISOString() });
  const tenant = {
    id,
    slug,
    jurisdiction: "eu",
    isolation: "silo",
    pool: 0,
    siloKeys: [key],
  } as const;
  return {
    tenant,
    key,
    bucket: placement.bucket({ ...tenant, ...changes }),
    at: (name: string) => `tenants/${id}/${name}`,
  };
}

const content = (sizeBytes: number) =>
  Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 7 + (at >> 9)) & 255);

describe("a sealed bucket", () => {
  it("tells size, SHA-256 and time of what was put, in a head, a listing and the put's own answer", async () => {
    const { bucket, at } = await openSilo();
    const bytes = content(100_000);
    const wanted = { key: at("a"), sizeBytes: bytes.length, sha256: hex(sha256(bytes)) };
    expect(await bucket.put(at("a"), bytes, { sha256: sha256(bytes) })).toMatchObject(wanted);
    expect(await bucket.head(at("a"))).toMatchObject(wanted);
    const listed = await bucket.list();
    expect(listed).toMatchObject({ objects: [wanted], keys: [at("a")], cursor: null });
    expect(Date.now() - (listed.objects[0]?.storedAtMs ?? 0)).toBeLessThan(60_000);
    const stored = await raw.head(at("a"));
    expect(stored?.size).toBe(48 + bytes.length + 2 * 16);
    expect(JSON.stringify(stored?.customMetadata)).not.toContain(hex(sha256(bytes)));
    await bucket.delete([at("a")]);
    expect([await bucket.head(at("a")), await bucket.get(at("a"))]).toEqual([null, null]);
  });

  it("gives every kind of range that R2 does, with the plain bucket as the measure", async () => {
    const { tenant, bucket, at } = await openSilo();
    const plain = placement.bucket({ ...tenant, isolation: "pool" });
    const bytes = content(2 * FRAME_BYTES + 500);
    for (const place of [bucket, plain]) await place.put(at("a"), bytes);
    const edges = [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 2 * FRAME_BYTES, bytes.length - 1];
    const ranges: (R2Range | undefined)[] = [
      undefined,
      { suffix: 8 },
      { suffix: FRAME_BYTES + 1 },
      ...edges.map((offset) => ({ offset })),
      ...edges.flatMap((offset) =>
        [1, 100, FRAME_BYTES, 3 * FRAME_BYTES].map((length) => ({ offset, length })),
      ),
    ];
    for (const range of ranges) {
      const [sealed, wanted] = [await bucket.get(at("a"), range), await plain.get(at("a"), range)];
      const [got, expected] = [await sealed?.arrayBuffer(), await wanted?.arrayBuffer()];
      const isSame = Buffer.compare(Buffer.from(got ?? []), Buffer.from(expected ?? [])) === 0;
      expect([range, isSame]).toEqual([range, true]);
    }
  });

  it("keeps text and nothing at all", async () => {
    const { bucket, at } = await openSilo();
    await bucket.put(at("text"), "grüezi");
    await bucket.put(at("empty"), new Uint8Array(0));
    expect(new TextDecoder().decode(await (await bucket.get(at("text")))?.arrayBuffer())).toBe("grüezi");
    expect((await (await bucket.get(at("empty")))?.arrayBuffer())?.byteLength).toBe(0);
    expect(await bucket.head(at("empty"))).toMatchObject({ sizeBytes: 0, sha256: hex(sha256()) });
  });

  it("refuses bytes that have another SHA-256 than is said, and keys of others", async () => {
    const { bucket, at } = await openSilo();
    await expect(bucket.put(at("a"), content(3), { sha256: sha256("other") })).rejects.toThrow(
      "another SHA-256",
    );
    await expect(bucket.put("tenants/ten_x/a", content(3))).rejects.toThrow("a key outside");
    await expect(bucket.list({ prefix: "tenants/" })).rejects.toThrow("a prefix outside");
    expect(await bucket.head(at("a"))).toBeNull();
  });

  it("asks once for newer keys when an object names one that it lacks", async () => {
    const { tenant, key, at } = await openSilo();
    const newer = await placement.vault.make(tenant.id, { version: 2, made_at: new Date(2).toISOString() });
    await placement.bucket({ ...tenant, siloKeys: [key, newer] }).put(at("a"), content(10));
    let asked = 0;
    const renewKeys = async () => ((asked += 1), [key, newer]);
    const behind = placement.bucket({ ...tenant, renewKeys });
    for (let reads = 0; reads < 3; reads++)
      expect((await (await behind.get(at("a")))?.arrayBuffer())?.byteLength).toBe(10);
    expect(asked).toBe(1);
    await expect((await placement.bucket(tenant).get(at("a")))?.arrayBuffer()).rejects.toThrow(
      "has no key 2",
    );
  });
});

describe("what a sealed bucket does not open", () => {
  const bytes = content(FRAME_BYTES + 10);
  const read = async (bucket: Awaited<ReturnType<typeof openSilo>>["bucket"], key: string) =>
    (await bucket.get(key))?.arrayBuffer();

  it("an object that somebody put in another's place, or that another tenant has sealed", async () => {
    const { bucket, at } = await openSilo();
    const other = await openSilo();
    for (const name of ["a", "b"]) await bucket.put(at(name), bytes);
    await other.bucket.put(other.at("a"), bytes);
    for (const from of [at("b"), other.at("a")]) {
      const object = await raw.get(from);
      if (object === null) throw new TypeError("it was put");
      const { customMetadata = {} } = object;
      await raw.put(at("a"), await object.arrayBuffer(), { customMetadata });
      await expect(read(bucket, at("a"))).rejects.toThrow("is not what was sealed");
      await expect(bucket.head(at("a"))).rejects.toThrow("is not what was sealed");
    }
  });

  it("an object that was cut off, changed, or put there in the clear", async () => {
    const { bucket, at } = await openSilo();
    await bucket.put(at("a"), bytes);
    const object = await raw.get(at("a"));
    const [stored, customMetadata] = [
      new Uint8Array((await object?.arrayBuffer()) ?? []),
      object?.customMetadata ?? {},
    ];
    await raw.put(at("a"), stored.subarray(0, 48 + FRAME_BYTES + 16), { customMetadata });
    for (const range of [undefined, { offset: 0, length: 10 }])
      await expect(bucket.get(at("a"), range)).rejects.toThrow("is not as long as it was sealed");
    await raw.put(at("a"), stored.with(60, (stored[60] ?? 0) ^ 1), { customMetadata });
    await expect(read(bucket, at("a"))).rejects.toThrow("frame 0");
    await raw.put(at("a"), bytes);
    for (const ask of [
      async () => bucket.get(at("a")),
      async () => bucket.head(at("a")),
      async () => bucket.list(),
    ])
      await expect(ask()).rejects.toThrow("is not sealed");
  });

  it("anything without a key; and it stores nothing then", async () => {
    const { at, bucket } = await openSilo({ siloKeys: [] });
    await expect(bucket.put(at("a"), bytes)).rejects.toThrow("nothing is stored in it in the clear");
    expect(await raw.head(at("a"))).toBeNull();
  });

  it("reads what the bucket had in the clear before the tenant's first key was made", async () => {
    const { tenant, at } = await openSilo();
    await raw.put(at("old"), bytes, { sha256: sha256(bytes) });
    const later = new Date(Date.now() + 60_000).toISOString();
    const siloKeys = [await placement.vault.make(tenant.id, { version: 1, made_at: later })];
    const bucket = placement.bucket({ ...tenant, siloKeys });
    expect(await bucket.head(at("old"))).toMatchObject({
      sizeBytes: bytes.length,
      sha256: hex(sha256(bytes)),
    });
    for (const range of [
      undefined,
      { offset: 5, length: 7 },
      { offset: FRAME_BYTES, length: 9 },
      { suffix: 3 },
    ]) {
      const got = new Uint8Array((await (await bucket.get(at("old"), range))?.arrayBuffer()) ?? []);
      const plain = new Uint8Array(
        (await (await raw.get(at("old"), range === undefined ? {} : { range }))?.arrayBuffer()) ?? [],
      );
      expect([...got]).toEqual([...plain]);
    }
  });
});
