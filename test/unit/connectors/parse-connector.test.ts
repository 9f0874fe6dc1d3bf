// What a tenant may configure: closed schemas, secrets apart, and addresses that may be called. A refusal says where and never
// repeats a value.

import { describe, expect, it } from "vitest";
import { parseConnector } from "../../../src/connectors/index.ts";

type Values = Readonly<Record<string, unknown>>;

const parse = (
  id: string,
  settings: Values,
  credentials: Values = {},
  mode: "local" | "production" = "production",
) => parseConnector({ id, settings, credentials }, { mode });

const SLACK = "https://hooks.slack.com/services/T00000000/B00000000/XXXX";
const PAGERDUTY = { routing_key: "0123456789abcdef0123456789abcdef" };
const AMAZON = {
  region: "eu-west-1",
  access_key_id: "AKIAIOSFODNN7EXAMPLE",
};

describe("a configuration", () => {
  it("comes back with its defaults, the secret apart", () => {
    expect(parse("pagerduty", {}, PAGERDUTY)).toEqual({
      ok: true,
      value: { id: "pagerduty", settings: { region: "us" }, credentials: PAGERDUTY },
    });
  });

  it.each([
    ["https://hooks.slack.com:443/services/T0/B0/X", "https://hooks.slack.com/services/T0/B0/X"],
    ["https://HOOKS.Slack.com/services/T0/./B0/X", "https://hooks.slack.com/services/T0/B0/X"],
  ])(
    "keeps the address %s in its normal form, by which it is found where it must not be shown",
    (given, kept) => {
      expect(parse("slack", {}, { webhook_url: given })).toMatchObject({
        ok: true,
        value: { credentials: { webhook_url: kept } },
      });
    },
  );

  it("keeps a site without a slash at its end", () => {
    const settings = {
      site_url: "https://acme.atlassian.net/",
      email: "ops@example.com",
      project_key: "OPS",
    };
    expect(parse("jira", settings, { api_token: "X" })).toMatchObject({
      ok: true,
      value: { settings: { site_url: "https://acme.atlassian.net" } },
    });
  });

  it.each([
    "https://prod-12.westeurope.logic.azure.com:443/workflows/0123/triggers/manual/paths/invoke?sig=x",
    "https://default0123.4a.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/0123/triggers/manual/paths/invoke?sig=x",
  ])("of Teams takes the address as it is handed out: %s", (webhook_url) => {
    expect(parse("microsoft-teams", {}, { webhook_url })).toMatchObject({ ok: true });
  });

  it("of a connector on one's own machine is taken in local mode", () => {
    const url = "http://127.0.0.1:9000/hook";
    expect(parse("generic-http", { url }, {}, "local")).toMatchObject({ ok: true });
    expect(refusals(parse("generic-http", { url }))).toEqual(["/connector/settings/url"]);
  });
});

function refusals(parsed: ReturnType<typeof parse>): string[] {
  if (parsed.ok) throw new Error("it was taken");
  expect(parsed.fault.code).toBe("request.invalid");
  return (parsed.fault.violations ?? []).map(({ pointer }) => pointer);
}

