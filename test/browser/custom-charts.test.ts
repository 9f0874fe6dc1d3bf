// `custom` charts in a real browser: the picture first, then a frame that is alive, knows the look and the width, and can reach
// neither the page that holds it nor anybody else.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOOKS } from "../../src/reporting/index.ts";
import { startTestGateway, type TestGateway, type TestTenant } from "../support/gateway.ts";
import {
  findBarriers,
  keepPicture,
  openBrowser,
  openConsole,
  overhang,
  signInWith,
  type Console,
} from "../support/node/browser.ts";
import { isInstalled } from "../support/node/installed-program.ts";
import { jsonOf, send } from "../support/node/send.ts";

const isCi = process.env["CI"] === "true";

/** What the library's charts are asked in the frame. */
interface Within {
  readonly echarts: {
    getInstanceByDom(place: unknown): {
      on(event: string, handler: () => void): void;
      getOption(): { readonly color: readonly string[] };
      getWidth(): number;
    };
  };
  readonly document: {
    readonly cookie: string;
    readonly documentElement: { readonly dataset: Record<string, string>; readonly clientWidth: number };
    getElementById(id: string): { getAttribute(name: string): string | null };
    createElement(name: string): { src: string; addEventListener(name: string, handler: () => void): void };
  };
  readonly parent: { readonly document: { readonly title: string } };
  readonly localStorage: { readonly length: number };
  readonly location: { href: string };
  readonly origin: string;
  heard: string[];
  later: Promise<void>;
  addEventListener(name: "message", handler: (event: { readonly data: unknown }) => void): void;
  open(address: string): unknown;
}

/** With a word that no line has room for. */
const TITLE = `The shop's own ${"checkout_".repeat(14)}`;

const DATA = {
  frames: [
    {
      name: "orders",
      fields: [
        { name: "day", type: "text", values: ["Mon", "Tue", "Wed", "Thu", "Fri"] },
        { name: "orders", type: "number", values: [120, 200, 150, 80, 170] },
        { name: "returns", type: "number", values: [12, 20, 35, 8, 17] },
      ],
    },
  ],
};
const OWN = {
  id: "own",
  kind: "custom",
  title: "Orders and returns",
  queries: [{ ref: "A", source: "data", request: DATA }],
  options: {
    option: {
      legend: { left: 0, top: 0 },
      grid: { left: 40, right: 10, top: 40, bottom: 30 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "category" },
      yAxis: {},
      series: [
        { type: "bar", name: "Orders", encode: { x: "day", y: "orders" } },
        { type: "line", name: "Returns", encode: { x: "day", y: "returns" } },
      ],
    },
  },
  grid: { x: 0, y: 0, w: 12, h: 8 },
};

let gateway: TestGateway;
let tenant: TestTenant;
let origin = "";
let browser: Browser;
let used: Console;
let board = "";
/** Somebody else, and what was asked there. */
let stranger: Server;
const askedThere: string[] = [];

async function openFrame(page: Page): Promise<Frame> {
  await page.goto(board);
  await page.locator('.chart[data-custom="drawn"]').waitFor();
  const frame = page.frames().find((one) => one.url() === `${origin}/console/frame`);
  if (frame === undefined) throw new Error("no frame of a chart");
  return frame;
}

/** The name of what is thrown, or that nothing was. */
const tryOut = (frame: Frame, what: "document" | "cookie" | "storage"): Promise<string> =>
  frame.evaluate((asked) => {
    const here = globalThis as unknown as Within;
    try {
      if (asked === "document") return here.parent.document.title;
      return asked === "cookie" ? here.document.cookie : String(here.localStorage.length);
    } catch (error) {
      return (error as Error).name;
    }
  }, what);

