// Every connector, asked the same: is it described so that it can be kept and shown, does it make the request that its vendor
// documents, and does it do so of any event whatever?

import { describe, expect, it } from "vitest";
import {
  buildRequest,
  CONNECTORS,
  isIgnored,
  parseConnector,
  type Connector,
} from "../../../src/connectors/index.ts";
import { EVENT_NAMES } from "../../../src/connectors/scope.ts";
import { PLACEHOLDER } from "../../../src/connectors/template.ts";
import { EVENT_TYPE_NAMES, EVENT_TYPES, type WebhookEvent } from "../../../src/webhooks/index.ts";
import { allTexts, AT_MS, bodyOf, exampleOf, type Golden } from "./golden.ts";
import { CATALOGUE_FILES, GOLDENS } from "./goldens.ts";
import { HOSTILE_EVENTS } from "./hostile-events.ts";

const named = CONNECTORS.map((connector) => [connector.id, connector] as const);
const splitOf = ({ secrets, example }: Connector) => {
  const entries = Object.entries(example.settings);
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !secrets.includes(name))),
    credentials: Object.fromEntries(entries.filter(([name]) => secrets.includes(name))),
  };
};

function configurationOf(connector: Connector) {
  const parsed = parseConnector({ id: connector.id, ...splitOf(connector) }, { mode: "production" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
  return parsed.value;
}

async function requestOf(connector: Connector, event: WebhookEvent) {
  const built = await buildRequest(configurationOf(connector), event, { nowMs: AT_MS });
  if (!built.ok) throw new Error(`${connector.id}: ${JSON.stringify(built.fault)}`);
  return built.value;
}

function connectorOf(id: string): Connector {
  const found = CONNECTORS.find((connector) => connector.id === id);
  if (found === undefined) throw new Error(`no connector ${id}`);
  return found;
}

describe("the catalogue", () => {
  it("lists every file of its folder, by its name, each with a golden test", () => {
    const ids = CONNECTORS.map(({ id }) => id).toSorted();
    expect(ids.length).toBeGreaterThanOrEqual(26);
    expect(CATALOGUE_FILES.toSorted()).toEqual(ids);
    expect(GOLDENS.map(([id]) => id).toSorted()).toEqual(ids);
  });

  it.each(named)(
    "`%s` has secrets that are texts among its settings, an address, and documentation",
    (_id, connector) => {
      const settings = Object.keys(connector.settings.shape);
      expect(settings).toEqual(expect.arrayContaining([...connector.secrets]));
      if (connector.auth !== "none") expect(connector.secrets.length).toBeGreaterThan(0);
      for (const name of connector.secrets)
        expect(connector.settings.shape[name]?.safeParse(7).success).toBe(false);
      expect(connector.documentation).toMatch(/^https:\/\//);
      expect(connector.limits.bodyBytes).toBeGreaterThan(1_000);
    },
  );

  it.each(named)("`%s` names only what an event or its settings have", (_id, { request, settings }) => {
    const known = new Set([
      ...EVENT_NAMES,
      ...Object.keys(settings.shape).map((name) => `settings.${name}`),
      "fact.name",
      "fact.value",
      "item",
    ]);
    const found: string[] = [];
    JSON.stringify(request, (name, part: unknown) => {
      if (["$value", "$choose", "$given", "$each"].includes(name)) found.push(String(part));
      if (name === "$text")
        found.push(...[...String(part).matchAll(PLACEHOLDER)].map((match) => match[1] ?? ""));
      return part;
    });
    expect(found.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(named)(
    "`%s` takes its host from itself or from an address among its settings",
    (_id, { request }) => {
      const bases = JSON.stringify(request.base);
      const names = [...bases.matchAll(/\{([a-z_.]+)\}|"\$value":"([a-z_.]+)"/g)].map(
        ([, one, two]) => one ?? two,
      );
      expect(names.filter((name) => !/^settings\.(?:[a-z_]*url|region)$/.test(name ?? ""))).toEqual([]);
    },
  );
});

describe.each(GOLDENS)("%s", (id, golden) => {
  const connector = connectorOf(id);

  it("makes of its example the request that is written here", async () => {
    const request = await requestOf(connector, exampleOf(connector.example.event));
    const { method, url, headers } = request;
    expect({ method, url, headers, body: bodyOf(request) }).toEqual(golden.expected);
  });

  it("makes what its vendor documents of every type of event, with and without a key", async () => {
    for (const type of EVENT_TYPE_NAMES) {
      const { example } = EVENT_TYPES[type];
      for (const key of ["alr_1", null])
        await expectDocumented(connector, golden, exampleOf(type, { key, data: example }));
    }
  });

  it("makes what its vendor documents of hostile events", async () => {
    for (const [name, event] of HOSTILE_EVENTS) await expectDocumented(connector, golden, event, name);
  });
});

async function expectDocumented(
  connector: Connector,
  golden: Golden,
  event: WebhookEvent,
  name: string = event.type,
) {
  if (isIgnored(connector, event)) {
    const refused = await buildRequest(configurationOf(connector), event, { nowMs: AT_MS });
    return expect(refused).toMatchObject({ ok: false, fault: { code: "connectors.event_ignored" } });
  }
  const request = await requestOf(connector, event);
  const body = bodyOf(request);
  const { headers, url } = request;
  const texts = allTexts(body).map((text) => text.slice(0, 5_000));
  expect({
    name,
    url: golden.url.test(url) && new URL(url).origin === new URL(golden.expected.url).origin ? "right" : url,
    headers: Object.values(headers).filter((header) => !/^[ -~]+$/.test(header)),
    body: golden.body.safeParse(body).error?.issues ?? [],
    markup: texts.filter((text) => golden.never?.some((never) => never.test(text))),
  }).toEqual({ name, url: "right", headers: [], body: [], markup: [] });
}
