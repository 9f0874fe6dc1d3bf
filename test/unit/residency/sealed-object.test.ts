// Sealed objects: every range reads as the plain bytes do, and nothing that was changed, cut, swapped or put elsewhere is
// opened at all.

import { describe, expect, it } from "vitest";
import {
  CHANCE_BYTES,
  DIGEST_FRAME,
  FRAME_BYTES,
  frameSpan,
  HEADER_BYTES,
  makeHeader,
  parseHeader,
  sealedBytes,
  TAG_BYTES,
} from "../../../src/residency/seal/sealed-format.ts";
import { openObjectCipher } from "../../../src/residency/store/object-cipher.ts";
import { seededRandom } from "../../support/ingest.ts";

const SEED = Date.now() % 1_000_000_000;
const random = (sizeBytes: number) => crypto.getRandomValues(new Uint8Array(sizeBytes));
const newKey = async () => crypto.subtle.importKey("raw", random(32), "HKDF", false, ["deriveKey"]);
const STORED_FRAME = FRAME_BYTES + TAG_BYTES;
const NAME = "tenants/ten_1/metrics/x.parquet";

function content(sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 31 + (at >> 8)) & 255);
}

async function seal(plain: Uint8Array, { key, name = NAME }: { key: CryptoKey; name?: string }) {
  const header = makeHeader({ keyVersion: 3, plainBytes: plain.length, chance: random(CHANCE_BYTES) });
  const cipher = await openObjectCipher(key, header, name);
  return { stored: await cipher.seal(plain), cipher };
}

async function open(stored: Uint8Array, key: CryptoKey, name: string = NAME): Promise<Uint8Array> {
  const header = parseHeader(stored);
  if (header === null) throw new Error("no header");
  return (await openObjectCipher(key, header, name)).openFrames(stored.subarray(HEADER_BYTES), 0);
}

describe("a sealed object", () => {
  it.each([0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES, 3 * FRAME_BYTES + 17])(
    "of %d bytes opens as what was sealed, and is as long as its header says",
    async (sizeBytes) => {
      const key = await newKey();
      const plain = content(sizeBytes);
      const { stored, cipher } = await seal(plain, { key });
      expect(stored.length).toBe(sealedBytes(cipher.header));
      expect(cipher.header).toMatchObject({ keyVersion: 3, plainBytes: sizeBytes, frameBytes: FRAME_BYTES });
      expect(await open(stored, key)).toEqual(plain);
    },
  );

  it("is another each time, also of the same bytes under the same name", async () => {
    const key = await newKey();
    const [one, other] = [await seal(content(100), { key }), await seal(content(100), { key })];
    expect(one.stored.subarray(HEADER_BYTES)).not.toEqual(other.stored.subarray(HEADER_BYTES));
  });

  it(`reads by any range around the borders of its frames (seed ${SEED})`, async () => {
    const next = seededRandom(SEED);
    const key = await newKey();
    const near = [0, 1, 2, 3].flatMap((frame) => [-2, -1, 0, 1, 2].map((by) => frame * FRAME_BYTES + by));
    for (const sizeBytes of [1, FRAME_BYTES, 2 * FRAME_BYTES + 1, 3 * FRAME_BYTES - 1]) {
      const plain = content(sizeBytes);
      const { stored, cipher } = await seal(plain, { key });
      const places = [
        ...near,
        ...Array.from({ length: 12 }, () => Math.floor(next() * sizeBytes)),
        sizeBytes,
      ];
      const edges = [...new Set(places)].filter((at) => at >= 0 && at <= sizeBytes).sort((a, b) => a - b);
      for (const start of edges) {
        for (const end of edges.filter((at) => at > start)) {
          const { first, offset, length } = frameSpan({ start, end }, FRAME_BYTES);
          const opened = await cipher.openFrames(stored.subarray(offset, offset + length), first);
          const skipped = first * FRAME_BYTES;
          const isSame = Buffer.compare(
            opened.subarray(start - skipped, end - skipped),
            plain.subarray(start, end),
          );
          expect([isSame, start, end]).toEqual([0, start, end]);
        }
      }
    }
  });
});

