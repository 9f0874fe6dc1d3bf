// What is wrong with a page of the console as people open it: barriers in light and dark, on a wide screen and on a telephone,
// what hangs over its edge, what it asks of others and what it logs. Pictures of each are kept.

import { findBarriers, keepPicture, overhang, type Console } from "./browser.ts";

interface Place {
  readonly name: string;
  readonly path: string;
}

interface InPage {
  readonly document: {
    querySelectorAll(selector: string): Iterable<{
      readonly dataset: Record<string, string>;
      hasAttribute(name: string): boolean;
      querySelector(selector: string): { readonly clientWidth: number } | null;
      getAttribute(name: string): string | null;
      readonly clientWidth: number;
    }>;
  };
}

/** Every picture is drawn for the room that it has: until then panels are dimmed. */
async function settle({ page }: Console): Promise<void> {
  await page.waitForFunction(() => {
    const { document } = globalThis as unknown as InPage;
    const renewed = [...document.querySelectorAll("[data-renewed] .chart > svg")];
    if (!renewed.every((svg) => svg.clientWidth > 0.7 * Number(svg.getAttribute("width")))) return false;
    return [...document.querySelectorAll("[data-source]")].every((panel) => {
      if (panel.hasAttribute("aria-busy")) return false;
      const [room, drawn] = [panel.querySelector(".body"), Number(panel.dataset["width"])];
      const isFolded = room === null || room.clientWidth === 0 || panel.querySelector("svg") === null;
      return isFolded || Math.abs(room.clientWidth - drawn) <= drawn * 0.1;
    });
  });
}

const WIDE = { width: 1_280, height: 900 };
const NARROW = { width: 360, height: 800 };

/** None for a page that is as it should be. */
export async function findFlaws(shown: Console, { name, path }: Place): Promise<string[]> {
  const { page, errors, outside } = shown;
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(path);
  await page.locator("html[data-charts]").waitFor({ state: "attached" });
  await settle(shown);
  await keepPicture(page, `${name}-light-1280`);
  const found = await findBarriers(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await keepPicture(page, `${name}-dark-1280`);
  found.push(...(await findBarriers(page, ["color-contrast"])));
  await page.setViewportSize(NARROW);
  await settle(shown);
  await keepPicture(page, `${name}-dark-360`);
  found.push(...(await findBarriers(page, ["color-contrast", "target-size", "scrollable-region-focusable"])));
  const over = await overhang(page);
  if (over > 0) found.push(`hangs over by ${over} pixels`);
  // A page that is not there is a status that browsers log themselves.
  return [...found, ...outside, ...errors.filter((text) => !/status of (?:404|409)/.test(text))];
}

/** By how many pixels it hangs over the edge of a telephone's screen. */
export async function fitsNarrow(shown: Console, { name, path }: Place): Promise<number> {
  const { page } = shown;
  await page.setViewportSize(NARROW);
  await page.goto(path);
  await page.locator("html[data-charts]").waitFor({ state: "attached" });
  await settle(shown);
  await keepPicture(page, `${name}-360`);
  return overhang(page);
}
