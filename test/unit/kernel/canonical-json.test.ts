// RFC 8785: the vectors of its sections 3.2.2 to 3.2.4 and appendix B.

import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "../../../src/kernel/canonical-json.ts";
import { hex, utf8 } from "../../../src/kernel/bytes.ts";
import { seededRandom } from "../../support/ingest.ts";

const numberOf = (bits: string): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
};

describe("canonical JSON", () => {
  it("the example of 3.2.2 has its bytes", () => {
    const value = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    ) as Json;
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
    expect(
      hex(utf8(canonicalJson(value))).startsWith(
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c",
      ),
    ).toBe(true);
  });

  it("names are sorted by UTF-16 code units, as in 3.2.3", () => {
    const value = {
      "€": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew",
      "1": "One",
      "😀": "Emoji",
      "\u0080": "Control",
      ö: "Latin",
    };
    const sorted = Object.keys(JSON.parse(canonicalJson(value)) as object);
    expect(canonicalJson(value).match(/"[^"]+"(?=:)/g)).toEqual(
      ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"].map((name) => JSON.stringify(name)),
    );
    expect(sorted).toHaveLength(7);
  });

  it.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("the number %s of appendix B is %s", (bits, text) => expect(canonicalJson(numberOf(bits))).toBe(text));

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("%s has no form", (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it("is the same whatever order names were written in, and reads back as the same value", () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.log(`seed ${seed}`);
    const random = seededRandom(seed);
    const make = (depth: number): Json => {
      const kind = Math.floor(random() * (depth === 0 ? 4 : 6));
      if (kind === 0) return null;
      if (kind === 1) return random() < 0.5;
      if (kind === 2) return (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20);
      if (kind === 3)
        return String.fromCodePoint(...Array.from({ length: 5 }, () => Math.floor(random() * 0xd7ff)));
      const parts = Array.from({ length: Math.floor(random() * 5) }, () => make(depth - 1));
      return kind === 4
        ? parts
        : Object.fromEntries(parts.map((part, i) => [`${Math.floor(random() * 1e6)}${i}`, part]));
    };
    const shuffle = (value: Json): Json => {
      if (Array.isArray(value)) return value.map((item: Json) => shuffle(item));
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, part]) => [name, shuffle(part)]),
      );
    };
    for (let i = 0; i < 300; i++) {
      const value = make(4);
      const text = canonicalJson(value);
      expect(canonicalJson(shuffle(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
    }
  });
});
