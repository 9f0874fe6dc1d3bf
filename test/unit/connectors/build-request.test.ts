// From an event to a request, where it is not the template's doing: what opens and closes is one thing, a value never changes an
// address, and an answer that only looks like success is none.

import { describe, expect, it } from "vitest";
import { isTaken } from "../../../src/connectors/answer.ts";
import { buildRequest, CONNECTORS, type Connector } from "../../../src/connectors/index.ts";
import type { EventType, WebhookEvent } from "../../../src/webhooks/index.ts";
import { AT_MS, bodyOf, exampleOf } from "./golden.ts";

function connectorOf(id: string): Connector {
  const found = CONNECTORS.find((connector) => connector.id === id);
  if (found === undefined) throw new Error(`no connector ${id}`);
  return found;
}

const build = (
  id: string,
  event: WebhookEvent,
  settings: Readonly<Record<string, unknown>> = {},
  nowMs = AT_MS,
) => {
  const all = connectorOf(id).settings.parse({ ...connectorOf(id).example.settings, ...settings });
  return buildRequest({ id, settings: all, credentials: {} }, event, { nowMs, messageId: "msg_1" });
};

async function made(
  id: string,
  event: WebhookEvent,
  settings: Readonly<Record<string, unknown>> = {},
  nowMs = AT_MS,
) {
  const built = await build(id, event, settings, nowMs);
  if (!built.ok) throw new Error(JSON.stringify(built.fault));
  return { ...built.value, json: bodyOf(built.value) as Record<string, unknown> };
}

describe("what opens and what closes", () => {
  it.each<readonly [EventType, EventType]>([
    ["alert.firing", "alert.resolved"],
    ["budget.stopped", "budget.resumed"],
  ])("`%s` and `%s` of one key are one incident", async (opens, closes) => {
    const [open, close] = [
      await made("pagerduty", exampleOf(opens)),
      await made("pagerduty", exampleOf(closes)),
    ];
    expect([open.json["event_action"], close.json["event_action"]]).toEqual(["trigger", "resolve"]);
    expect(open.json["dedup_key"]).toBe(close.json["dedup_key"]);
    const opened = await made("opsgenie", exampleOf(opens));
    const closed = await made("opsgenie", exampleOf(closes));
    expect(closed.url).toBe(
      `https://api.opsgenie.com/v2/alerts/${String(opened.json["alias"])}/close?identifierType=alias`,
    );
  });

  it("of another key, another tenant's subject or another subject is another", async () => {
    const keys = [
      await made("pagerduty", exampleOf("alert.firing")),
      await made("pagerduty", exampleOf("alert.firing", { key: "alr_2" })),
      await made("pagerduty", exampleOf("budget.stopped")),
    ].map(({ json }) => json["dedup_key"]);
    expect(new Set(keys).size).toBe(3);
  });

  it("with a key that vendors would not take has a hash of it, and still is one thing", async () => {
    const key = "ключ / ?x=1 ".repeat(40);
    const [one, two] = [
      await made("opsgenie", exampleOf("alert.firing", { key })),
      await made("opsgenie", exampleOf("alert.resolved", { key })),
    ];
    expect(one.json["alias"]).toMatch(/^alert:[0-9a-f]{64}$/);
    expect(two.url).toContain(String(one.json["alias"]));
  });

  it("is a change that pages nobody when it is only worth knowing", async () => {
    const note = await made("pagerduty", exampleOf("report.ready"));
    expect(note.url).toBe("https://events.pagerduty.com/v2/change/enqueue");
    const bad = await made("pagerduty", exampleOf("delivery.dead"));
    expect(bad.url).toBe("https://events.pagerduty.com/v2/enqueue");
  });
});

