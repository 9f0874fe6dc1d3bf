// The query file for Power BI over HTTP.

import { expect, it } from "vitest";
import { pointersOf } from "../../support/questions.ts";
import { expectRefusal } from "../../support/same-refusal.ts";
import { createWorld, sendTo } from "../../support/world.ts";

const PATH = "POST /v1/integrations/power-bi/query.pq";

it("is made for this tenant's host, with the query's texts escaped and no key", async () => {
  const world = await createWorld();
  const json = {
    name: 'Über: hot "metrics"',
    metric: 'a"b#(cr)',
    aggregation: "p95",
    from: "now-30d",
    interval: "1h",
  };
  const answer = await sendTo(world, PATH, { json });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="ber-hot-metrics.pq"');
  expect(answer.text).toContain(`Gateway = "http://${world.host}",`);
  expect(answer.text).toContain('metric = "a""b#(#)(cr)",');
  expect(answer.text).toContain('interval = "1h",');
  expect(answer.text).not.toContain("tgk_");
});

it("asks what `GET /v1/metrics` takes", async () => {
  const world = await createWorld();
  const { text } = await sendTo(world, PATH, { json: { name: "q", metric: "m" } });
  const fields = [...text.matchAll(/^ {8}(\w+) = "([^"]*)",?$/gm)].map(([, name, value]) => [name, value]);
  const answer = await sendTo(
    world,
    `GET /v1/metrics?${new URLSearchParams(fields as [string, string][]).toString()}`,
  );
  expect([answer.status, answer.json]).toEqual([
    200,
    { data: [], next_cursor: null, row_filter_applied: false },
  ]);
});

it("is refused for what is no query, with pointers", async () => {
  const world = await createWorld();
  const answer = await sendTo(world, PATH, { json: { name: "q", metric: "", aggregation: "mode", more: 1 } });
  expectRefusal(answer, 400, "request.invalid");
  expect(pointersOf(answer).toSorted()).toEqual(["/aggregation", "/metric", "/more"]);
  expectRefusal(await sendTo(world, PATH, { json: {}, key: world.viewer }), 403, "policy.denied");
});
