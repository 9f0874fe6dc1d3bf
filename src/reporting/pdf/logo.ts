// The logo on the cover, on white, so that it shows on any colour.

import { base64 } from "../../kernel/bytes.ts";
import { readLogo } from "../logo.ts";
import type { Brand } from "../report.ts";
import type { PdfNode } from "./pen.ts";

const MOST_WIDTH = 150;
const HEIGHT = 26;
const PAD = 7;

export function logoNode(brand: Brand): PdfNode | null {
  const logo = readLogo(brand);
  if (logo === null) return null;
  const scale = Math.min(MOST_WIDTH / logo.width, HEIGHT / logo.height);
  const size = { width: logo.width * scale, height: logo.height * scale };
  const picture =
    logo.form === "svg"
      ? { svg: logo.svg, ...size }
      : { image: `data:${logo.mime};base64,${base64(logo.bytes)}`, ...size };
  const layout = {
    hLineWidth: () => 0,
    vLineWidth: () => 0,
    fillColor: () => "#ffffff",
    paddingLeft: () => PAD,
    paddingRight: () => PAD,
    paddingTop: () => PAD,
    paddingBottom: () => PAD,
  };
  return { width: "auto", table: { body: [[picture]] }, layout };
}