describe("how bad it is", () => {
  it.each([
    ["critical", "P1"],
    ["P2", "P2"],
    ["Warning", "P3"],
    ["low", "P5"],
    ["dreadful", "P2"],
    ["constructor", "P2"],
    [7, "P2"],
  ])("an alert that says `%s` is %s", async (severity, priority) => {
    const { json } = await made("opsgenie", exampleOf("alert.firing", { data: { severity } }));
    expect(json["priority"]).toBe(priority);
  });
});

describe("an address", () => {
  it.each(["..", ".", "../x", "a/b", "a?b", "a#b", "a@b", "a\\b", "%2e%2e", "a%2fb"])(
    "keeps its host and its segments when a value is %j, or there is no request",
    async (project) => {
      const settings = {
        ...connectorOf("gitlab-issues").example.settings,
        site_url: "https://gitlab.com",
        project,
      };
      const built = await buildRequest(
        { id: "gitlab-issues", settings, credentials: {} },
        exampleOf("alert.firing"),
        { nowMs: AT_MS },
      );
      if (!built.ok)
        return expect([built.fault.code, project]).toEqual([
          "connectors.not_buildable",
          expect.stringMatching(/^\.\.?$/),
        ]);
      expect(built.value.url).toBe(
        `https://gitlab.com/api/v4/projects/${encodeURIComponent(project)}/issues`,
      );
    },
  );
});

describe("a delivery", () => {
  it("that is late does not tell the instant to vendors who refuse old ones", async () => {
    const late = await made("datadog-events", exampleOf("alert.firing"), {}, AT_MS + 13 * 3_600_000);
    expect(late.json["date_happened"]).toBeUndefined();
    expect(late.json["tags"]).toContain("happened_at:2026-11-23T14:20:00.000Z");
  });

  it("is known again by its id where the vendor knows one", async () => {
    const mail = await made("resend", exampleOf("alert.firing"));
    expect(mail.headers["idempotency-key"]).toBe("msg_1");
    const topic = await made("amazon-sns", exampleOf("alert.firing"));
    expect(topic.json["MessageDeduplicationId"]).toBe("msg_1");
  });

  it("goes out by the method that the receiver asks for", async () => {
    const { method } = await made("generic-http", exampleOf("policy.changed"), { method: "PATCH" });
    expect(method).toBe("PATCH");
  });

  it("of an unknown connector, of an ignored event, or over the vendor's limit is refused", async () => {
    const [unknown, ignored, large] = await Promise.all([
      buildRequest({ id: "teletext", settings: {}, credentials: {} }, exampleOf("alert.firing"), {
        nowMs: AT_MS,
      }),
      build("jira", exampleOf("alert.resolved")),
      build(
        "generic-http",
        exampleOf("hook.received", { data: { name: "x", payload: "漢".repeat(340_000) } }),
      ),
    ]);
    expect([unknown, ignored, large].map((one) => (one.ok ? null : one.fault.code))).toEqual([
      "connectors.not_found",
      "connectors.event_ignored",
      "connectors.not_buildable",
    ]);
  });
});

describe("an answer", () => {
  it.each<readonly [string, number, string, boolean]>([
    ["slack", 200, "ok", true],
    ["slack", 400, "invalid_payload", false],
    ["slack", 302, "", false],
    ["elasticsearch", 201, "{}", true],
    ["elasticsearch", 409, '{"error":{"type":"version_conflict_engine_exception"}}', true],
    ["generic-http", 409, "", false],
    ["amazon-eventbridge", 200, '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}', true],
    [
      "amazon-eventbridge",
      200,
      '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"ThrottlingException"}]}',
      false,
    ],
    ["amazon-eventbridge", 200, "", false],
    ["linear", 200, '{"data":{"issueCreate":{"success":true}}}', true],
    ["linear", 200, '{"data":{"issueCreate":{"success":false}}}', false],
    ["linear", 200, '{"errors":[{"message":"no"}]}', false],
    ["linear", 200, "<html>", false],
  ])("of %s: %i %s", (id, status, body, taken) => expect(isTaken(connectorOf(id), status, body)).toBe(taken));
});
