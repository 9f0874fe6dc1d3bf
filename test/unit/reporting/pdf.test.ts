// Reports as PDF, looked at as bytes: the structure that other readers then judge (test/conformance/files).

import { describe, expect, it } from "vitest";
import { renderPdf } from "../../../src/reporting/pdf/render-pdf.ts";
import type { LoadAsset, Report } from "../../../src/reporting/report.ts";
import { assets, BRAND, panelOf, reportOf } from "./reports.ts";

const textOf = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

async function pdfOf(report: Report): Promise<{ text: string; loaded: string[] }> {
  const loaded: string[] = [];
  const told: LoadAsset = (name) => {
    loaded.push(name);
    return assets(name);
  };
  return { text: textOf(await renderPdf(report, told)), loaded };
}

const SMALL: Partial<Report> = { sections: [{ title: "Traffic", panels: [panelOf("line", "Latency")] }] };

describe("a report as PDF", () => {
  it("has a cover, contents and a page per section, and says when it was made", async () => {
    const { text } = await pdfOf(reportOf("en", SMALL));
    expect(text.slice(0, 8)).toBe("%PDF-1.7");
    expect(count(text, /\/Type \/Page\n/g)).toBe(3);
    expect(text).toContain("(D:20261110083000Z)");
    expect(text).toContain("/Lang (en)");
    expect(count(text, /\/Title \((?:Traffic|Latency)\)/g), "bookmarks").toBe(2);
  });

  it("breaks a table over pages", async () => {
    const { text } = await pdfOf(reportOf("ja"));
    expect(count(text, /\/Type \/Page\n/g)).toBeGreaterThanOrEqual(6);
  });

  it("loads fonts of other scripts only where a text needs them", async () => {
    const latin = await pdfOf(reportOf("en", SMALL));
    expect(latin.loaded.toSorted()).toEqual(["fonts/noto-sans-bold.ttf", "fonts/noto-sans-normal.ttf"]);
    const chinese = await pdfOf(reportOf("zh", SMALL));
    expect(chinese.loaded).toEqual(expect.arrayContaining(["fonts/noto-sans-sc-bold.ttf"]));
    expect(chinese.text).toMatch(/\+NotoSansSC-Bold/);
    const serif = await pdfOf(reportOf("en", { ...SMALL, brand: { ...BRAND, font: "serif" } }));
    expect(serif.loaded.toSorted()).toEqual(["fonts/noto-serif-bold.ttf", "fonts/noto-serif-normal.ttf"]);
  });

  it("has the same bytes when it is made again, also beside another one", async () => {
    const [first, other, again] = await Promise.all([
      pdfOf(reportOf("ja", SMALL)),
      pdfOf(reportOf("zh", SMALL)),
      pdfOf(reportOf("ja", SMALL)),
    ]);
    expect(again.text).toBe(first.text);
    expect(other.text).not.toBe(first.text);
    expect((await pdfOf(reportOf("ja", SMALL))).text).toBe(first.text);
  });

  it("shows a logo that is a picture, and does without one that is none", async () => {
    const logo = (mime: "image/png" | "image/svg+xml", base64: string): Partial<Report> => ({
      ...SMALL,
      brand: { ...BRAND, logo: { mime, base64 } },
    });
    const dot =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
    const shown = await pdfOf(reportOf("en", logo("image/png", dot)));
    expect(shown.text).toContain("/Subtype /Image");
    for (const broken of [dot.slice(0, 60), "AAAA", btoa("<svg")]) {
      const plain = await pdfOf(reportOf("en", logo("image/png", broken)));
      expect(plain.text).not.toContain("/Subtype /Image");
    }
    const vector = btoa('<svg viewBox="0 0 10 10"><script>x</script><rect width="10" height="10"/></svg>');
    expect((await pdfOf(reportOf("en", logo("image/svg+xml", vector)))).text).toContain("%%EOF");
  });

  it("is whole with nothing in it", async () => {
    const { text } = await pdfOf(reportOf("en", { title: "", sections: [], summary: [], notes: [] }));
    expect(count(text, /\/Type \/Page\n/g)).toBe(2);
  });
});
