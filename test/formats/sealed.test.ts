// Stored bytes of sealed objects and rows: what was written once is read for ever. And that they are what the format says:
// opened here with nothing but HKDF-SHA-256 and AES-256-GCM, as anybody who holds the key can.

import { createDecipheriv, hkdfSync } from "node:crypto";
import { expect, test } from "vitest";
import { base64, parseBase64, parseBase64url, utf8 } from "../../src/kernel/bytes.ts";
import { sha256 } from "../../src/kernel/sha256.ts";
import {
  FRAME_BYTES,
  HEADER_BYTES,
  makeHeader,
  parseHeader,
} from "../../src/residency/seal/sealed-format.ts";
import { openObjectCipher } from "../../src/residency/store/object-cipher.ts";
import {
  SEALED_V1_BASE64,
  SEALED_V1_DIGEST_BASE64,
  SEALED_V1_KEY,
  SEALED_V1_NAME,
  SEALED_V1_PLAIN,
} from "./sealed-v1.ts";

const keyBytes = parseBase64url(SEALED_V1_KEY) ?? new Uint8Array(0);
const plain = utf8(SEALED_V1_PLAIN);
const stored = parseBase64(SEALED_V1_BASE64) ?? new Uint8Array(0);
const dataKey = () => crypto.subtle.importKey("raw", keyBytes, "HKDF", false, ["deriveKey"]);

test("a sealed object of version 1 is written as it always was", async () => {
  const chance = Uint8Array.from({ length: 24 }, (_, at) => 200 + at);
  const header = makeHeader({ keyVersion: 5, plainBytes: plain.length, chance });
  const cipher = await openObjectCipher(await dataKey(), header, SEALED_V1_NAME);
  expect(base64(await cipher.seal(plain))).toBe(SEALED_V1_BASE64);
  expect(base64(await cipher.sealDigest(sha256(plain)))).toBe(SEALED_V1_DIGEST_BASE64);
});

test("a sealed object of version 1 reads as it was written", async () => {
  const header = parseHeader(stored);
  if (header === null) throw new TypeError("it has a header");
  expect(header).toMatchObject({ keyVersion: 5, plainBytes: plain.length, frameBytes: FRAME_BYTES });
  const cipher = await openObjectCipher(await dataKey(), header, SEALED_V1_NAME);
  expect(await cipher.openFrames(stored.subarray(HEADER_BYTES), 0)).toEqual(plain);
  expect(await cipher.openDigest(parseBase64(SEALED_V1_DIGEST_BASE64) ?? new Uint8Array(0))).toEqual(
    sha256(plain),
  );
});

test("a sealed object of version 1 is what its description says", () => {
  const header = stored.subarray(0, 48);
  const info = "traceo sealed object 1";
  const key = new Uint8Array(hkdfSync("sha256", keyBytes, header.subarray(24, 40), info, 32));
  const decipher = createDecipheriv(
    "aes-256-gcm",
    key,
    new Uint8Array([...header.subarray(40, 48), 0, 0, 0, 0]),
  );
  decipher.setAAD(new Uint8Array([...header, 0, 0, 0, 0, 1, ...utf8(SEALED_V1_NAME)]));
  decipher.setAuthTag(stored.subarray(-16));
  const opened = new Uint8Array([...decipher.update(stored.subarray(48, -16)), ...decipher.final()]);
  expect(opened).toEqual(plain);
});
