// A picture of ours as PNG, by resvg compiled to WebAssembly: fonts are handed in, nothing of the machine is looked at. The
// same picture and scale give the same bytes.

import { eastFont, fontRuns } from "../fonts/font-runs.ts";
import { fontAsset, FONTS, type FontName, type Weight } from "../fonts/font-files.ts";
import type { LoadAsset, ReportLanguage } from "../report.ts";

export interface PngCanvas {
  /** Pixels per unit of the picture. */
  readonly scale: number;
  readonly language?: ReportLanguage;
}

const HEAVY = /font-weight="(?:bold|[6-9]00)"/;
const TEXTS = />([^<]+)</g;

export async function renderPng(
  svg: string,
  { scale, language = "en" }: PngCanvas,
  assets: LoadAsset,
): Promise<Uint8Array> {
  const Resvg = await openResvg();
  const wanted = wantedFonts(svg, language);
  const fontBuffers: Uint8Array[] = [];
  for (const [name, weight] of wanted) fontBuffers.push(await assets(fontAsset(name, weight)));
  const families = [...new Set(wanted.map(([name]) => FONTS[name].family))];
  const picture = new Resvg(named(svg, families), {
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers, loadSystemFonts: false, defaultFontFamily: FONTS.sans.family },
  });
  try {
    const image = picture.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    picture.free();
  }
}

function wantedFonts(svg: string, language: ReportLanguage): (readonly [FontName, Weight])[] {
  const texts = Array.from(svg.matchAll(TEXTS), ([, text = ""]) => text);
  const weights: readonly Weight[] = HEAVY.test(svg) ? ["normal", "bold"] : ["normal"];
  const isFar = texts.some((text) => fontRuns(text).some((run) => run.isFar));
  const names: readonly FontName[] = isFar ? ["sans", eastFont(language, texts)] : ["sans"];
  return names.flatMap((name) => weights.map((weight) => [name, weight] as const));
}

/** Families that are not there would only be looked for. */
const named = (svg: string, families: readonly string[]): string =>
  svg.replaceAll(/font-family="[^"]*"/g, `font-family="${families.map((name) => `'${name}'`).join(", ")}"`);

/**
 * The library keeps one instance per isolate. Two pictures that come first at once may each make one, and the later stands:
 * that is harmless, since a picture is opened, drawn and freed without a pause.
 */
async function openResvg() {
  const [{ initWasm, Resvg }, { default: wasm }] = await Promise.all([
    import("@resvg/resvg-wasm"),
    import("@resvg/resvg-wasm/index_bg.wasm"),
  ]);
  await initWasm(wasm).catch((error: unknown) => {
    if (!(error instanceof Error) || !error.message.startsWith("Already initialized")) throw error;
  });
  return Resvg;
}
