// Rotation of an endpoint's signing keys: overlap, its end, and that something always signs.

import { expect, test } from "vitest";
import {
  keysInForce,
  missingSchemes,
  MOST_OVERLAP_MS,
  rotateKeys,
  type EndpointKey,
} from "../../../src/webhooks/endpoint-keys.ts";

const key = (name: string, createdAtMs: number, scheme: EndpointKey["scheme"] = "v1"): EndpointKey => ({
  scheme,
  secret: name,
  publicKey: null,
  createdAtMs,
  untilMs: null,
});
const names = (keys: readonly EndpointKey[]): readonly string[] => keys.map(({ secret }) => secret);

test("during the overlap both sign, the new one first; then only the new one", () => {
  const keys = rotateKeys([key("a", 0)], [key("b", 100)], { nowMs: 100, overlapMs: 50 });
  expect(names(keysInForce(keys, 149))).toEqual(["b", "a"]);
  expect(names(keysInForce(keys, 150))).toEqual(["b"]);
});

test("without an overlap the key before is worth nothing at once, as after a leak", () => {
  expect(names(rotateKeys([key("a", 0)], [key("b", 100)], { nowMs: 100, overlapMs: 0 }))).toEqual(["b"]);
});

test("a key whose end is near does not get more time by the next rotation", () => {
  const once = rotateKeys([key("a", 0)], [key("b", 100)], { nowMs: 100, overlapMs: 10 });
  const twice = rotateKeys(once, [key("c", 105)], { nowMs: 105, overlapMs: 1_000 });
  expect(names(keysInForce(twice, 109))).toEqual(["c", "b", "a"]);
  expect(names(keysInForce(twice, 110))).toEqual(["c", "b"]);
});

test("a rotation of one scheme leaves the other's key alone", () => {
  const keys = [key("a", 0), key("pair", 0, "v1a")];
  const rotated = rotateKeys(keys, [key("b", 100)], { nowMs: 100, overlapMs: 0 });
  expect(names(rotated)).toEqual(["b", "pair"]);
  expect(missingSchemes(rotated, ["v1", "v1a"])).toEqual([]);
  expect(missingSchemes([key("a", 0)], ["v1", "v1a"])).toEqual(["v1a"]);
});

test("an overlap is a week at most, and keys in force are five of a scheme at most", () => {
  const [, former] = rotateKeys([key("a", 0)], [key("b", 100)], {
    nowMs: 100,
    overlapMs: 10 * MOST_OVERLAP_MS,
  });
  expect(former?.untilMs).toBe(100 + MOST_OVERLAP_MS);
  let keys: readonly EndpointKey[] = [key("0", 0)];
  for (let at = 1; at < 9; at++)
    keys = rotateKeys(keys, [key(String(at), at)], { nowMs: at, overlapMs: 1_000 });
  expect(names(keys)).toEqual(["8", "7", "6", "5", "4"]);
});
