// What a visitor prefers and is told of it: language, look, width, cookies; and the dark colours of light pictures.

import { describe, expect, it } from "vitest";
import { endedCookie, readCookie, sessionCookie } from "../../../src/console/cookies.ts";
import { pictureSize } from "../../../src/console/panel-size.ts";
import { pictureRules } from "../../../src/console/picture-rules.ts";
import { languageOf, readPreferences } from "../../../src/console/preferences.ts";
import { LANGUAGES, wordsOf } from "../../../src/console/words/words.ts";
import { LOOKS } from "../../../src/reporting/index.ts";

describe("the language", () => {
  it.each([
    ["", "en"],
    ["de", "en"],
    ["ja", "ja"],
    ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
    ["fr;q=1, en;q=0.5, ja;q=0.7", "ja"],
    ["ja;q=0, zh;q=0.1", "zh"],
    ["*, ja;q=0.5", "ja"],
    ["JA-jp", "ja"],
  ])("of `%s` is %s", (header, language) => {
    expect(languageOf(header)).toBe(language);
  });

  it("has no empty words, in any of them", () => {
    const empty = (value: unknown): boolean =>
      typeof value === "string"
        ? value === ""
        : typeof value === "object" && value !== null && Object.values(value).some(empty);
    for (const language of LANGUAGES) expect(empty(wordsOf(language))).toBe(false);
  });
});

describe("cookies", () => {
  it("of a session are for this host alone, over https by their very name", () => {
    expect(sessionCookie("t", { isSecure: true }, 1_000)).toBe(
      "__Host-traceo_session=t; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=1",
    );
    expect(endedCookie({ isSecure: true })).toBe(
      "__Host-traceo_session=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0",
    );
  });

  it("are read by their whole name", () => {
    const request = new Request("http://a/", { headers: { cookie: "xa=1; a=2; b" } });
    expect([readCookie(request, "a"), readCookie(request, "b"), readCookie(request, "x")]).toEqual([
      "2",
      null,
      null,
    ]);
  });

  it("that hold nonsense mean nothing", () => {
    const headers = { cookie: "traceo_look=<x>; traceo_width=9e9" };
    const read = readPreferences(new Request("http://a/", { headers }));
    expect(read).toEqual({ language: "en", look: "auto", width: 1_280 });
    for (const told of [{ "sec-ch-ua-mobile": "?1" }, { "user-agent": "Mozilla/5.0 (iPhone) Mobile/15E148" }])
      expect(readPreferences(new Request("http://a/", { headers: told })).width).toBe(390);
  });
});

describe("pictures", () => {
  it("are drawn as wide as their panel in the grid, and across a narrow window", () => {
    expect(pictureSize({ w: 24, h: 8 }, 1_280)).toEqual({ width: 1_206, height: 298 });
    expect(pictureSize({ w: 6, h: 8 }, 360).width).toBe(310);
    expect(pictureSize({ w: 1, h: 1 }, 1_280)).toEqual({ width: 200, height: 100 });
  });

  it("have a dark colour for each colour of the light look, and one only", () => {
    const rules = pictureRules();
    for (const colour of [...LOOKS.light.series, LOOKS.light.text, LOOKS.light.background])
      expect(rules.split(`[fill="${colour}" i]`)).toHaveLength(2);
    for (const [at, colour] of LOOKS.light.series.entries())
      expect(rules).toContain(`light-dark(${colour},${LOOKS.dark.series[at]})`);
  });
});
