// A real Chromium on the console of a test gateway. Whatever a page logs as an error, and every request that leaves the
// gateway's own hosts, is noted: a test asserts that there was none.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContext, type Frame, type Page } from "playwright-core";

const PROGRAM = "/usr/bin/chromium";
/** Beside the build, which git does not keep. */
const PICTURES = ".wrangler/screenshots";

export interface Console {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page's own console, exceptions, and what its policy has refused. */
  readonly errors: readonly string[];
  /** Requests to anybody else. */
  readonly outside: readonly string[];
}

export interface Wanted {
  readonly origin: string;
  readonly look?: "light" | "dark";
  readonly width?: number;
  readonly scripts?: boolean;
  readonly language?: string;
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: ["--no-sandbox", "--disable-gpu"] });
}

export async function openConsole(browser: Browser, wanted: Wanted): Promise<Console> {
  const { origin, look = "light", width = 1_280, scripts = true, language = "en-GB" } = wanted;
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width, height: 900 },
    colorScheme: look,
    locale: language,
    javaScriptEnabled: scripts,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const errors: string[] = [];
  const outside: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => void errors.push(`${page.url()}: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("blob:")) outside.push(url);
  });
  return { page, context, errors, outside };
}

export async function signInWith(page: Page, key: string): Promise<void> {
  await page.goto("/console/sign-in");
  await page.fill("input[name=key]", key);
  await page.press("input[name=key]", "Enter");
  await page.waitForURL("**/console/dashboards");
}

export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

interface Found {
  readonly violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[];
}

/** What axe finds wrong with the page as it stands, a line each; by all its rules, or by those that are named. */
export async function findBarriers(
  page: Pick<Frame, "evaluate">,
  rules: readonly string[] = [],
): Promise<string[]> {
  // By the browser's own debugger: the page's policy lets no script in, and is not loosened for this.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (only) => {
    const inPage = globalThis as unknown as { axe: { run(options: object): Promise<Found> } };
    // Fetching style sheets once more is what a strict page refuses; no rule that is run here needs them.
    const plain = { preload: false };
    return inPage.axe.run(only.length === 0 ? plain : { ...plain, runOnly: { type: "rule", values: only } });
  }, rules);
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

/** By how many pixels the page is wider than its window. */
export async function overhang(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number; clientWidth: number } };
    };
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}
