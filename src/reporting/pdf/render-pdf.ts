// A report as a PDF: cover, contents, sections with vector charts and tables that break over pages. INVARIANT: the same report
// gives the same bytes: the only time in it is the report's own, and pdfkit derives the file's id from what is in it.

import { drawReport, type DrawnSection } from "../draw-report.ts";
import { fontAsset, FONT_NAMES, type FontName, type Weight } from "../fonts/font-files.ts";
import { eastFont } from "../fonts/font-runs.ts";
import type { LoadAsset, Report } from "../report.ts";
import { documentOf } from "./document.ts";
import { openPen, type Pen } from "./pen.ts";

export async function renderPdf(report: Report, assets: LoadAsset): Promise<Uint8Array> {
  const sections = await drawReport(report, "print");
  const pen = openPen(report.brand.font ?? "sans", eastFont(report.language, textsOf(report, sections)));
  const definition = documentOf(report, sections, pen);
  const files = await loadFonts(pen, assets);
  const { default: maker } = await import("pdfmake/build/pdfmake.min.js");
  const { storage } = maker.virtualfs;
  // Its own file system says that it holds nothing, so that fonts are opened by their names: those opened as bytes would
  // be opened anew for each label of a chart.
  const own = Object.assign(Object.create(maker) as typeof maker, {
    virtualfs: { storage, existsSync: () => false },
    fonts: Object.fromEntries(FONT_NAMES.map((name) => [name, shelved(name, files, storage)])),
    urlAccessPolicy: () => false,
    localAccessPolicy: (path: string) => files.has(path),
  });
  try {
    return new Uint8Array(await own.createPdf(definition).getBuffer());
  } finally {
    for (const name of files.keys()) delete storage[name];
  }
}

type Files = ReadonlyMap<string, Uint8Array>;

async function loadFonts(pen: Pen, assets: LoadAsset): Promise<Files> {
  const files = new Map<string, Uint8Array>();
  for (const font of pen.used) {
    const [name, weight] = font.split("/") as [FontName, Weight];
    const asset = fontAsset(name, weight);
    files.set(asset, await assets(asset));
  }
  return files;
}

/**
 * The file system is shared with reports that are made at the same time, and what it holds is taken away after each. Layout
 * reads a font's name at its beginning and does not pause from there on: that is when the file is put there.
 */
function shelved(name: FontName, files: Files, storage: Record<string, Uint8Array>) {
  const shelf = (weight: Weight): PropertyDescriptor => {
    const asset = fontAsset(name, weight);
    const get = (): string => {
      const bytes = files.get(asset);
      if (bytes !== undefined) storage[asset] = bytes;
      return asset;
    };
    // It writes back what it read.
    return { get, set: () => undefined, enumerable: true };
  };
  return Object.defineProperties({}, { normal: shelf("normal"), bold: shelf("bold") }) as {
    normal: string;
    bold: string;
  };
}

/** All that may tell whose Chinese characters they are. */
function textsOf(
  { title, subtitle = "", summary, notes }: Report,
  sections: readonly DrawnSection[],
): string[] {
  const panels = sections.flatMap((section) => [
    section.title,
    ...section.panels.flatMap(({ title: name, description, svg, drawing }) => [
      name,
      description,
      svg ?? JSON.stringify(drawing),
    ]),
  ]);
  return [title, subtitle, ...summary, ...notes, ...panels];
}