describe("what is not opened", () => {
  const sizeBytes = 2 * FRAME_BYTES + 100;
  const refused = /is not what was sealed/;

  it(`an object with any byte of its header, a frame or a tag changed (seed ${SEED})`, async () => {
    const next = seededRandom(SEED);
    const key = await newKey();
    const { stored } = await seal(content(sizeBytes), { key });
    const places = Array.from({ length: 60 }, () => Math.floor(next() * stored.length));
    // Of the header: key version, plain size, salt and nonce prefix; the magic, version and frame size are no header then.
    for (const at of [8, 11, 23, 24, 39, 40, 47, HEADER_BYTES, stored.length - 1, ...places]) {
      const changed = stored.with(at, (stored[at] ?? 0) ^ (1 << Math.floor(next() * 8)));
      await expect(open(changed, key), `byte ${at}`).rejects.toThrow(/is not what was sealed|no header/);
    }
  });

  it("an object that was cut off, at a frame's border too, or had something added", async () => {
    const key = await newKey();
    const { stored } = await seal(content(sizeBytes), { key });
    const half = stored.subarray(0, HEADER_BYTES + STORED_FRAME + 1_000);
    await expect(open(half, key)).rejects.toThrow(refused);
    await expect(open(new Uint8Array([...stored, 0]), key)).rejects.toThrow(refused);
    const header = parseHeader(stored.subarray(0, HEADER_BYTES + STORED_FRAME));
    expect(header && sealedBytes(header)).toBe(stored.length);
    const shorter = makeHeader({
      keyVersion: 3,
      plainBytes: FRAME_BYTES,
      chance: stored.slice(24, HEADER_BYTES),
    });
    const renamed = new Uint8Array([
      ...shorter.bytes,
      ...stored.subarray(HEADER_BYTES, HEADER_BYTES + STORED_FRAME),
    ]);
    await expect(open(renamed, key)).rejects.toThrow(refused);
  });

  it("frames in each other's places, or from another object under the same key", async () => {
    const key = await newKey();
    const { stored } = await seal(content(sizeBytes), { key });
    const { stored: other } = await seal(content(sizeBytes), { key });
    const [first, second] = [HEADER_BYTES, HEADER_BYTES + STORED_FRAME];
    const swapped = stored.slice();
    swapped.set(stored.subarray(second, second + STORED_FRAME), first);
    swapped.set(stored.subarray(first, second), second);
    await expect(open(swapped, key)).rejects.toThrow(refused);
    const mixed = stored.slice();
    mixed.set(other.subarray(second, second + STORED_FRAME), second);
    await expect(open(mixed, key)).rejects.toThrow(refused);
  });

  it("an object under another name, with another key, or whose header names another version of the key", async () => {
    const key = await newKey();
    const { stored } = await seal(content(10), { key });
    await expect(open(stored, key, NAME.replace("ten_1", "ten_2"))).rejects.toThrow(refused);
    await expect(open(stored, await newKey())).rejects.toThrow(refused);
    await expect(open(stored.with(11, 4), key)).rejects.toThrow(refused);
  });

  it("the digest of another object, or a frame in the digest's place", async () => {
    const key = await newKey();
    const [one, other] = [await seal(content(10), { key }), await seal(content(10), { key })];
    const sealed = await one.cipher.sealDigest(content(32));
    expect(await one.cipher.openDigest(sealed)).toEqual(content(32));
    await expect(other.cipher.openDigest(sealed)).rejects.toThrow(`frame ${DIGEST_FRAME}`);
    await expect(one.cipher.openDigest(one.stored.subarray(HEADER_BYTES))).rejects.toThrow(refused);
  });

  it.each([
    ["short", new Uint8Array(HEADER_BYTES - 1)],
    ["Parquet", new TextEncoder().encode(`PAR1${"x".repeat(60)}`)],
    ["of no version", Uint8Array.from([0x54, 0x52, 0x53, 0x42, 2, ...new Uint8Array(60)])],
    ["of frames without bytes", Uint8Array.from([0x54, 0x52, 0x53, 0x42, 1, ...new Uint8Array(60)])],
  ])("bytes that are %s", (_what, bytes) => {
    expect(parseHeader(bytes)).toBeNull();
  });
});
