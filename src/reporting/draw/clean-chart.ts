// What the chart library writes, made fit for anywhere: elements and attributes of an allow-list, no style sheet and no
// style attribute (a strict content policy refuses both, other readers ignore them), nothing from outside, and ids that
// depend on the drawing alone. The library counts its instances in its ids, so two drawings of the same would differ.

import { escapeXml, isNowhere, round, xmlText } from "./svg-element.ts";

const ELEMENTS: ReadonlySet<string> = new Set(
  (
    "g path text tspan rect circle ellipse line polyline polygon defs clipPath linearGradient " +
    "radialGradient stop title"
  ).split(" "),
);

const ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    "d x y x1 y1 x2 y2 cx cy r rx ry width height points transform fill fill-opacity fill-rule stroke " +
    "stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin stroke-miterlimit " +
    "opacity text-anchor font-size font-weight font-style clip-path id offset stop-color stop-opacity " +
    "gradientUnits gradientTransform dx dy"
  ).split(" "),
);

const PIECE = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<style[\s\S]*?<\/style>|<[^>]*>/g;
const TAG = /^<(\/?)([a-zA-Z]+)([\s\S]*?)(\/?)>$/;
const ATTRIBUTE = /([a-zA-Z_:][\w:.-]*)="([^"]*)"/g;
/** Where `dominant-baseline: central` would put the baseline; not every reader knows it. */
const CENTRAL = 0.35;

/** The inside of the document, with ids that begin with `prefix`. */
export function cleanChart(svg: string, prefix: string): string {
  const rename = (text: string): string => text.replaceAll(/\bzr\d+-/g, `${prefix}-`);
  return xmlText(svg)
    .replaceAll(PIECE, (piece) => cleanPiece(piece, rename))
    .replaceAll(/\n+/g, "")
    .replaceAll(/<path[^>]*fill="none"(?![^>]*stroke=)[^>]*><\/path>/g, "")
    .replaceAll(/<g><\/g>/g, "");
}

function cleanPiece(piece: string, rename: (text: string) => string): string {
  const [, closing, name = "", attributes = "", empty] = TAG.exec(piece) ?? [];
  if (!ELEMENTS.has(name)) return "";
  if (closing === "/") return `</${name}>`;
  const given = new Map(
    Array.from(attributes.matchAll(ATTRIBUTE), ([, key = "", value = ""]) => [key, value]),
  );
  if (name === "text" || name === "tspan") placeText(given);
  const kept = [...given].filter(
    ([key, value]) => ATTRIBUTES.has(key) && isInside(value) && !isNowhere(key, value),
  );
  const written = kept.map(([key, value]) => ` ${key}="${rename(escapeXml(unescapeXml(value)))}"`);
  return `<${name}${written.join("")}${empty === "/" ? "/" : ""}>`;
}

/** Paint may refer to what the drawing itself defines, and to nothing else. */
const isInside = (value: string): boolean => !/url\((?!#)|javascript:|data:/i.test(value);

const unescapeXml = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

/** The style attribute becomes attributes; the family is the whole drawing's. Halos are blots where they are not drawn first. */
function placeText(given: Map<string, string>): void {
  for (const name of ["stroke", "stroke-width", "stroke-opacity"]) given.delete(name);
  const style = given.get("style") ?? "";
  const size = /(?:^|[\s:;])([\d.]+)px/.exec(style)?.[1];
  if (size !== undefined) given.set("font-size", size);
  const weight = /font-weight:\s*(\w+)|font:\s*\w+\s+(bold|\d{3})/.exec(style);
  const heavy = weight?.[1] ?? weight?.[2];
  if (heavy !== undefined && heavy !== "normal") given.set("font-weight", heavy);
  if (given.get("dominant-baseline") !== "central") return;
  given.set("y", round(Number(given.get("y") ?? 0) + Number(size ?? 12) * CENTRAL));
}
