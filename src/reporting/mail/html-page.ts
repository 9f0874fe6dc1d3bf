// A report as one HTML document without script, form or request to anybody: for mail and as a file. How a picture stands in it
// is the caller's. INVARIANT: what somebody wrote is escaped; nothing of it becomes markup or an address.

import { escapeXml } from "../draw/svg-element.ts";
import type { DrawnPanel, DrawnSection } from "../draw-report.ts";
import type { Block, Table } from "../kinds/kind.ts";
import { LOOKS } from "../look.ts";
import { momentText, periodText } from "../report-time.ts";
import { say } from "../report-words.ts";
import type { Report } from "../report.ts";
import { DARK_SHEET, STYLES } from "./html-styles.ts";

export interface PageParts {
  /** Markup of a picture; null where the panel has none. */
  readonly picture: (panel: DrawnPanel) => string | null;
  readonly logo: string | null;
  readonly mostRows: number;
}

const NO_REQUESTS = "default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:";

type StyleName = keyof typeof STYLES;
const SOFT: ReadonlySet<StyleName> = new Set(["subtitle", "meta", "about", "empty", "head"]);

type Tag = readonly [name: string, style: StyleName, attributes?: string];

/** `html` is markup made here. */
function element([name, style, attributes = ""]: Tag, html: string): string {
  const ink = SOFT.has(style) ? "soft" : "strong";
  const line = style === "cell" || style === "head" ? " line" : "";
  return `<${name} class="${ink}${line}" style="${STYLES[style]}"${attributes}>${html}</${name}>`;
}

export function htmlPage(report: Report, sections: readonly DrawnSection[], parts: PageParts): string {
  const { language, title, brand, madeAtMs, notes } = report;
  const cards = [
    card(headOf(report, parts)),
    ...sections.map((section) => card(sectionHtml(section, report, parts))),
    ...(notes.length === 0 ? [] : [card(listed(say(language, "notes"), notes))]),
  ];
  const made = say(language, "sent", {
    brand: brand.name,
    time: `${momentText(report, madeAtMs)} ${report.zone}`,
  });
  const foot = element(["p", "meta", ' align="center"'], escapeXml(made));
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${NO_REQUESTS}"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeXml(title)}</title><style>${DARK_SHEET}</style></head>
<body class="page" style="${STYLES.page}"><table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f8"><tr><td align="center" style="padding:24px 12px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:760px;text-align:left">
${cards.join("\n")}
<tr><td style="padding:4px 24px 16px">${foot}</td></tr></table></td></tr></table></body></html>
`;
}

const card = (html: string): string =>
  `<tr><td class="card" style="${STYLES.card};padding:24px">${html}</td></tr><tr><td style="height:14px;font-size:0;line-height:0">&nbsp;</td></tr>`;

function headOf(report: Report, { logo }: PageParts): string {
  const { language, title, subtitle = "", brand, summary } = report;
  const shown = title === "" ? say(language, "untitled") : title;
  const mark = logo ?? element(["p", "about"], escapeXml(brand.name));
  const period = `${say(language, "period")}: ${periodText(report)} (${report.zone})`;
  return [
    `<div style="height:4px;width:48px;margin:0 0 16px;background:${brand.colour};font-size:0;line-height:0">&nbsp;</div>`,
    mark,
    element(["h1", "title"], escapeXml(shown)),
    subtitle === "" ? "" : element(["p", "subtitle"], escapeXml(subtitle)),
    element(["p", "meta"], escapeXml(period)),
    summary.length === 0 ? "" : `<div style="height:18px"></div>${listed(say(language, "summary"), summary)}`,
  ].join("");
}

function listed(title: string, sentences: readonly string[]): string {
  const items = sentences.map((sentence) => element(["li", "item"], escapeXml(sentence)));
  return `${element(["h2", "panel"], escapeXml(title))}<ul style="margin:0;padding:0 0 0 20px">${items.join("")}</ul>`;
}

/** Two beside each other where there is room, below each other where there is none. */
const COLUMN = "display:inline-block;vertical-align:top;width:100%;max-width:352px";

const isColumn = ({ isHalf, drawing }: DrawnPanel): boolean => isHalf && drawing.form !== "table";

function sectionHtml(
  { title, description = "", panels }: DrawnSection,
  { language }: Report,
  parts: PageParts,
): string {
  const head = title === "" ? "" : element(["h2", "section"], escapeXml(title));
  const about = description === "" ? "" : element(["p", "about"], escapeXml(description));
  const inner = panels.map((panel, at) => {
    const space = at === 0 && head === "" ? "" : '<div style="height:22px"></div>';
    const name = panel.title === "" ? "" : element(["h3", "panel"], escapeXml(panel.title));
    const said = panel.description === "" ? "" : element(["p", "about"], escapeXml(panel.description));
    const html = `${space}${name}${said}${panelHtml(panel, language, parts)}`;
    return isColumn(panel) ? `<div style="${COLUMN}">${html}</div>` : html;
  });
  return `${head}${about}${inner.join("")}`;
}

function panelHtml(panel: DrawnPanel, language: Report["language"], parts: PageParts): string {
  const { drawing } = panel;
  switch (drawing.form) {
    case "table":
      return tableHtml(drawing.table, language, parts.mostRows);
    case "prose":
      return drawing.blocks.map(blockHtml).join("");
    case "empty":
      return element(["p", "empty"], escapeXml(drawing.words));
    case "chart":
    case "shapes":
      return parts.picture(panel) ?? element(["p", "empty"], escapeXml(drawing.words));
  }
}

function blockHtml({ style, text }: Block): string {
  const html = escapeXml(text);
  if (style === "heading") return element(["h4", "panel"], html);
  if (style === "item")
    return `<ul style="margin:0;padding:0 0 0 20px">${element(["li", "item"], html)}</ul>`;
  return style === "code" ? element(["pre", "code"], html) : element(["p", "text"], html);
}

function tableHtml({ columns, rows, more }: Table, language: Report["language"], mostRows: number): string {
  const shown = rows.slice(0, mostRows);
  const head = columns.map(({ title, align }) =>
    element(["th", "head", ` align="${align}" scope="col"`], escapeXml(title)),
  );
  const body = shown.map((row) => {
    const cells = columns.map(({ align }, at) => {
      const { text = "", severity = null } = row[at] ?? {};
      const colour = severity === null ? null : LOOKS.light.severities[severity];
      const html = escapeXml(text);
      const inked = colour === null ? html : `<span style="color:${colour};font-weight:600">${html}</span>`;
      return element(["td", "cell", ` align="${align}"`], inked);
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const missing = rows.length - shown.length + more;
  const rest =
    missing > 0 ? element(["p", "about"], escapeXml(say(language, "more_lines", { n: missing }))) : "";
  return `<table style="${STYLES.table}" cellpadding="0" cellspacing="0"><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>${rest}`;
}
