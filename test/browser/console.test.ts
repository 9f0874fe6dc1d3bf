// The console in a real browser, as people use it: signed in with a key, dashboards opened, changed, explored, taken along as
// files and put on a schedule. Pictures of the pages are kept in .wrangler/screenshots.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localClient } from "../../scripts/demo/local-client.ts";
import { sendTelemetry } from "../../scripts/demo/send-telemetry.ts";
import { startTestGateway, type TestGateway, type TestTenant } from "../support/gateway.ts";
import { keepPicture, openBrowser, openConsole, signInWith, type Console } from "../support/node/browser.ts";
import { findFlaws, fitsNarrow } from "../support/node/page-flaws.ts";
import { isInstalled } from "../support/node/installed-program.ts";

const isCi = process.env["CI"] === "true";
let gateway: TestGateway;
let tenant: TestTenant;
let origin = "";
let browser: Browser;
let used: Console;
let checked: Console;
let board = "";
let schedule = "";

/** In continuous integration a browser that is missing is a failure, which says what it did not find. */
describe.skipIf(!isInstalled("chromium") && !isCi)("the console in a browser", () => {
  beforeAll(async () => {
    gateway = await startTestGateway();
    tenant = await gateway.createTenant();
    origin = `http://${tenant.slug}.localhost:${gateway.url.port}`;
    const { slug, engineerKey: engineer_key } = tenant;
    const client = localClient(Number(gateway.url.port));
    const sending = { client, toMs: Date.now(), onProgress: () => undefined };
    await sendTelemetry({ slug, jurisdiction: "eu", engineer_key }, sending);
    browser = await openBrowser();
    used = await openConsole(browser, { origin });
    checked = await openConsole(browser, { origin });
    await signInWith(checked.page, tenant.adminKey);
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.stop();
  });

  it("signs in with the keyboard alone, after a key that opens nothing", async () => {
    const { page } = used;
    await page.goto("/console/usage");
    expect(new URL(page.url()).pathname).toBe("/console/sign-in");
    await page.keyboard.type("tgk_nothing");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("does not open anything").waitFor();
    await keepPicture(page, "sign-in");
    await page.keyboard.type(tenant.adminKey);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/console/usage");
    // A refused sign-in is a status that browsers log themselves.
    expect(used.errors.filter((text) => !text.includes("401"))).toEqual([]);
  });

  it("begins with an example, whose pictures stand in the page as it arrives", async () => {
    const { page } = used;
    await page.goto("/console/dashboards");
    await page.getByText("See your services in a minute").waitFor();
    await keepPicture(page, "dashboards-empty");
    await page.getByRole("button", { name: "Start with an example" }).click();
    await page.getByRole("heading", { name: "Services at a glance" }).waitFor();
    board = new URL(page.url()).pathname;
    const plain = await openConsole(browser, { origin, scripts: false });
    await signInWith(plain.page, tenant.viewerKey);
    await plain.page.goto(board);
    expect(await plain.page.locator(".panel svg[role=img]").count()).toBeGreaterThanOrEqual(8);
    expect(await plain.page.getByText("What is missing").count()).toBe(0);
    await plain.context.close();
    await keepPicture(page, "dashboard");
  });

  it("tells values under the pointer and under the arrow keys", async () => {
    const { page } = used;
    const chart = page.locator("#p-latency .chart");
    await chart.hover({ position: { x: 260, y: 90 } });
    await chart.locator(".tip td").first().waitFor();
    expect(await chart.locator(".tip").textContent()).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*ms/);
    await keepPicture(page, "dashboard-pointer");
    await page.mouse.move(5, 5);
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    await page.locator("#status", { hasText: "checkout" }).waitFor({ state: "attached" });
  });

  it("shows another range and another choice without leaving the page", async () => {
    const { page } = used;
    const drawn = page.waitForResponse((answer) => answer.url().includes("/panels/logs?range=15m"));
    await page.selectOption("select[name=range]", "15m");
    expect((await drawn).status()).toBe(200);
    const chosen = page.waitForResponse((answer) => answer.url().includes("var.service=checkout"));
    await page.locator("summary", { hasText: "Service" }).click();
    await page.getByLabel("checkout", { exact: true }).check();
    expect(await page.getByLabel("All", { exact: true }).isChecked()).toBe(false);
    await chosen;
    expect(page.url()).toContain("var.service=checkout");
    await page.locator('#p-latency svg[aria-label*=": 1 series"]').waitFor();
    const table = page.locator("#p-latency details.as-table");
    await table.locator("summary").click({ force: true });
    expect(await table.locator("thead").textContent()).toBe("timecheckout");
  });

  it("is changed by form, with the panel drawn while it is written, and as JSON", async () => {
    const { page } = used;
    await page.goto(board);
    await page.getByRole("link", { name: "Edit" }).click();
    const panel = page.locator("details[data-panel-no]").first();
    await panel.locator("summary").click();
    await panel.locator(".preview svg[role=img]").waitFor();
    const drawn = page.waitForResponse((answer) => answer.url().endsWith("/preview"));
    await panel.getByLabel("Title").fill("Requests a second");
    await panel.getByLabel("Picture").selectOption("line");
    await drawn;
    await page.getByRole("button", { name: "Add a text" }).click();
    await page
      .locator("details[data-panel-no]")
      .last()
      .getByLabel("Text", { exact: true })
      .fill("# Read me\n\nAsk the shop's team.");
    await page.locator("details[data-panel-no]").last().getByLabel("Title").fill("Notes");
    await keepPicture(page, "edit");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Requests a second" }).waitFor();
    await page.getByText("Ask the shop's team.").waitFor();
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByRole("button", { name: "As JSON" }).click();
    const text = page.getByLabel("The dashboard as JSON");
    await text.fill(
      (await text.inputValue()).replace('"title": "Services at a glance"', '"title": "The shop"'),
    );
    await page.locator(".json .preview svg").first().waitFor();
    await keepPicture(page, "edit-json");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "The shop" }).waitFor();
    expect(await page.title()).toBe("The shop · Traceo");
  });

  it("explores a metric and adds what it sees to a dashboard", async () => {
    const { page } = used;
    await page.goto("/console/explore");
    await page.getByRole("link", { name: "http.server.requests" }).click();
    await page.locator("#answer svg[role=img]").waitFor();
    await page.getByLabel("Shown as").selectOption("rate");
    await page.getByLabel("Grouped by").fill("service.name");
    await page.getByRole("button", { name: "Run" }).click();
    await page.locator("#answer svg[role=img]", { hasText: "payments" }).waitFor();
    await keepPicture(page, "explore");
    await page.getByLabel("Title of the panel").fill("Explored");
    await page.getByRole("button", { name: "Add to dashboard" }).click();
    await page.getByRole("heading", { name: "Explored", level: 2 }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/console\/dashboards\/dsh_/);
  });

  it("takes a panel along at once, and a dashboard once it is made", async () => {
    const { page } = used;
    await page.goto(board);
    await page.getByLabel("More for Latency by service, p95").click();
    const menu = page.locator("#p-latency .sheet");
    await menu.getByLabel("Format").selectOption("csv");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      menu.getByRole("button", { name: "Download" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    await page.keyboard.press("Escape");
    await page.locator("summary", { hasText: "Export" }).click();
    const all = page.locator(".head .sheet");
    await all.getByLabel("Format").selectOption("xlsx");
    await all.getByRole("button", { name: "Make in the background" }).click();
    await page.locator(".state.ready").waitFor();
    await keepPicture(page, "files");
    const [book] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download" }).click(),
    ]);
    expect(book.suggestedFilename()).toMatch(/\.xlsx$/);
  });

  it("puts a dashboard on a schedule, runs it now, and pauses it", async () => {
    const { page } = used;
    await page.goto(board);
    await page.getByRole("link", { name: "Schedule", exact: true }).click();
    await page.getByLabel("Folder in your bucket").fill("reports/shop");
    await keepPicture(page, "schedule-new");
    await page.getByRole("button", { name: "Make schedule" }).click();
    await page.getByRole("heading", { name: "The shop" }).waitFor();
    await page.getByRole("button", { name: /^Run now/ }).click();
    await page.locator("#live-runs .state.sent").waitFor();
    await keepPicture(page, "schedule");
    const [report] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download" }).click(),
    ]);
    expect(report.suggestedFilename()).toMatch(/\.pdf$/);
    await page.getByRole("button", { name: /^Pause/ }).click();
    await page.locator(".state.paused").waitFor();
    schedule = new URL(page.url()).pathname;
  });

  it("changes a schedule by keyboard, and tells what somebody else has changed meanwhile", async () => {
    const { page } = used;
    await page.goto(schedule);
    await page.getByRole("link", { name: "Edit", exact: true }).click();
    const opened = page.url();
    await page.getByLabel("Name").fill("Every Tuesday");
    await page.getByLabel("When").selectOption("cron");
    await page.getByLabel("Cron expression").fill("tuesdays");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByRole("link", { name: "Cron expression" }).press("Enter");
    await page.locator("#f-cron:focus").fill("0 6 * * 2");
    await keepPicture(page, "schedule-refused");
    await checked.page.goto(opened);
    await checked.page.getByLabel("Format").selectOption("xlsx");
    await checked.page.getByRole("button", { name: "Save" }).click();
    await checked.page.getByText("XLSX").waitFor();
    await page.locator("#f-cron").press("Enter");
    await page.getByText("What is different in the version of").waitFor();
    await keepPicture(page, "schedule-conflict");
    await page.getByRole("button", { name: "Save mine all the same" }).press("Enter");
    await page.getByRole("heading", { name: "Every Tuesday" }).waitFor();
    expect(await page.locator(".about-schedule").textContent()).toContain("0 6 * * 2");
  });

  it("asked nobody else for anything, and logged no error", () => {
    expect(used.outside).toEqual([]);
    // Refusals are statuses that browsers log themselves: a key, a field, another's version.
    expect(used.errors.filter((text) => !/status of (?:401|409|422)/.test(text))).toEqual([]);
  });

  it.each(["dashboards", "board", "edit", "explore", "exports", "schedules", "schedule", "usage", "nowhere"])(
    "has no barriers on `%s`, in light and dark, and fits 360 pixels",
    async (name) => {
      const places: Readonly<Record<string, string>> = {
        board,
        edit: `${board}/edit`,
        schedule: `${schedule}/edit`,
        nowhere: `/console/dashboards/dsh_${"0".repeat(20)}`,
      };
      expect(await findFlaws(checked, { name, path: places[name] ?? `/console/${name}` })).toEqual([]);
    },
  );

  it("lets the keyboard past the navigation, into menus and out of them", async () => {
    const { page } = used;
    await page.goto(board);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL("**#main");
    const menu = page.locator("summary", { hasText: "Export" });
    await menu.focus();
    await page.keyboard.press("Enter");
    await page.locator(".head .sheet").getByLabel("Format").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".head .sheet").waitFor({ state: "hidden" });
    expect(
      await menu.evaluate(
        (node) =>
          node === (node as { ownerDocument: { activeElement: unknown } }).ownerDocument.activeElement,
      ),
    ).toBe(true);
  });

  it("speaks Japanese and Chinese to who asks for them", async () => {
    for (const [language, word] of [
      ["ja-JP", "ダッシュボード"],
      ["zh-CN", "仪表板"],
    ] as const) {
      const shown = await openConsole(browser, { origin, language });
      await signInWith(shown.page, tenant.adminKey);
      expect(await shown.page.getByRole("heading", { level: 1 }).textContent()).toBe(word);
      for (const [name, path] of Object.entries({
        explore: "/console/explore",
        edit: `${schedule}/edit`,
      }))
        expect([name, await fitsNarrow(shown, { name: `${name}-${language}`, path })]).toEqual([name, 0]);
      await shown.context.close();
    }
  });

  it("signs out for good", async () => {
    const { page } = used;
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/console/sign-in");
    await page.goto(board);
    expect(new URL(page.url()).pathname).toBe("/console/sign-in");
  });
});
