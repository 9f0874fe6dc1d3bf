// Pictures as PNG: their size, what is drawn in them, and the same bytes each time.

import { describe, expect, it } from "vitest";
import { draw, drawSvg } from "../../../src/reporting/index.ts";
import { pngSize } from "../../../src/reporting/png-size.ts";
import { renderPng } from "../../../src/reporting/png/render-png.ts";
import { assets, panelOf } from "./reports.ts";

const SIZE = { width: 300, height: 160 };

async function svgOf(kind: "line" | "table" | "topology"): Promise<string> {
  const { panel, frames } = panelOf(kind, "Latency");
  return drawSvg(draw(panel, frames, { look: "light", size: SIZE }), { look: "light", size: SIZE, id: "a" });
}

const wordSvg = (word: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" viewBox="0 0 60 20" font-family="Inter"><text x="2" y="15" font-size="14" fill="#000000">${word}</text></svg>`;

describe("a picture as PNG", () => {
  it.each(["line", "table", "topology"] as const)("is as large as asked: %s", async (kind) => {
    const png = await renderPng(await svgOf(kind), { scale: 2 }, assets);
    expect(pngSize(png)).toEqual({ width: 600, height: 320 });
  });

  it("writes Japanese and Chinese, each with its own font", async () => {
    const loaded: string[] = [];
    const told = (name: string) => {
      loaded.push(name);
      return assets(name);
    };
    const words = ["決済サービス", "结账", "", "checkout"];
    const [kana, han, none, latin] = await Promise.all(
      words.map((word) => renderPng(wordSvg(word), { scale: 1 }, told)),
    );
    const sizes = [kana, han, latin].map((png) => png?.byteLength ?? 0);
    expect(Math.min(...sizes), "with ink").toBeGreaterThan((none?.byteLength ?? 0) + 100);
    expect(new Set(loaded)).toEqual(
      new Set([
        "fonts/noto-sans-normal.ttf",
        "fonts/noto-sans-jp-normal.ttf",
        "fonts/noto-sans-sc-normal.ttf",
      ]),
    );
  });

  it("has the same bytes when it is made again", async () => {
    const svg = await svgOf("line");
    const [first, again] = await Promise.all([
      renderPng(svg, { scale: 1 }, assets),
      renderPng(svg, { scale: 1 }, assets),
    ]);
    expect(again).toEqual(first);
  });
});
