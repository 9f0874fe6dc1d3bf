// SVG written as text. INVARIANT: what goes in as text or attribute is escaped here and nowhere else, so nothing that a
// tenant wrote becomes markup.

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What XML 1.0 cannot hold is left out: control characters but tab and line ends, and halves of surrogate pairs. */
function isXml(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}

/** Without what no XML document may hold. */
export function xmlText(text: string): string {
  let kept = "";
  for (const char of text) if (isXml(char)) kept += char;
  return kept;
}

export function escapeXml(text: string): string {
  let escaped = "";
  for (const char of text) if (isXml(char)) escaped += ESCAPES[char] ?? char;
  return escaped;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** What was worked out from numbers past what a double holds: no reader of SVG has a place for it. */
export const isNowhere = (name: string, value: string | number | undefined): boolean =>
  typeof value === "number"
    ? !Number.isFinite(value)
    : GEOMETRY.has(name) && /NaN|Infinity/.test(value ?? "");

const GEOMETRY: ReadonlySet<string> = new Set(
  "d points transform x y x1 y1 x2 y2 cx cy r rx ry width height dx dy stroke-width".split(" "),
);

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([name, value]) => value !== undefined && !isNowhere(name, value))
    .map(
      ([name, value]) => ` ${name}="${typeof value === "number" ? round(value) : escapeXml(String(value))}"`,
    )
    .join("");
}

/** Two decimals are a hundredth of a pixel; more would only be bytes. */
export const round = (value: number): string => String(Math.round(value * 100) / 100);

/** Children are markup that was made here; text goes through `svgText`. */
export function svgElement(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const open = `<${name}${attributesText(attributes)}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join("")}</${name}>`;
}

export interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly font: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly weight?: number;
}

/** The middle of the text stands at `y`: by offset, since not every reader knows `dominant-baseline`. */
export function svgText(text: string, { x, y, size, fill, font, anchor, weight }: TextStyle): string {
  const attributes = {
    x,
    y: y + size * 0.35,
    "font-size": size,
    "font-family": font,
    fill,
    "text-anchor": anchor === "start" ? undefined : anchor,
    "font-weight": weight,
  };
  return svgElement("text", attributes, [escapeXml(text)]);
}

/** What a mouse shows over a shape. */
export const svgTitle = (text: string): string => svgElement("title", {}, [escapeXml(text)]);
