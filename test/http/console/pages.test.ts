// The console's pages: each with the rights of the key that has signed in, in words where something is missing, and under
// headers that let nothing in from outside.

import { describe, expect, it } from "vitest";
import { PAGES } from "../../../src/console/pages.ts";
import { put } from "../../support/access.ts";
import { signIn, submit, visit } from "../../support/console.ts";
import { dashboardOf, makeDashboard } from "../../support/dashboards.ts";
import { sendItems } from "../../support/labelled-telemetry.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

const MINUTE_MS = 60_000;

const sendSome = (world: World): Promise<void> =>
  sendItems(world, [{ mark: "one", value: 3 }], { atMs: Date.now() - MINUTE_MS });

const WITHOUT_PARAMETERS = PAGES.filter(({ method, path }) => method === "GET" && !path.includes("{"));

/** What a strict page may not hold, nor a browser would run. */
const LOOSE = /<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|javascript:|https?:\/\/(?!www\.w3\.org\/)/;

describe("every page", () => {
  it.each(WITHOUT_PARAMETERS.map(({ id, path }) => [id, path] as const))(
    "`%s` is HTML under a strict policy, in each language",
    async (_id, path) => {
      const world = await createWorld();
      const signed = await signIn(world, world.admin);
      for (const language of ["en", "ja", "zh"]) {
        const answer = await visit(signed, path, { "accept-language": `${language};q=0.9, de;q=0.8` });
        expect([answer.status, answer.headers.get("content-type")]).toEqual([
          200,
          "text/html; charset=utf-8",
        ]);
        const policy = answer.headers.get("content-security-policy") ?? "";
        expect(policy).toMatch(/default-src 'none'; script-src 'self';.*frame-ancestors 'none'/);
        expect(policy).not.toMatch(/unsafe|\*|data:.*script/);
        expect(answer.headers.get("cache-control")).toBe("no-store");
        expect(answer.text).toContain(`<html lang="${language}"`);
        expect(answer.text.replaceAll(/<svg[\s\S]*?<\/svg>/g, "")).not.toMatch(LOOSE);
      }
    },
  );

  it.each(PAGES.filter(({ method }) => method === "GET").map(({ id, path }) => [id, path] as const))(
    "`%s` leads who has not signed in to the sign-in page and back",
    async (_id, path) => {
      const { host } = await createWorld();
      const named = path.replaceAll(/\{[a-z_]+\}/g, "x");
      const answer = await visit({ host, cookie: "" }, named);
      expect([answer.status, answer.headers.get("location")]).toEqual([
        303,
        `/console/sign-in?to=${encodeURIComponent(named)}`,
      ]);
    },
  );
});