describe("a configuration is refused", () => {
  it.each<readonly [string, string, Values, Values, string]>([
    ["of a connector that is not there", "teletext", {}, {}, "/connector/id"],
    ["of a name that every object has", "constructor", {}, {}, "/connector/id"],
    ["without what it needs", "pagerduty", {}, {}, "/credentials/routing_key"],
    ["with a secret among the settings", "pagerduty", PAGERDUTY, {}, "/connector/settings/routing_key"],
    [
      "with a setting among the credentials",
      "pagerduty",
      {},
      { ...PAGERDUTY, region: "eu" },
      "/credentials/region",
    ],
    [
      "with a setting that is not known",
      "pagerduty",
      { colour: "red" },
      PAGERDUTY,
      "/connector/settings/colour",
    ],
    ["with a key of the wrong shape", "pagerduty", {}, { routing_key: "short" }, "/credentials/routing_key"],
    ["with a line end in a key", "opsgenie", {}, { api_key: "abc\r\nx-evil: 1" }, "/credentials/api_key"],
    ["with a list for a key", "opsgenie", {}, { api_key: ["abc"] }, "/credentials/api_key"],
  ])("%s", (_why, id, settings, credentials, pointer) => {
    expect(refusals(parse(id, settings, credentials))).toEqual([pointer]);
  });

  it.each([
    "https://evil.example/services/T0/B0/X",
    "https://hooks.slack.com.evil.example/services/T0/B0/X",
    "https://hooks.slack.com@evil.example/services/T0/B0/X",
    "https://evil.example#hooks.slack.com/services/T0/B0/X",
    "https://hooks.slack.com:8443/services/T0/B0/X",
    "http://hooks.slack.com/services/T0/B0/X",
    "https://hooks.slack.com/api/chat.postMessage",
    "https://hooks.slack.com/services/../api/x",
    "https://user:pw@hooks.slack.com/services/T0/B0/X",
    `${SLACK}#fragment`,
    "slack",
    "",
  ])("of Slack at %j", (webhook_url) => {
    expect(refusals(parse("slack", {}, { webhook_url }))).toEqual(["/credentials/webhook_url"]);
  });

  it.each([
    ["microsoft-teams", "https://logic.azure.com.evil.example/workflows/x"],
    ["microsoft-teams", "https://evillogic.azure.com/workflows/x"],
    ["discord", "https://discord.com/api/webhooks/1/x?wait=false"],
    ["google-chat", "https://chat.googleapis.com/v1/spaces/A/messages"],
    ["zapier", "https://zapier.com/hooks/catch/1/a"],
    ["make", "https://make.com.evil.example/abc"],
    ["n8n", "http://localhost:5678/webhook/x"],
    ["n8n", "https://10.0.0.1/webhook/x"],
    ["n8n", "https://[::1]/webhook/x"],
    ["n8n", "https://169.254.169.254/latest/meta-data"],
    ["n8n", "file:///etc/passwd"],
  ])("of %s at %s", (id, webhook_url) => {
    expect(refusals(parse(id, {}, { webhook_url }))).toEqual(["/credentials/webhook_url"]);
  });

  it.each([
    "https://evil.example",
    "https://acme.atlassian.net.evil.example",
    "https://atlassian.net.evil.example",
    "https://acme.atlassian.net/path",
    "https://acme.atlassian.net?x=y",
    "https://evilatlassian.net",
  ])("of Jira at %s", (site_url) => {
    const settings = { site_url, email: "ops@example.com", project_key: "OPS" };
    expect(refusals(parse("jira", settings, { api_token: "X" }))).toEqual(["/connector/settings/site_url"]);
  });

  it.each([
    ["github-issues", { owner: "a", repository: ".." }, { token: "t" }, "/connector/settings/repository"],
    ["github-issues", { owner: "a/b", repository: "c" }, { token: "t" }, "/connector/settings/owner"],
    ["gitlab-issues", { project: "../../users" }, { token: "t" }, "/connector/settings/project"],
    ["gitlab-issues", { project: "a/../b" }, { token: "t" }, "/connector/settings/project"],
    [
      "elasticsearch",
      { site_url: "https://es.example.com", index: "../x" },
      { api_key: "k" },
      "/connector/settings/index",
    ],
    [
      "elasticsearch",
      { site_url: "https://es.example.com", index: "_all" },
      { api_key: "k" },
      "/connector/settings/index",
    ],
    ["new-relic-events", { account_id: "1/../2" }, { license_key: "k" }, "/connector/settings/account_id"],
    [
      "amazon-eventbridge",
      { ...AMAZON, region: "x.evil.example/" },
      { secret_access_key: "k" },
      "/connector/settings/region",
    ],
    [
      "amazon-eventbridge",
      { ...AMAZON, region: "cn-north-1" },
      { secret_access_key: "k" },
      "/connector/settings/region",
    ],
    [
      "amazon-eventbridge",
      { ...AMAZON, source: "aws.ec2" },
      { secret_access_key: "k" },
      "/connector/settings/source",
    ],
  ])(
    "of %s where a setting would become part of an address or a name: %j",
    (id, settings, credentials, pointer) => {
      expect(refusals(parse(id, settings, credentials))).toEqual([pointer]);
    },
  );

  it("of text messages from nobody, and from two", () => {
    const settings = { account_sid: `AC${"0".repeat(32)}`, to: "+14155550100" };
    const both = { from: "+14155550199", messaging_service_sid: `MG${"0".repeat(32)}` };
    const credentials = { auth_token: "X" };
    expect(refusals(parse("twilio-sms", settings, credentials))).toEqual(["/connector/settings/from"]);
    expect(refusals(parse("twilio-sms", { ...settings, ...both }, credentials))).toEqual([
      "/connector/settings/from",
    ]);
  });

  it("without telling a secret", () => {
    const refused = parse("opsgenie", {}, { api_key: "my secret key" });
    expect(JSON.stringify(refused)).not.toContain("secret key");
  });
});
