// The text of an API key, and when a stored key may be used.

import { describe, expect, it } from "vitest";
import {
  isKeyActive,
  mayOpen,
  mintKey,
  parseKey,
  viewKey,
  type KeyRecord,
} from "../../../src/identity/index.ts";
import { hashSecret } from "../../../src/identity/api-key.ts";
import { newId } from "../../../src/kernel/ids.ts";
import { seededRandom } from "../../support/ingest.ts";

const seed = Math.floor(Math.random() * 2 ** 31);
const draw = seededRandom(seed);
const random = (sizeBytes: number): Uint8Array =>
  Uint8Array.from({ length: sizeBytes }, () => Math.floor(draw() * 256));
const name = () => ({
  cell: "eu" as const,
  tenantId: newId("tenant", 1, random),
  keyId: newId("key", 2, random),
});
const CHARS = "0123456789abcdefghjkmnpqrstvwxyz_ABCZ -";

describe("a key's text", () => {
  it("names its cell, tenant and key, and hashes to what is stored", () => {
    console.log(`seed ${seed}`);
    for (let i = 0; i < 50; i++) {
      const named = name();
      const minted = mintKey(named, random);
      expect(parseKey(minted.text)).toEqual({ ...named, secretHash: minted.secretHash });
      expect(minted.text).not.toContain(minted.secretHash);
      expect(minted.text.length).toBe(88);
    }
  });

  it("with any single character changed, missing or doubled is no key", () => {
    const { text } = mintKey(name(), random);
    for (let at = 0; at < text.length; at++) {
      for (const char of CHARS) {
        if (char === text[at]) continue;
        expect(parseKey(text.slice(0, at) + char + text.slice(at + 1))).toBeNull();
      }
      expect(parseKey(text.slice(0, at) + text.slice(at + 1))).toBeNull();
      expect(parseKey(text.slice(0, at) + text[at] + text.slice(at))).toBeNull();
    }
  });

  it("with two neighbours swapped is no key", () => {
    for (let i = 0; i < 20; i++) {
      const { text } = mintKey(name(), random);
      for (let at = 0; at + 1 < text.length; at++) {
        if (text[at] === text[at + 1]) continue;
        const swapped = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
        expect(parseKey(swapped)).toBeNull();
      }
    }
  });

  it.each(["", "tgk_", "tgk_eu", "tgk_xx_0_0_0", "Bearer", "\u0000", "💥".repeat(30)])(
    "`%s` is no key",
    (text) => {
      expect(parseKey(text)).toBeNull();
    },
  );
});

const record: KeyRecord = {
  id: "key_00000000000000000000",
  name: "k",
  roles: ["viewer"],
  scopes: [],
  groups: [],
  attributes: {},
  secretHash: hashSecret("new"),
  previousHash: null,
  previousUntilMs: null,
  createdAtMs: 0,
  createdBy: "operator",
  expiresAtMs: null,
  revokedAtMs: null,
  lastUsedAtMs: null,
};

describe("a stored key", () => {
  it("opens with its secret and no other", () => {
    expect([
      mayOpen(record, hashSecret("new"), 5),
      mayOpen(record, hashSecret("old"), 5),
      mayOpen(record, "", 5),
    ]).toEqual([true, false, false]);
  });

  it("opens with the secret before until the overlap ends, not at its end", () => {
    const rotated = { ...record, previousHash: hashSecret("old"), previousUntilMs: 10 };
    expect([9, 10].map((nowMs) => mayOpen(rotated, hashSecret("old"), nowMs))).toEqual([true, false]);
    expect(mayOpen(rotated, hashSecret("new"), 10)).toBe(true);
  });

  it("is active until it expires, not at that instant, and never once revoked", () => {
    const expiring = { ...record, expiresAtMs: 10 };
    expect([9, 10].map((nowMs) => isKeyActive(expiring, nowMs))).toEqual([true, false]);
    const revoked = { ...expiring, revokedAtMs: 3, previousHash: hashSecret("old"), previousUntilMs: 99 };
    expect([
      isKeyActive(revoked, 5),
      mayOpen(revoked, hashSecret("new"), 5),
      mayOpen(revoked, hashSecret("old"), 5),
    ]).toEqual([false, false, false]);
  });

  it("is shown with its status and without its hashes", () => {
    const shown = [
      viewKey(record, 1),
      viewKey({ ...record, expiresAtMs: 1 }, 1),
      viewKey({ ...record, expiresAtMs: 1, revokedAtMs: 1 }, 1),
    ];
    expect(shown.map((view) => view.status)).toEqual(["active", "expired", "revoked"]);
    expect(JSON.stringify(shown)).not.toContain(record.secretHash);
  });
});
