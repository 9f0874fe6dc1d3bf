// PagerDuty, Events API v2. What opens and closes triggers and resolves one incident by its dedup key; what is only worth
// knowing becomes a change event, which pages nobody.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { choose, given, text, value, type Template } from "../template.ts";

const links: Template = given("link", [{ href: value("link"), text: "Open" }]);

const trigger: Template = {
  routing_key: value("settings.routing_key"),
  event_action: "trigger",
  dedup_key: text("{dedup_key}", 255, "line"),
  client: "Traceo",
  links,
  payload: {
    summary: text("{summary}", 1_024, "line"),
    source: text("{tenant}", 255, "line"),
    severity: value("severity"),
    timestamp: value("at"),
    component: text("{subject}", 255, "line"),
    class: value("type"),
    custom_details: value("members"),
  },
};

const resolve: Template = {
  routing_key: value("settings.routing_key"),
  event_action: "resolve",
  dedup_key: text("{dedup_key}", 255, "line"),
};

const change: Template = {
  routing_key: value("settings.routing_key"),
  links,
  payload: {
    summary: text("{summary}", 1_024, "line"),
    source: text("{tenant}", 255, "line"),
    timestamp: value("at"),
    custom_details: value("members"),
  },
};

const ofNote = (known: Template, alert: Template): Template => choose("severity", { info: known }, alert);

export const pagerduty: Connector = {
  id: "pagerduty",
  name: "PagerDuty",
  kind: "incidents",
  auth: "body",
  settings: z.strictObject({
    routing_key: z.string().regex(/^[A-Za-z0-9]{32}$/, "an integration key of 32 letters and digits"),
    region: z.enum(["us", "eu"]).default("us"),
  }),
  secrets: ["routing_key"],
  request: {
    method: "POST",
    base: choose("settings.region", {
      us: "https://events.pagerduty.com",
      eu: "https://events.eu.pagerduty.com",
    }),
    path: choose("state", { note: ofNote("/v2/change/enqueue", "/v2/enqueue") }, "/v2/enqueue"),
    body: { json: choose("state", { open: trigger, close: resolve, note: ofNote(change, trigger) }) },
  },
  limits: { bodyBytes: 512_000, perMinute: 120 },
  documentation: "https://developer.pagerduty.com/docs/send-alert-event",
  example: { settings: { routing_key: "0123456789abcdef0123456789abcdef" }, event: "alert.firing" },
};
