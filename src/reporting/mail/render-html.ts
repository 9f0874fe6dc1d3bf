// A report as an HTML file that stands alone: its pictures are inside, as SVG.

import { base64 } from "../../kernel/bytes.ts";
import { drawReport, type DrawnPanel } from "../draw-report.ts";
import { escapeXml } from "../draw/svg-element.ts";
import { readLogo } from "../logo.ts";
import type { Brand, Report } from "../report.ts";
import { htmlPage } from "./html-page.ts";

const MOST_ROWS = 1_000;
export const LOGO_HEIGHT = 32;

/** As wide as its place lets it be. */
function picture({ svg, size }: DrawnPanel): string | null {
  if (svg === null) return null;
  const style = `display:block;width:100%;height:auto;max-width:${size.width}px`;
  return svg.replace(/^<svg /, `<svg style="${style}" `);
}

function logoOf(brand: Brand): string | null {
  const logo = readLogo(brand);
  if (logo === null) return null;
  const style = `display:block;margin:0 0 14px;height:${LOGO_HEIGHT}px;width:auto`;
  if (logo.form === "svg")
    return logo.svg.replace(
      /^<svg /,
      `<svg role="img" aria-label="${escapeXml(brand.name)}" style="${style}" `,
    );
  return `<img alt="${escapeXml(brand.name)}" src="data:${logo.mime};base64,${base64(logo.bytes)}" style="${style}">`;
}

export async function renderHtml(report: Report): Promise<string> {
  const sections = await drawReport(report, "light");
  return htmlPage(report, sections, { picture, logo: logoOf(report.brand), mostRows: MOST_ROWS });
}