describe.skipIf(!isInstalled("chromium") && !isCi)("custom charts in a browser", () => {
  beforeAll(async () => {
    gateway = await startTestGateway();
    tenant = await gateway.createTenant();
    origin = `http://${tenant.slug}.localhost:${gateway.url.port}`;
    const json = { title: TITLE, rows: [{ panels: [OWN] }] };
    const made = await send(gateway.url, {
      method: "POST",
      path: "/v1/dashboards",
      key: tenant.adminKey,
      json,
    });
    board = `/console/dashboards/${(jsonOf(made, 201) as { id: string }).id}`;
    stranger = createServer((request, response) => {
      askedThere.push(request.url ?? "");
      response.end("seen");
    });
    await new Promise<void>((resolve) => void stranger.listen(0, "127.0.0.1", resolve));
    browser = await openBrowser();
    used = await openConsole(browser, { origin });
    await signInWith(used.page, tenant.viewerKey);
  });
  afterAll(async () => {
    await browser?.close();
    stranger?.close();
    await gateway?.stop();
  });

  it("are pictures without a script", async () => {
    const plain = await openConsole(browser, { origin, scripts: false });
    await signInWith(plain.page, tenant.viewerKey);
    await plain.page.goto(board);
    expect(await plain.page.locator("#p-own svg[role=img]").isVisible()).toBe(true);
    expect(await plain.page.locator("iframe").count()).toBe(0);
    await plain.context.close();
  });

  it("come alive in a frame of an opaque origin, with a tooltip and a legend that answer", async () => {
    const { page } = used;
    const frame = await openFrame(page);
    const element = page.locator("#p-own iframe");
    expect(await element.getAttribute("sandbox")).toBe("allow-scripts");
    expect(await element.getAttribute("title")).toBe("Orders and returns");
    expect(await frame.evaluate(() => (globalThis as unknown as Within).origin)).toBe("null");
    expect(await page.locator("#p-own svg[role=img]").isVisible()).toBe(false);
    await frame.evaluate(() => {
      const here = globalThis as unknown as Within;
      here.heard = [];
      const chart = here.echarts.getInstanceByDom(here.document.getElementById("chart"));
      for (const event of ["showTip", "legendselectchanged"]) chart.on(event, () => here.heard.push(event));
    });
    await element.hover({ position: { x: 200, y: 150 } });
    await frame.waitForFunction(() => (globalThis as unknown as Within).heard.includes("showTip"));
    await keepPicture(page, "custom-alive-1280");
    await element.click({ position: { x: 24, y: 12 } });
    await frame.waitForFunction(() =>
      (globalThis as unknown as Within).heard.includes("legendselectchanged"),
    );
  });

  it("follow the look and the width of the page", async () => {
    const { page } = used;
    const frame = await openFrame(page);
    const colour = () =>
      frame.evaluate(() => {
        const here = globalThis as unknown as Within;
        return here.echarts.getInstanceByDom(here.document.getElementById("chart")).getOption().color[0];
      });
    expect(await colour()).toBe(LOOKS.light.series[0]);
    await page.locator("[data-look-switch]").selectOption("dark");
    await frame.waitForFunction(
      () => (globalThis as unknown as Within).document.documentElement.dataset["look"] === "dark",
    );
    expect(await colour()).toBe(LOOKS.dark.series[0]);
    await page.setViewportSize({ width: 360, height: 800 });
    const small = await openFrame(page);
    await small.waitForFunction(() => {
      const here = globalThis as unknown as Within;
      const chart = here.echarts.getInstanceByDom(here.document.getElementById("chart"));
      return chart.getWidth() <= 340 && chart.getWidth() === here.document.documentElement.clientWidth;
    });
    expect(await overhang(page)).toBe(0);
    await keepPicture(page, "custom-dark-360");
    expect(await findBarriers(page)).toEqual([]);
    expect(await findBarriers(small)).toEqual([]);
    await page.locator("[data-look-switch]").selectOption("auto");
    await page.goto("/console/dashboards");
    await keepPicture(page, "dashboards-long-360");
    expect(await overhang(page)).toBe(0);
    await page.setViewportSize({ width: 1_280, height: 900 });
  });

  it("listen to nobody after the page that holds them has spoken, and the page to no stranger", async () => {
    const { page } = used;
    const frame = await openFrame(page);
    // Listening before anything is said: page and frame are processes of their own.
    await frame.evaluate(() => {
      const here = globalThis as unknown as Within;
      here.later = new Promise<void>((resolve) => {
        here.addEventListener("message", ({ data }) => {
          if (data === "later") resolve();
        });
      });
    });
    await page.evaluate(() => {
      interface Port {
        postMessage(message: unknown): void;
      }
      interface Outside {
        readonly document: {
          querySelector(name: string): {
            contentWindow: { postMessage(m: unknown, to: string, p: unknown[]): void };
          };
        };
        readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
        postMessage(message: unknown, to: string): void;
      }
      const here = globalThis as unknown as Outside;
      const { port1, port2 } = new here.MessageChannel();
      here.document.querySelector("iframe").contentWindow.postMessage("traceo: connect", "*", [port2]);
      port1.postMessage({ drawing: { option: { series: [] }, dark: {}, words: "taken over" }, look: "dark" });
      here.postMessage("traceo: ready", "*");
      here.document.querySelector("iframe").contentWindow.postMessage("later", "*", []);
    });
    await frame.evaluate(() => (globalThis as unknown as Within).later);
    const label = await frame.evaluate(() =>
      (globalThis as unknown as Within).document.getElementById("chart").getAttribute("aria-label"),
    );
    expect(label).toBe("A picture of its own with 2 series.");
    expect(await page.locator("iframe").count()).toBe(1);
    expect([used.errors, used.outside]).toEqual([[], []]);
  });

  it("can read neither the page nor its cookies, fetch nothing, open nothing, and lead nowhere", async () => {
    const tried = await openConsole(browser, { origin });
    await signInWith(tried.page, tenant.viewerKey);
    const frame = await openFrame(tried.page);
    for (const what of ["document", "cookie", "storage"] as const)
      expect(await tryOut(frame, what)).toBe("SecurityError");
    const there = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    for (const address of [`${origin}/console/assets/mark.svg`, `${there}/seen`]) {
      const fetched = frame.evaluate(
        (to) =>
          fetch(to).then(
            () => "fetched",
            () => "refused",
          ),
        address,
      );
      expect([address, await fetched]).toEqual([address, "refused"]);
      const seen = frame.evaluate(
        (to) =>
          new Promise((resolve) => {
            const image = (globalThis as unknown as Within).document.createElement("img");
            image.addEventListener("load", () => resolve("loaded"));
            image.addEventListener("error", () => resolve("refused"));
            image.src = to;
          }),
        address,
      );
      expect([address, await seen]).toEqual([address, "refused"]);
    }
    expect(await frame.evaluate(() => (globalThis as unknown as Within).open("/console/usage"))).toBeNull();
    const led = tried.page.waitForEvent("console", (told) => told.text().includes("frame-src"));
    await frame.evaluate((to) => {
      (globalThis as unknown as Within).location.href = to;
    }, `${there}/led`);
    await led;
    expect(askedThere).toEqual([]);
    expect(new URL(tried.page.url()).pathname).toBe(board);
    expect(await tried.page.getByRole("heading", { level: 1 }).textContent()).toBe(TITLE);
    await tried.context.close();
  });
});
