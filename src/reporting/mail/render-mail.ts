// A report as mail: HTML whose pictures go along as PNG, each with its words, and a plain text that says the same. LIMIT: about
// 60 KB a picture; what is past the most there may be is told in words.

import { drawReport, type DrawnPanel, type DrawnSection } from "../draw-report.ts";
import { escapeXml } from "../draw/svg-element.ts";
import { readLogo } from "../logo.ts";
import { renderPng } from "../png/render-png.ts";
import { periodText } from "../report-time.ts";
import { say } from "../report-words.ts";
import type { Brand, LoadAsset, Report } from "../report.ts";
import { htmlPage } from "./html-page.ts";
import { STYLES } from "./html-styles.ts";
import { LOGO_HEIGHT } from "./render-html.ts";

interface InlinePicture {
  readonly cid: string;
  readonly mime: "image/png" | "image/jpeg";
  readonly bytes: Uint8Array;
}

export interface Mail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly inline: readonly InlinePicture[];
}

const MOST_PICTURES = 24;
const MOST_ROWS = 20;
/** Sharp on a dense screen, and not twice as heavy. */
const SCALE = 1.5;
const MOST_SUBJECT = 150;

export async function renderMail(report: Report, assets: LoadAsset): Promise<Mail> {
  const sections = await drawReport(report, "light");
  const inline: InlinePicture[] = [];
  const cids = new Map<DrawnPanel, string>();
  for (const panel of sections.flatMap(({ panels }) => panels)) {
    if (panel.svg === null || cids.size >= MOST_PICTURES) continue;
    const cid = `picture-${cids.size + 1}@report`;
    const { language } = report;
    inline.push({
      cid,
      mime: "image/png",
      bytes: await renderPng(panel.svg, { scale: SCALE, language }, assets),
    });
    cids.set(panel, cid);
  }
  const logo = await logoOf(report.brand, assets);
  if (logo !== null) inline.push(logo.picture);
  const picture = (panel: DrawnPanel): string | null => {
    const cid = cids.get(panel);
    if (cid === undefined) return null;
    const alt = escapeXml(wordsOf(panel));
    const { width } = panel.size;
    return `<img src="cid:${cid}" width="${width}" alt="${alt}" style="${STYLES.picture};max-width:${width}px">`;
  };
  const html = htmlPage(report, sections, { picture, logo: logo?.html ?? null, mostRows: MOST_ROWS });
  return { subject: subjectOf(report), html, text: plainText(report, sections), inline };
}

const wordsOf = ({ title, drawing }: DrawnPanel): string =>
  [title, drawing.words].filter((text) => text !== "").join(": ");

async function logoOf({ name, ...brand }: Brand, assets: LoadAsset) {
  const logo = readLogo({ name, ...brand });
  if (logo === null) return null;
  const cid = "logo@report";
  const picture: InlinePicture =
    logo.form === "bytes"
      ? { cid, mime: logo.mime, bytes: logo.bytes }
      : { cid, mime: "image/png", bytes: await renderPng(logo.svg, { scale: scaleOf(logo.height) }, assets) };
  const html = `<img src="cid:${cid}" alt="${escapeXml(name)}" height="${LOGO_HEIGHT}" style="display:block;border:0;margin:0 0 14px;height:${LOGO_HEIGHT}px;width:auto">`;
  return { picture, html };
}

const scaleOf = (height: number): number => (2 * LOGO_HEIGHT) / height;

/** One line, since a header ends with it. */
function subjectOf(report: Report): string {
  const { title, language } = report;
  const name = title === "" ? say(language, "untitled") : title;
  const line = `${name}: ${periodText(report)}`.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length <= MOST_SUBJECT ? line : `${line.slice(0, MOST_SUBJECT - 1)}…`;
}

function plainText(report: Report, sections: readonly DrawnSection[]): string {
  const { language, title, subtitle = "", summary, notes, zone } = report;
  const list = (name: string, sentences: readonly string[]): string[] =>
    sentences.length === 0 ? [] : ["", name, ...sentences.map((sentence) => `- ${sentence}`)];
  const parts = sections.flatMap((section) => [
    "",
    ...(section.title === "" ? [] : [section.title]),
    ...section.panels.map((panel) => `- ${wordsOf(panel)}`),
  ]);
  const lines = [
    title === "" ? say(language, "untitled") : title,
    ...(subtitle === "" ? [] : [subtitle]),
    `${say(language, "period")}: ${periodText(report)} (${zone})`,
    ...list(say(language, "summary"), summary),
    ...parts,
    ...list(say(language, "notes"), notes),
  ];
  return `${lines.join("\n")}\n`;
}
