// Bytes of the audit log that are stored or published: they never change for a version that has been written.
// A failure here means that old logs would no longer verify: add a version, leave these as they are.

import { expect, test } from "vitest";
import {
  createHashReader,
  encodeEntry,
  encodeFrontier,
  encodeVerifierKey,
  leafHash,
  packTile,
  parseEntry,
  parseFrontier,
  rootOf,
  verifyExport,
} from "../../src/audit/index.ts";
import { base64, hex, utf8 } from "../../src/kernel/bytes.ts";
import { bytesOf, frontierOf, sampleEntry, sampleExport, verifierKey } from "../unit/audit/sample-log.ts";

const ENTRY =
  '{"action":"metrics:query","actor":{"id":"key_01hzy3k9qm0000000001","kind":"key","name":"deploy"},"at":"2026-11-23T09:30:01.000Z","detail":{"count":4,"nested":[1.5,null,true],"note":"line\u2028separator and ümläut"},"epoch":7,"outcome":"denied","reasons":["role.admin"],"request_id":"req_01hzy3k9qm0000000004","resource":"key:key_01hzy3k9qm0000000004","seq":4,"tenant":"ten_01hzy3k9qm0123456789","v":1}';
const LEAF = "b4197a5906f75d0921281dc99eb0fe8a89f7d4518e031b95e8d60563ccfce6f1";
const FRONTIER =
  "010000000000000003273f248034c14853caffab39eabec209445550abdf1fc8e7d1a6dcb865c15487709d2ccc6d063b6ba4b2ee54e67cab799a1df8e957bdaabfe8e22f54e1326236";
const VKEY = "traceo-gateway/ten_01hzy3k9qm0123456789+f86c4eaf+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
const ROOT = "ha2bV6Fo3W/1pP/V+b3yEN9Lxon/5IgHFUgPFzFq/gI=";
const EXPORT = [
  '{"format":"traceo-audit/1","from_seq":2,"frontier":"AQAAAAAAAAACJz8kgDTBSFPK/6s56r7CCURVUKvfH8jn0abcuGXBVIc=","jurisdiction":"eu","tenant":"ten_01hzy3k9qm0123456789","vkey":"traceo-gateway/ten_01hzy3k9qm0123456789+f86c4eaf+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"}',
  '{"action":"metrics:query","actor":{"id":"key_01hzy3k9qm0000000001","kind":"key","name":"deploy"},"at":"2026-11-23T09:30:00.500Z","detail":{"count":2,"nested":[1.5,null,true],"note":"line\u2028separator and ümläut"},"epoch":7,"outcome":"allowed","reasons":["role.admin"],"request_id":"req_01hzy3k9qm0000000002","resource":"key:key_01hzy3k9qm0000000002","seq":2,"tenant":"ten_01hzy3k9qm0123456789","v":1}',
  '{"checkpoint":"traceo-gateway/ten_01hzy3k9qm0123456789\\n3\\nha2bV6Fo3W/1pP/V+b3yEN9Lxon/5IgHFUgPFzFq/gI=\\ntime 2026-11-23T10:00:00.000Z\\njurisdiction eu\\n\\n— traceo-gateway/ten_01hzy3k9qm0123456789 +GxOr6zMCl3QBnzgKYar4tz5LEdeofprFfLyByQJU2QQgdJRYLDawRpYBye5kN/JIGrnFA1Qxdpx2F9l1/JaVp8LTwo=\\n"}',
];

test("an entry of version 1 has these bytes and this leaf hash, and is read from them", () => {
  expect(encodeEntry(sampleEntry(4))).toBe(ENTRY);
  expect(hex(leafHash(ENTRY))).toBe(LEAF);
  expect(parseEntry(ENTRY)).toEqual({ ok: true, value: sampleEntry(4) });
});

test("a frontier of version 1 has these bytes, and is read from them", () => {
  const frontier = frontierOf([0, 1, 2].map((seq) => encodeEntry(sampleEntry(seq))));
  expect(hex(encodeFrontier(frontier))).toBe(FRONTIER);
  const parsed = parseFrontier(bytesOf(FRONTIER));
  expect(parsed).toEqual({ ok: true, value: frontier });
  expect(base64(rootOf(frontier))).toBe(ROOT);
});

test("a tile is 256 hashes in a row", () => {
  const hashes = Array.from({ length: 256 }, (_, index) => leafHash(String(index)));
  const tile = packTile(hashes);
  expect(tile.byteLength).toBe(8_192);
  expect(hex(tile.slice(255 * 32))).toBe(hex(leafHash("255")));
  const readLeaf = (): Uint8Array => expect.fail("a full tile is read, no leaf");
  const readHash = createHashReader({ size: 256, readTile: () => tile, readLeaf });
  expect(hex(readHash(0, 7))).toBe(hex(leafHash("7")));
});

test("an export traceo-audit/1 with its checkpoint has these lines, and verifies from them", async () => {
  expect(encodeVerifierKey(verifierKey())).toBe(VKEY);
  expect(await sampleExport(3, 2)).toEqual(EXPORT);
  expect((await verifyExport(EXPORT.map(utf8), verifierKey())).isVerified).toBe(true);
});
