// A silo's bucket for its tenant: what goes in is sealed with the tenant's key, what comes out is plain, by ranges too.
// Every object carries its header and the sealed SHA-256 of its content as metadata, so that a range costs one request.
// INVARIANT: an object that is not sealed is read only if the bucket had it before the tenant's first key was made: nobody
// who can write to the bucket puts plain bytes in a sealed object's place.

import { base64url, concatBytes, hex, parseBase64url, parseHex, utf8 } from "../../kernel/bytes.ts";
import { isSameSecret, sha256 } from "../../kernel/sha256.ts";
import {
  FRAME_BYTES,
  frameSpan,
  HEADER_BYTES,
  parseHeader,
  sealedBytes,
  type PlainRange,
  type SealHeader,
} from "../seal/sealed-format.ts";
import {
  ownKey,
  ownPrefix,
  type StoredBody,
  type StoredObject,
  type TenantBucket,
} from "../tenant-bucket.ts";
import type { Sealer } from "./sealer.ts";
import { describeObject, listOwn } from "./tenant-bucket.ts";

const LABEL = "sealed";

interface Label {
  readonly header: SealHeader;
  readonly sealedDigest: Uint8Array;
}

interface Sealing {
  readonly sealer: Sealer;
  /** When the tenant's first key was made. */
  readonly sinceMs: number;
}

/** Null for an object from before the first key. Throws for any other without a label that fits it. */
function labelOf({ key, size, customMetadata, uploaded }: R2Object, sinceMs: number): Label | null {
  const text = customMetadata?.[LABEL];
  if (text === undefined && uploaded.getTime() < sinceMs) return null;
  const bytes = parseBase64url(text ?? "");
  const header = bytes === null ? null : parseHeader(bytes);
  if (bytes === null || header === null) throw new Error(`\`${key}\` is not sealed`);
  if (sealedBytes(header) !== size) throw new Error(`\`${key}\` is not as long as it was sealed`);
  return { header, sealedDigest: bytes.subarray(HEADER_BYTES) };
}

async function describeSealed(object: R2Object, { sealer, sinceMs }: Sealing): Promise<StoredObject> {
  const label = labelOf(object, sinceMs);
  if (label === null) return describeObject(object);
  const cipher = await sealer.resume(object.key, label.header);
  const digest = hex(await cipher.openDigest(label.sealedDigest));
  return { ...describeObject(object), sizeBytes: label.header.plainBytes, sha256: digest };
}

function bytesOf(value: ArrayBufferView | ArrayBuffer | string): Uint8Array {
  if (typeof value === "string") return utf8(value);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** As R2 does with what it is given in the clear. */
function checkDigest(wanted: R2PutOptions["sha256"], digest: Uint8Array, key: string): void {
  if (wanted === undefined) return;
  const bytes = typeof wanted === "string" ? parseHex(wanted) : bytesOf(wanted);
  if (bytes === null || !isSameSecret(bytes, digest))
    throw new Error(`\`${key}\`: the bytes have another SHA-256`);
}

type Put = Parameters<TenantBucket["put"]>;

async function putSealed(bucket: R2Bucket, { sealer }: Sealing, [key, value, options = {}]: Put) {
  const plain = bytesOf(value);
  const digest = sha256(plain);
  checkDigest(options.sha256, digest, key);
  const cipher = await sealer.begin(key, plain.length);
  const label = concatBytes([cipher.header.bytes, await cipher.sealDigest(digest)]);
  const stored = await cipher.seal(plain);
  const object = await bucket.put(key, stored, {
    ...options,
    sha256: sha256(stored),
    httpMetadata: { contentType: "application/octet-stream" },
    customMetadata: { ...options.customMetadata, [LABEL]: base64url(label) },
  });
  return { ...describeObject(object), sizeBytes: plain.length, sha256: hex(digest) };
}

function toPlainRange(range: R2Range, sizeBytes: number): PlainRange {
  if ("suffix" in range) return { start: Math.max(0, sizeBytes - range.suffix), end: sizeBytes };
  const { offset: start = 0, length = sizeBytes } = range;
  return { start, end: Math.min(start + length, sizeBytes) };
}

/** What is asked of R2: the frames, as far as they can be known before the object is. */
function storedRange(range: R2Range | undefined, frameBytes: number): R2GetOptions {
  if (range === undefined || "suffix" in range || range.length === undefined) return {};
  const { offset: start = 0, length } = range;
  const span = frameSpan({ start, end: start + length }, frameBytes);
  return { range: { offset: span.offset, length: span.length } };
}

async function openRange(
  { sealer }: Sealing,
  { object, header, wanted }: { object: R2ObjectBody; header: SealHeader; wanted: R2Range | undefined },
): Promise<ArrayBuffer> {
  const range =
    wanted === undefined ? { start: 0, end: header.plainBytes } : toPlainRange(wanted, header.plainBytes);
  if (range.start > range.end) throw new RangeError(`\`${object.key}\` has no bytes from ${range.start} on`);
  const { first, offset, length } = frameSpan(range, header.frameBytes);
  const got = new Uint8Array(await object.arrayBuffer());
  const isWhole = got.length === object.size;
  const frames = isWhole ? got.subarray(offset, offset + length) : got;
  const cipher = await sealer.resume(object.key, header);
  const plain = await cipher.openFrames(frames, first);
  const skipped = first * header.frameBytes;
  return plain.slice(range.start - skipped, range.end - skipped).buffer;
}

type Get = Parameters<TenantBucket["get"]>;

async function getSealed(bucket: R2Bucket, sealing: Sealing, [key, range]: Get): Promise<StoredBody | null> {
  const object = await getFrames(bucket, sealing, [key, range]);
  if (object === null) return null;
  const label = labelOf(object, sealing.sinceMs);
  if (label === null) return range === undefined ? object : bucket.get(key, { range });
  const { header } = label;
  // Not as it is written now: then these were not the frames to ask for.
  const isOther = header.frameBytes !== FRAME_BYTES && range !== undefined;
  const held = isOther ? await bucket.get(key) : object;
  if (held === null) return null;
  return { arrayBuffer: async () => openRange(sealing, { object: held, header, wanted: range }) };
}

/** An object that is not sealed may end before the frames of a range that it has: then all of it. */
async function getFrames(
  bucket: R2Bucket,
  { sinceMs }: Sealing,
  [key, range]: Get,
): Promise<R2ObjectBody | null> {
  try {
    return await bucket.get(key, storedRange(range, FRAME_BYTES));
  } catch (error) {
    const found = await bucket.head(key);
    if (found === null || labelOf(found, sinceMs) !== null) throw error;
    return bucket.get(key);
  }
}

export function openSealedBucket(bucket: R2Bucket, tenantId: string, sealing: Sealing): TenantBucket {
  return {
    tenantId,
    get: async (key, range) => getSealed(bucket, sealing, [ownKey(tenantId, key), range]),
    head: async (key) => {
      const found = await bucket.head(ownKey(tenantId, key));
      return found === null ? null : describeSealed(found, sealing);
    },
    put: async (key, value, options) =>
      putSealed(bucket, sealing, [ownKey(tenantId, key), value, options ?? {}]),
    list: async ({ prefix, ...page } = {}) => {
      const found = await bucket.list({
        prefix: ownPrefix(tenantId, prefix),
        include: ["customMetadata"],
        ...page,
      });
      return listOwn(
        found,
        await Promise.all(found.objects.map(async (object) => describeSealed(object, sealing))),
      );
    },
    delete: async (keys) => {
      if (keys.length > 0) await bucket.delete(keys.map((key) => ownKey(tenantId, key)));
    },
  };
}
