// Values of Grafana's variables as its plugins write them: expressions, from which the values are read back.

import { describe, expect, it } from "vitest";
import { plainText, plainTexts } from "../../../../src/reporting/grafana/plain-texts.ts";

/** As Grafana's `regex` format writes them. */
function written(values: readonly string[]): string {
  const escaped = values.map((value) => value.replaceAll(/[\\^$*+?.()|[\]{}/]/g, String.raw`\$&`));
  return escaped.length === 1 ? (escaped[0] ?? "") : `(${escaped.join("|")})`;
}

describe("what Grafana wrote as an expression", () => {
  it.each([
    [["http.server.requests"]],
    [["a", "b"]],
    [["a.b", "c/d", "e|f"]],
    [["(legacy)", "x\\y"]],
    [["\\", "|"]],
    [["a|b"]],
    [["日本", "ü ö"]],
  ])("is read back: %j", (values) => {
    expect(plainTexts(written(values))).toEqual(values);
  });

  it.each(["", ".*", ".+", "$__all"])("stands for all: %j", (text) => {
    expect(plainTexts(text)).toEqual([]);
  });
});

it.each(["http.server.requests", "*", "(legacy)", "check.*", "a|b", "a\\d", "(a.*|b)", "((a|b)|c)"])(
  "takes %j as it stands",
  (text) => {
    expect(plainTexts(text)).toEqual([text]);
    expect(plainText(text)).toBe(text);
  },
);
