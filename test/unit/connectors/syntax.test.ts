// How foreign text is written: what each syntax makes of signs that mean something, and that nothing is ever longer than it
// may be or cut within an escape.

import { describe, expect, it } from "vitest";
import { write, type Syntax } from "../../../src/connectors/syntax.ts";

const SIGNS = "a <b> & \"c\" 'd' @e #f *g* _h_ `i` [j](k) /l ?m=n\no";

describe("a text is written", () => {
  it.each<readonly [Syntax, string]>([
    ["plain", SIGNS],
    ["line", SIGNS.replace("\n", " ")],
    ["slack", "a &lt;b&gt; &amp; \"c\" 'd' @e #f *g* _h_ `i` [j](k) /l ?m=n\no"],
    ["html", "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; @e #f *g* _h_ `i` [j](k) /l ?m=n\no"],
    [
      "markdown",
      "a \\<b\\> \\& \\\"c\\\" \\'d\\' \\@e \\#f \\*g\\* \\_h\\_ \\`i\\` \\[j\\]\\(k\\) \\/l \\?m\\=n o",
    ],
    ["code", `${SIGNS.slice(0, -1)}    o`],
    ["word", "a__b_____c___d___e__f__g___h___i___j__k__/l__m_n_o"],
    [
      "url",
      "a%20%3Cb%3E%20%26%20%22c%22%20%27d%27%20%40e%20%23f%20%2Ag%2A%20_h_%20%60i%60%20%5Bj%5D%28k%29%20%2Fl%20%3Fm%3Dn%0Ao",
    ],
    ["ascii", SIGNS.replace("\n", " ")],
  ])("as `%s`", (syntax, expected) => expect(write(SIGNS, syntax, 1_000)).toBe(expected));

  it("as `title`, with an invisible sign after what calls somebody", () => {
    expect(write("@all #1 !2 ~l &m $n %o [p] q", "title", 100)).toBe(
      "@\u200ball #\u200b1 !\u200b2 ~\u200bl &\u200bm $\u200bn %\u200bo [\u200bp] q",
    );
  });

  it("without controls, marks of direction, and halves of surrogate pairs", () => {
    expect(write("a\0\u0007\u001b\u007f\u0085b\u202ec\u2066d\ufeffe\ud800f", "plain", 100)).toBe(
      "abcde\ufffdf",
    );
    expect(write("a\r\nb\rc\u2028d\u2029e", "plain", 100)).toBe("a\nb\nc\nd\ne");
  });

  it("as `ascii` where it is not", () => expect(write("naïve 😀\n", "ascii", 100)).toBe("na?ve ? "));
});

describe("a text that is too long", () => {
  it.each<readonly [Syntax, string, number, string]>([
    ["plain", "abcdef", 4, "abc…"],
    ["plain", "abcd", 4, "abcd"],
    ["plain", "😀😀😀", 5, "😀😀…"],
    ["plain", "😀😀😀", 4, "😀…"],
    ["slack", "&&&&", 12, "&amp;&amp;…"],
    ["slack", "&&&&", 10, "&amp;…"],
    ["html", "''''", 4, "…"],
    ["markdown", "****", 4, "\\*…"],
    ["url", "ä/ä/", 8, "%C3%A4"],
    ["word", "abcdef", 4, "abcd"],
    ["ascii", "abcdef", 5, "ab..."],
    ["plain", "abc", 0, ""],
  ])("is cut as `%s` between characters: %j to %i", (syntax, text, max, expected) => {
    expect(write(text, syntax, max)).toBe(expected);
  });

  const syntaxes: readonly Syntax[] = [
    "plain",
    "line",
    "slack",
    "html",
    "markdown",
    "code",
    "title",
    "url",
    "word",
    "ascii",
  ];

  it.each(syntaxes)("is never longer as `%s`, and never ends in half an escape", (syntax) => {
    const text = "a&<😀\"'\n*@漢/ü".repeat(50);
    for (let max = 0; max < 200; max++) {
      const cut = write(text, syntax, max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut).not.toMatch(
        syntax === "url" ? /%[0-9A-F]?$/ : syntax === "markdown" ? /\\…?$/ : /&[a-z#0-9]+…?$/,
      );
    }
  });
});
