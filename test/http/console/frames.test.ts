// `custom` charts: what the page hands to their frame, what the frame's document may do, and that nothing else changes for pages
// without one.

import { describe, expect, it } from "vitest";
import { ask, signIn, visit } from "../../support/console.ts";
import { makeDashboard } from "../../support/dashboards.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";

const GRID = { x: 0, y: 0, w: 12, h: 8 };
const DATA = {
  frames: [
    {
      name: "orders",
      fields: [
        { name: "day", type: "text", values: ["Mon", "</template><script>alert(1)</script>"] },
        { name: "orders", type: "number", values: [120, 200] },
      ],
    },
  ],
};
const OWN = {
  id: "own",
  kind: "custom",
  title: "Own",
  queries: [{ ref: "A", source: "data", request: DATA }],
  options: {
    option: {
      xAxis: { type: "category" },
      yAxis: {},
      series: [{ type: "bar" }],
      tooltip: { trigger: "axis" },
    },
  },
  grid: GRID,
};

const makeOwn = (world: World) => makeDashboard(world, { rows: [{ panels: [OWN] }] });

async function policyOf(world: World, path: string): Promise<string> {
  const page = await visit(await signIn(world, world.viewer), path);
  expect(page.status).toBe(200);
  return page.headers.get("content-security-policy") ?? "";
}

describe("a custom chart", () => {
  it("arrives as a picture, with its option as inert text that closes no element", async () => {
    const world = await createWorld();
    const id = await makeOwn(world);
    const { text } = await visit(await signIn(world, world.viewer), `/console/dashboards/${id}`);
    const [, inert = ""] =
      /data-custom="still"><svg[\s\S]*?<\/svg><template>([\s\S]*?)<\/template>/.exec(text) ?? [];
    const handed = JSON.parse(
      inert.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">"),
    );
    expect(handed).toMatchObject({
      language: "en",
      option: { series: [{ type: "bar" }], tooltip: { trigger: "axis", renderMode: "richText" } },
    });
    expect(handed.option.dataset[0].source[2][0]).toBe("</template><script>alert(1)</script>");
    expect(text).not.toContain("<script>alert");
  });

  it("is told over the API as data that passed the allow-list, other kinds not at all", async () => {
    const world = await createWorld();
    const id = await makeOwn(world);
    const own = await sendTo(world, `GET /v1/dashboards/${id}/panels/own/picture`);
    expect(own.json.option).toEqual(JSON.parse(JSON.stringify(own.json.option)));
    expect(own.json.option.series).toEqual([{ type: "bar" }]);
    const other = await makeDashboard(world);
    const line = await sendTo(world, `GET /v1/dashboards/${other}/panels/requests/picture`);
    expect(line.json.option).toBeNull();
  });

  it("lets exactly one document into frames, and only on pages that show one", async () => {
    const world = await createWorld();
    const [own, other] = [await makeOwn(world), await makeDashboard(world)];
    expect(await policyOf(world, `/console/dashboards/${own}`)).toContain(
      `; frame-src http://${world.host}/console/frame;`,
    );
    for (const path of [`/console/dashboards/${other}`, "/console/dashboards"])
      expect(await policyOf(world, path)).not.toContain("frame-src");
  });
});

describe("the frame's document", () => {
  it("is sandboxed by its own policy, reaches nothing, and stands on our pages only", async () => {
    const { host } = await createWorld();
    const frame = await ask("GET /console/frame", { host });
    expect([frame.status, frame.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(frame.headers.get("content-security-policy")?.split("; ")).toEqual([
      "sandbox allow-scripts",
      "default-src 'none'",
      `script-src http://${host}/console/assets/`,
      `style-src http://${host}/console/assets/`,
      "connect-src 'none'",
      "img-src 'none'",
      "form-action 'none'",
      "base-uri 'none'",
      `frame-ancestors http://${host}`,
    ]);
    expect(frame.text).not.toMatch(/<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|https?:/);
  });

  it("loads the library by its digest, which never changes, from any origin; our pages' own files stay ours", async () => {
    const { host } = await createWorld();
    const { text } = await ask("GET /console/frame", { host });
    const names = Array.from(
      text.matchAll(/(?:src|href)="\/console\/assets\/([^"]+)"/g),
      ([, name = ""]) => name,
    );
    expect(names).toHaveLength(3);
    for (const name of names) {
      const file = await ask(`GET /console/assets/${name}`, { host });
      expect([file.status, file.headers.get("cross-origin-resource-policy")]).toEqual([200, "cross-origin"]);
      const isLibrary = /^echarts-[0-9a-f]{16}\.js$/.test(name);
      expect(file.headers.get("cache-control")).toBe(
        isLibrary ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate",
      );
    }
    const own = await ask("GET /console/assets/page.js", { host });
    expect(own.headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });
});