describe("a dashboard", () => {
  it("arrives with its pictures, their words and their tables", async () => {
    const world = await createWorld();
    await sendSome(world);
    const id = await makeDashboard(world, { time: { from: "now-1h", to: "now" } });
    const page = await visit(await signIn(world, world.viewer), `/console/dashboards/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/<svg xmlns[^>]*role="img" aria-label="Requests: /);
    expect(page.text).toContain("Show as table");
    expect(page.text).toMatch(/<td class="right ">/);
    expect(page.text).not.toContain("<!--slot");
    expect(page.text).toContain(`#p-requests{grid-column:1/span 12;grid-row:1/span 8}`);
    expect(page.text.trimEnd().endsWith("</html>")).toBe(true);
  });

  it("says of a panel that is refused what is missing, and shows the others", async () => {
    const world = await createWorld();
    await sendSome(world);
    const panels = [
      {
        id: "usage",
        kind: "table",
        title: "Used",
        queries: [{ ref: "A", source: "usage" }],
        grid: { x: 0, y: 0, w: 12, h: 4 },
      },
      {
        id: "note",
        kind: "text",
        title: "Note",
        options: { text: "Read me" },
        grid: { x: 12, y: 0, w: 12, h: 4 },
      },
    ];
    const id = await makeDashboard(world, { rows: [{ panels }] });
    const page = await visit(await signIn(world, world.viewer), `/console/dashboards/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain("What is missing: `usage:view`");
    expect(page.text).toContain("Read me");
  });

  it("is not found by whom policies hide it from, in the list and by its address", async () => {
    const world = await createWorld();
    const id = await makeDashboard(world);
    const signed = await signIn(world, world.viewer);
    expect((await visit(signed, "/console/dashboards")).text).toContain(id);
    await put(world, "policies/hidden", {
      effect: "deny",
      subjects: ["*"],
      actions: ["dashboards:view"],
      resources: ["team:payments"],
    });
    expect((await visit(signed, "/console/dashboards")).text).not.toContain(id);
    const page = await visit(signed, `/console/dashboards/${id}`);
    expect([page.status, page.text.includes("There is no such dashboard")]).toEqual([404, true]);
  });

  it("is changed by its form, over the version that was read", async () => {
    const world = await createWorld();
    const id = await makeDashboard(world);
    const signed = await signIn(world, world.admin);
    const form = { mode: "form", document: JSON.stringify(dashboardOf()), version: "1" };
    const kept = await submit(signed, `/console/dashboards/${id}/edit`, {
      ...form,
      do: "save",
      title: "Renamed",
      "p0.title": "Requests a second",
      "p0.kind": "area",
      "p0.source": "metrics",
      "p0.metric": "m",
      "p0.aggregation": "rate",
      "p0.filters": "service=checkout, code!=200",
      "p0.width": "full",
      "p0.height": "medium",
    });
    expect([kept.status, kept.headers.get("location")]).toEqual([303, `/console/dashboards/${id}`]);
    const stored = await sendTo(world, `GET /v1/dashboards/${id}`);
    expect(stored.json).toMatchObject({ version: 2, title: "Renamed" });
    expect(stored.json.dashboard.rows[0].panels[0]).toMatchObject({
      kind: "area",
      title: "Requests a second",
      grid: { x: 0, w: 24, h: 8 },
      queries: [
        {
          request: {
            metric: "m",
            filters: [
              { label: "service", op: "=", value: "checkout" },
              { label: "code", op: "!=", value: "200" },
            ],
          },
        },
      ],
    });
    const late = await submit(signed, `/console/dashboards/${id}/edit`, {
      ...form,
      do: "save",
      title: "Late",
    });
    expect([late.status, late.text.includes("Somebody else has changed")]).toEqual([422, true]);
  });

  it("is not changed by JSON that is no dashboard: the text stays, with the places that are wrong", async () => {
    const world = await createWorld();
    const id = await makeDashboard(world);
    const signed = await signIn(world, world.admin);
    for (const [json, told] of [
      ["{not json", "this is no JSON"],
      [JSON.stringify({ title: "x", rows: "none" }), "/rows"],
    ] as const) {
      const answer = await submit(signed, `/console/dashboards/${id}/edit`, {
        mode: "json",
        do: "save",
        json,
        version: "1",
      });
      expect([answer.status, answer.text.includes(told)]).toEqual([422, true]);
      expect(answer.text).toContain("<textarea");
    }
    expect((await sendTo(world, `GET /v1/dashboards/${id}`)).json.version).toBe(1);
  });
});

describe("a page that is denied", () => {
  it.each([
    ["/console/usage", "usage:view"],
    ["/console/exports", "data:export"],
    ["/console/schedules", "reports:schedule"],
  ])("%s says that `%s` is missing", async (path, action) => {
    const world = await createWorld();
    const page = await visit(await signIn(world, world.viewer), path);
    expect(page.status).toBe(403);
    expect(page.text).toContain(`\`${action}\``);
    expect(page.text).toContain("Ask an admin of your organization");
  });

  it("offers what the key may do, and nothing else", async () => {
    const world = await createWorld();
    const path = `/console/dashboards/${await makeDashboard(world)}`;
    const [viewer, admin] = [await signIn(world, world.viewer), await signIn(world, world.admin)];
    for (const offer of [`${path}/edit`, "/console/schedules?dashboard=", 'action="/console/exports"']) {
      expect((await visit(admin, path)).text).toContain(offer);
      expect((await visit(viewer, path)).text).not.toContain(offer);
    }
    expect((await visit(admin, "/console/dashboards")).text).toContain("New dashboard");
    expect((await visit(viewer, "/console/dashboards")).text).not.toContain("New dashboard");
  });

  it("does nothing that the key may not", async () => {
    const world = await createWorld();
    const made = await submit(await signIn(world, world.viewer), "/console/dashboards", { do: "example" });
    expect([made.status, made.text.includes("dashboards:create")]).toEqual([403, true]);
    expect((await sendTo(world, "GET /v1/dashboards")).json.data).toEqual([]);
  });
});

describe("an address that leads nowhere", () => {
  it("is a page in words for browsers, and a problem document for others", async () => {
    const accept = { accept: "text/html" };
    const page = await visit({ host: "nobody-here.localhost", cookie: "" }, "/console/dashboards", accept);
    expect([page.status, page.text.includes("There is no organization at this address")]).toEqual([
      404,
      true,
    ]);
    const problem = await visit({ host: "nobody-here.localhost", cookie: "" }, "/console/dashboards", {
      accept: "application/json",
    });
    expect(problem.json.code).toBe("tenant.unknown");
  });
});

describe("what is explored", () => {
  it("is answered with a picture, and goes into a dashboard", async () => {
    const world = await createWorld();
    await sendSome(world);
    const key = await makeKey(world, { roles: ["engineer"] });
    const signed = await signIn(world, key.secret);
    const query = "source=logs&range=1h";
    const answer = await visit(signed, `/console/explore?${query}`);
    expect([answer.status, answer.text.includes("Add to dashboard")]).toEqual([200, true]);
    const kept = await submit(signed, "/console/explore", {
      source: "logs",
      kind: "logs",
      title: "Kept",
      dashboard: "",
    });
    const id = /dsh_[0-9a-z]{20}/.exec(kept.headers.get("location") ?? "")?.[0] ?? "";
    const stored = await sendTo(world, `GET /v1/dashboards/${id}`);
    expect(stored.json.dashboard.rows[0].panels).toMatchObject([{ kind: "logs", title: "Kept" }]);
  });
});
