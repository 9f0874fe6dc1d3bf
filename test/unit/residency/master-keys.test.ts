// The setting that names the master keys, and the keys that they wrap.

import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config.ts";
import { currentMaster, parseMasterKeys } from "../../../src/residency/master-keys.ts";
import { createKeyVault } from "../../../src/residency/store/key-vault.ts";

const KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const OTHER = "_".repeat(42) + "8";
const MADE = { version: 1, made_at: "2026-11-23T00:00:00.000Z" };
const [TENANT, STRANGER] = ["ten_00000000000000000000", "ten_11111111111111111111"];
const random = (sizeBytes: number) => crypto.getRandomValues(new Uint8Array(sizeBytes));

const vaultOf = (text: string) =>
  createKeyVault(parseMasterKeys(text) ?? new Map<number, Uint8Array>(), random);

describe("the setting CELL_MASTER_KEY", () => {
  it("names keys by version; the highest wraps", () => {
    const keys = parseMasterKeys(`1:${KEY}, 12:${OTHER}`);
    expect([...(keys?.keys() ?? [])]).toEqual([1, 12]);
    expect(currentMaster(keys ?? new Map<number, Uint8Array>())).toBe(12);
    expect(currentMaster(new Map())).toBeNull();
  });

  it.each([
    ["empty", ""],
    ["without a version", KEY],
    ["of version 0", `0:${KEY}`],
    ["too short", `1:${KEY.slice(1)}`],
    ["too long", `1:${KEY}A`],
    ["not base64url", `1:${KEY.slice(1)}+`],
    ["twice of a version", `1:${KEY},1:${OTHER}`],
    ["followed by nothing", `1:${KEY},`],
  ])("that is %s stops the Worker", (_what, text) => {
    expect(parseMasterKeys(text)).toBeNull();
    expect(configSchema.shape.CELL_MASTER_KEY.safeParse(text).success).toBe(false);
  });

  it("may be missing: then no silo's keys can be opened", async () => {
    expect(configSchema.shape.CELL_MASTER_KEY.safeParse(undefined).success).toBe(true);
    const key = await vaultOf(`1:${KEY}`).make(TENANT, MADE);
    const none = vaultOf("");
    expect([none.current, none.opens([key])]).toEqual([null, false]);
    await expect(none.make(TENANT, MADE)).rejects.toThrow("CELL_MASTER_KEY");
    await expect(none.unwrap(TENANT, key)).rejects.toThrow("no master key 1");
  });
});

describe("a wrapped key", () => {
  it("opens for its own tenant, version and master key only, and gives its bytes to nobody", async () => {
    const vault = vaultOf(`1:${KEY}`);
    const key = await vault.make(TENANT, MADE);
    const opened = await vault.unwrap(TENANT, key);
    expect(opened).toMatchObject({ extractable: false, usages: ["deriveKey"] });
    await expect(crypto.subtle.exportKey("raw", opened)).rejects.toThrow(/export/);
    await expect(vault.unwrap(STRANGER, key)).rejects.toThrow("is not one that master key 1 has wrapped");
    await expect(vault.unwrap(TENANT, { ...key, version: 2 })).rejects.toThrow("is not one");
    await expect(vaultOf(`1:${OTHER}`).unwrap(TENANT, key)).rejects.toThrow("is not one");
    const changed = { ...key, wrapped: (key.wrapped.startsWith("A") ? "B" : "A") + key.wrapped.slice(1) };
    await expect(vault.unwrap(TENANT, changed)).rejects.toThrow("is not one");
    expect(vault.opens([])).toBe(false);
  });

  it("wrapped anew is the same key: it derives what it derived, and no longer needs the old master key", async () => {
    const key = await vaultOf(`1:${KEY}`).make(TENANT, MADE);
    const both = vaultOf(`2:${OTHER},1:${KEY}`);
    const [rewrapped] = await both.rewrap(TENANT, [key]);
    expect(rewrapped).toMatchObject({ version: 1, master: 2, made_at: MADE.made_at });
    if (rewrapped === undefined) throw new TypeError("one key in, one out");
    expect(await both.rewrap(TENANT, [rewrapped])).toEqual([rewrapped]);
    const derived = await Promise.all([
      derive(await vaultOf(`1:${KEY}`).unwrap(TENANT, key)),
      derive(await vaultOf(`2:${OTHER}`).unwrap(TENANT, rewrapped)),
    ]);
    expect(derived[0]).toEqual(derived[1]);
  });
});

async function derive(key: CryptoKey): Promise<ArrayBuffer> {
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(16), info: new Uint8Array(0) };
  const aes = await crypto.subtle.deriveKey(how, key, { name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  return (await crypto.subtle.exportKey("raw", aes)) as ArrayBuffer;
}
