// Copies the fonts of reports from their packages to the static assets, which the Worker loads them from.

import { copyFile, mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  fontAsset,
  FONTS,
  FONT_NAMES,
  WEIGHTS,
  type FontName,
} from "../../src/reporting/fonts/font-files.ts";

const PACKAGES = "node_modules/@expo-google-fonts";
const STEMS: Readonly<Record<FontName, string>> = {
  sans: "NotoSans",
  serif: "NotoSerif",
  ja: "NotoSansJP",
  zh: "NotoSansSC",
};
const NAMES = { normal: "400Regular", bold: "700Bold" } as const;

/** LIMIT: the platform takes assets of up to 25 MiB. The largest of these has 10. */
export async function copyFonts(folder: string): Promise<void> {
  await mkdir(join(folder, dirname(fontAsset("sans", "normal"))), { recursive: true });
  for (const name of FONT_NAMES) {
    for (const weight of WEIGHTS) {
      const file = `${STEMS[name]}_${NAMES[weight]}.ttf`;
      await copyOnce(
        join(PACKAGES, FONTS[name].slug, NAMES[weight], file),
        join(folder, fontAsset(name, weight)),
      );
    }
  }
}

/** Thirty megabytes that each start of a test would write again. */
async function copyOnce(from: string, to: string): Promise<void> {
  const [own, there] = await Promise.all([stat(from), stat(to).catch(() => null)]);
  if (there?.size !== own.size) await copyFile(from, to);
}
