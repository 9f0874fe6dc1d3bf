// Reports as mail and as HTML files: nothing in them is asked of anybody, nothing that somebody wrote becomes markup.

import { describe, expect, it } from "vitest";
import { pngSize } from "../../../src/reporting/png-size.ts";
import { renderHtml } from "../../../src/reporting/mail/render-html.ts";
import { renderMail } from "../../../src/reporting/mail/render-mail.ts";
import type { Report } from "../../../src/reporting/report.ts";
import { assets, panelOf, reportOf, rowsOf } from "./reports.ts";

const HOSTILE = `"><script>alert(1)</script><img src=https://evil.example/x>`;

const hostileReport = (): Report =>
  reportOf("en", {
    title: `${HOSTILE}\r\nBcc: all@example.com`,
    subtitle: HOSTILE,
    brand: { name: HOSTILE.slice(0, 80), colour: "#0b5c96" },
    summary: [HOSTILE],
    notes: [HOSTILE],
    sections: [
      {
        title: HOSTILE,
        description: HOSTILE,
        panels: [
          panelOf("line", HOSTILE),
          panelOf("table", HOSTILE, { frames: [rowsOf(3, HOSTILE)] }),
          panelOf("line", "Words", { drawing: { form: "empty", words: HOSTILE } }),
        ],
      },
    ],
  });

/** Tags as a reader would see them, with what stands in them. */
const tagsOf = (html: string): string[] => html.match(/<[a-z!/][^>]*>/gi) ?? [];

function expectHarmless(html: string): void {
  const names = new Set(tagsOf(html).map((tag) => /^<\/?([a-z!]+)/i.exec(tag)?.[1]?.toLowerCase()));
  for (const name of ["script", "iframe", "object", "link", "form", "input", "base", "foreignobject"])
    expect(names, `has ${name}`).not.toContain(name);
  const attributes = tagsOf(html).join("");
  expect(attributes).not.toMatch(/\son[a-z]+=|javascript:|\ssrc="(?!cid:|data:)|\shref=|url\((?!#)/i);
  expect(html).not.toContain("<img src=https");
}

describe("a report as mail", () => {
  it("has a picture per chart with its words, and a text that says the same", async () => {
    const report = reportOf("en");
    const { subject, html, text, inline } = await renderMail(report, assets);
    expect(subject).toBe("Weekly review: 2026-11-03 17:30 to 2026-11-10 17:30");
    expect(inline.map(({ cid, mime }) => [cid, mime])).toEqual([
      ["picture-1@report", "image/png"],
      ["picture-2@report", "image/png"],
    ]);
    for (const { cid, bytes } of inline) {
      expect(html).toContain(`src="cid:${cid}"`);
      expect(pngSize(bytes), `of ${cid}`).not.toBeNull();
    }
    expect(html).toMatch(/alt="Latency: [^"]+"/);
    expect(html).toContain("70 more rows");
    for (const said of ["Weekly review", "Requests rose by 12.4 %.", "Latency: ", "Some rows are left out."])
      expect(text).toContain(said);
    expectHarmless(html);
  });

  it("is the same when it is made again", async () => {
    const [first, again] = [
      await renderMail(reportOf("ja"), assets),
      await renderMail(reportOf("ja"), assets),
    ];
    expect(again).toEqual(first);
    expect(first.html).toContain('<html lang="ja">');
    expect(first.html).toContain("決済サービスの週次レポート");
  });

  it("lets nothing of what somebody wrote become markup or a header", async () => {
    const { subject, html } = await renderMail(hostileReport(), assets);
    expect(subject).not.toMatch(/[\r\n]/);
    expectHarmless(html);
    expect(html).toContain("&lt;script&gt;");
  });
});

describe("a report as an HTML file", () => {
  it("holds its pictures and asks for nothing", async () => {
    const html = await renderHtml(reportOf("en"));
    expect(html.match(/<svg /g)).toHaveLength(2);
    expect(html).toContain("default-src 'none'");
    expect(html.match(/<tr>/g)?.length).toBeGreaterThan(90);
    expectHarmless(html);
  });

  it("lets nothing of what somebody wrote become markup", async () => {
    expectHarmless(await renderHtml(hostileReport()));
  });
});
