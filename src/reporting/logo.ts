// A brand's logo, looked at before anything draws it: how large it is, and of an SVG only what an allow-list lets through.
// INVARIANT: bytes that are no such picture are no logo; nothing that draws them later has to refuse them.

import { parseBase64, parseUtf8 } from "../kernel/bytes.ts";
import { cleanChart } from "./draw/clean-chart.ts";
import { pngSize } from "./png-size.ts";
import type { Brand } from "./report.ts";

export type Logo = { readonly width: number; readonly height: number } & (
  | { readonly form: "svg"; readonly svg: string }
  | { readonly form: "bytes"; readonly mime: "image/png" | "image/jpeg"; readonly bytes: Uint8Array }
);

/** LIMIT: pixels are unpacked when a page is drawn, four bytes each. */
const MOST_SIDE = 1_024;

/** Null for none, and for what is none. */
export function readLogo({ logo }: Brand): Logo | null {
  const bytes = logo === undefined ? null : parseBase64(logo.base64);
  if (logo === undefined || bytes === null) return null;
  if (logo.mime === "image/svg+xml") return readSvg(bytes);
  const side = logo.mime === "image/png" ? pngSize(bytes) : jpegSize(bytes);
  if (side === null || side.width > MOST_SIDE || side.height > MOST_SIDE) return null;
  return { form: "bytes", mime: logo.mime, bytes, ...side };
}

interface Sides {
  readonly width: number;
  readonly height: number;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const sized = (width: number, height: number): Sides | null =>
  width > 0 && height > 0 ? { width, height } : null;

/** The first frame header, baseline or progressive (ITU-T T.81, B.2.2). */
function jpegSize(bytes: Uint8Array): Sides | null {
  const view = viewOf(bytes);
  if (bytes.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < bytes.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker >= 0xffc0 && marker <= 0xffc2) return sized(view.getUint16(at + 7), view.getUint16(at + 5));
    if (marker < 0xff01 || view.getUint16(at + 2) < 2) return null;
  }
  return null;
}

const ROOT = /<svg\b([^>]*)>([\s\S]*)<\/svg>\s*$/;

function readSvg(bytes: Uint8Array): Logo | null {
  const [, attributes = "", inside = ""] = ROOT.exec(parseUtf8(bytes) ?? "") ?? [];
  const box = (/viewBox="([^"]*)"/.exec(attributes)?.[1] ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const side = (name: string): number =>
    Number.parseFloat(new RegExp(`\\b${name}="([\\d.]+)(?:px)?"`).exec(attributes)?.[1] ?? "");
  const [x = 0, y = 0, width = side("width"), height = side("height")] = box.length === 4 ? box : [];
  if (![x, y, width, height].every((value) => Number.isFinite(value)) || width <= 0 || height <= 0)
    return null;
  const body = cleanChart(
    inside.replaceAll(/style="([^"]*)"/g, (_, style: string) => asAttributes(style)),
    "logo",
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}">${body}</svg>`;
  return { form: "svg", svg, width, height };
}

/** `fill:#fff;stroke:none` as attributes, which the allow-list then looks at. */
const asAttributes = (style: string): string =>
  style
    .split(";")
    .flatMap((part) => {
      const [name = "", value = ""] = part.split(":").map((text) => text.trim());
      return /^[a-z-]+$/.test(name) && value !== "" ? [`${name}="${value}"`] : [];
    })
    .join(" ");
