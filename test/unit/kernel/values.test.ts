// The words of the kernel: ids, bytes, cursors, instants, the cache.

import { describe, expect, it } from "vitest";
import {
  base64,
  base64url,
  hex,
  isSameBytes,
  parseBase64,
  parseBase64url,
  parseHex,
  parseUtf8,
  utf8,
} from "../../../src/kernel/bytes.ts";
import { encodeCursor, parseCursor } from "../../../src/kernel/cursor.ts";
import { idTimeMs, isId, newId } from "../../../src/kernel/ids.ts";
import { createLru } from "../../../src/kernel/lru.ts";
import { isSameSecret } from "../../../src/kernel/sha256.ts";
import { parseDurationMs, parseInstant, utcDay } from "../../../src/kernel/time.ts";
import { seededRandom } from "../../support/ingest.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const zeros = (sizeBytes: number): Uint8Array => new Uint8Array(sizeBytes);
const randoms = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));

describe("ids", () => {
  it("sort by the time at which they were made, and tell it", () => {
    const times = [0, 1, 31, 32, 1_023, NOW_MS - 1, NOW_MS, 2 ** 48 - 1];
    const ids = times.map((ms) => newId("tenant", ms, zeros));
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.map((id) => idTimeMs(id))).toEqual(times);
  });

  it("are of their kind only", () => {
    const id = newId("key", NOW_MS, randoms);
    expect(isId("key", id)).toBe(true);
    for (const text of [
      id.replace("key", "ten"),
      id.slice(1),
      `${id}0`,
      id.toUpperCase(),
      id.slice(0, -1),
      `${id.slice(0, -1)}u`,
      "",
      "key_",
    ]) {
      expect(isId("key", text)).toBe(false);
    }
  });

  it("of one millisecond differ", () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newId("request", NOW_MS, randoms))).size).toBe(1_000);
  });
});

describe("bytes", () => {
  it("go through every textual form and back", () => {
    for (let size = 0; size < 70; size++) {
      const bytes = randoms(size);
      expect(parseHex(hex(bytes))).toEqual(bytes);
      expect(parseBase64(base64(bytes))).toEqual(bytes);
      expect(parseBase64url(base64url(bytes))).toEqual(bytes);
    }
  });

  it("of no form are null", () => {
    expect(["0", "0g", "0x", " 00"].map((text) => parseHex(text))).toEqual([null, null, null, null]);
    expect(["a", "a===", "ab-_", "ab c"].map((text) => parseBase64(text))).toEqual([null, null, null, null]);
    expect(["a", "ab==", "ab+/"].map((text) => parseBase64url(text))).toEqual([null, null, null]);
    expect(parseUtf8(new Uint8Array([0xc3, 0x28]))).toBeNull();
    expect(parseUtf8(utf8("a€😀"))).toBe("a€😀");
  });

  it("are compared whole", () => {
    const bytes = randoms(32);
    const other = bytes.slice();
    other[31] = (bytes[31] ?? 0) ^ 1;
    for (const isSame of [isSameBytes, isSameSecret]) {
      expect([isSame(bytes, bytes.slice()), isSame(bytes, other), isSame(bytes, bytes.slice(1))]).toEqual([
        true,
        false,
        false,
      ]);
    }
  });
});

describe("cursors", () => {
  it("come back as they were made", () => {
    const position = [NOW_MS, "ten_0", ""];
    expect(parseCursor(encodeCursor(position), ["number", "string", "string"])).toEqual({
      ok: true,
      value: position,
    });
  });

  it.each(["", "!", "e30", "WzFd", "WzEsMl0", "bnVsbA", "W10", "x".repeat(2_049)])(
    "`%s` is refused where a number and a text belong",
    (cursor) => {
      expect(parseCursor(cursor, ["number", "string"])).toMatchObject({
        ok: false,
        fault: { code: "request.cursor_invalid" },
      });
    },
  );
});

describe("instants", () => {
  it.each([
    ["now", NOW_MS],
    ["now-1h", NOW_MS - 3_600_000],
    ["now+5m", NOW_MS + 300_000],
    ["now-2w", NOW_MS - 1_209_600_000],
    ["0", 0],
    ["1700000000", 1_700_000_000_000],
    ["1700000000.5", 1_700_000_000_500],
    ["1700000000123", 1_700_000_000_123],
    ["99999999999", 99_999_999_999_000],
    ["2026-11-23T12:00:00Z", NOW_MS],
    ["2026-11-23T13:00:00+01:00", NOW_MS],
    ["2026-11-23", Date.UTC(2026, 10, 23)],
  ])("`%s` is an instant", (text, ms) => expect(parseInstant(text, NOW_MS)).toEqual({ ok: true, value: ms }));

  it.each([
    "",
    " ",
    "yesterday",
    "now-",
    "now-1y",
    "now-h",
    "-1",
    "1e9",
    "2026-13-01",
    "2026-02-30T99:00:00Z",
    "2026-02-30",
    "2026-04-31T00:00:00Z",
    "2025-02-29T12:00:00+02:00",
    "23.11.2026",
  ])("`%s` is refused", (text) => {
    expect(parseInstant(text, NOW_MS)).toMatchObject({ ok: false, fault: { code: "request.invalid" } });
  });

  it("durations have a number and a unit", () => {
    expect(["250ms", "30s", "5m", "1h", "7d", "2w", "0s"].map((text) => parseDurationMs(text))).toEqual([
      250, 30_000, 300_000, 3_600_000, 604_800_000, 1_209_600_000, 0,
    ]);
    expect(
      ["", "5", "m", "1.5h", "-1h", "1 h", "1y", "1234567890s"].every(
        (text) => parseDurationMs(text) === null,
      ),
    ).toBe(true);
  });

  it("fall on a UTC day", () => {
    expect([utcDay(NOW_MS), utcDay(0), utcDay(86_399_999), utcDay(86_400_000)]).toEqual([
      "2026-11-23",
      "1970-01-01",
      "1970-01-01",
      "1970-01-02",
    ]);
  });
});

describe("the cache", () => {
  it("holds what was used last, within its weight, whatever happens to it", () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.log(`seed ${seed}`);
    const random = seededRandom(seed);
    const bound = 100;
    const cache = createLru<number>(bound);
    // The model: entries in order of use, the oldest first.
    let model: { key: string; value: number; weight: number }[] = [];
    for (let step = 0; step < 5_000; step++) {
      const key = `k${Math.floor(random() * 20)}`;
      const act = random();
      const known = model.find((entry) => entry.key === key);
      if (act < 0.5) {
        expect(cache.get(key)).toBe(known?.value);
        if (known !== undefined) model = [...model.filter((entry) => entry !== known), known];
      } else if (act < 0.9) {
        const weight = Math.floor(random() * 40) + (random() < 0.05 ? 100 : 0);
        cache.set(key, step, weight);
        model = model.filter((entry) => entry.key !== key);
        if (weight <= bound) model.push({ key, value: step, weight });
        while (model.reduce((sum, entry) => sum + entry.weight, 0) > bound) model.shift();
      } else {
        cache.delete(key);
        model = model.filter((entry) => entry.key !== key);
      }
      expect(cache.weightBytes).toBe(model.reduce((sum, entry) => sum + entry.weight, 0));
      expect(cache.weightBytes).toBeLessThanOrEqual(bound);
    }
  });
});
