// From a configuration and an event to the request that goes out.
// INVARIANT: the host is the connector's or a checked setting, whatever the event holds: what the path adds is compared
// with what was written, so no value can become another segment, a query, or a host.

import { utf8 } from "../kernel/bytes.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { OutboundRequest, WebhookEvent } from "../webhooks/index.ts";
import type { BodyTemplate, Connector } from "./connector.ts";
import { findConnector } from "./find-connector.ts";
import { meaningOf } from "./meaning.ts";
import type { ConnectorConfiguration } from "./parse-connector.ts";
import { render, type Scope } from "./render.ts";
import { scopeOf, type Sending } from "./scope.ts";
import { signV4 } from "./sigv4.ts";
import type { Template } from "./template.ts";

/** `connectors.not_found`; `connectors.event_ignored`; `connectors.not_buildable` when the vendor's limits do not allow it. */
export async function buildRequest(
  configuration: ConnectorConfiguration,
  event: WebhookEvent,
  sending: Sending,
): Promise<Result<OutboundRequest>> {
  const found = findConnector(configuration.id);
  if (!found.ok) return found;
  const connector = found.value;
  if (isIgnored(connector, event)) return failed(fault("connectors.event_ignored", `\`${event.type}\``));
  const settings = { ...configuration.settings, ...configuration.credentials };
  const scope = scopeOf(event, settings, sending);
  const url = urlOf(connector, scope);
  if (url === null) return notBuildable("a value cannot stand in the address");
  const body = bodyOf(connector.request.body, scope);
  const { bodyBytes } = connector.limits;
  if (utf8(body).byteLength > bodyBytes) return notBuildable(`the body is over ${bodyBytes} bytes`);
  const headers = headersOf(connector, scope);
  const request = { method: methodOf(connector, scope), url: url.href, headers, body };
  return ok(await signed(connector, request, { settings, nowMs: sending.nowMs }));
}

export function isIgnored({ ignores = [] }: Connector, { type }: Pick<WebhookEvent, "type">): boolean {
  return ignores.includes(meaningOf(type).state);
}

function notBuildable(detail: string): Result<never> {
  return failed(fault("connectors.not_buildable", detail));
}

function methodOf({ request: { method } }: Connector, scope: Scope): OutboundRequest["method"] {
  return textOf(method, scope) as OutboundRequest["method"];
}

/** What must be there is: settings are required by their schema, and the registry's test renders every template. */
function textOf(template: Template, scope: Scope): string {
  const rendered = render(template, scope);
  if (typeof rendered !== "string") throw new Error("a template that must be a text is none");
  return rendered;
}

function urlOf({ request: { base, path } }: Connector, scope: Scope): URL | null {
  const at = textOf(base, scope);
  const url = URL.parse(at);
  if (url === null || path === undefined) return url;
  const added = textOf(path, scope);
  const whole = URL.parse(at + added);
  const before = url.pathname === "/" && url.search === "" ? "" : url.pathname + url.search;
  // A dot segment would have been taken away; a `/`, `?`, `#` or `@` in a value is written percent-encoded.
  const isAsWritten = whole?.origin === url.origin && whole.pathname + whole.search === before + added;
  return isAsWritten ? whole : null;
}

function bodyOf(body: BodyTemplate, scope: Scope): string {
  if ("json" in body) return JSON.stringify(render(body.json, scope) ?? null);
  const fields = Object.entries(body.form).flatMap(([name, field]) => {
    const rendered = render(field, scope);
    return rendered === undefined ? [] : [[name, asField(rendered)] as const];
  });
  return new URLSearchParams(fields.map(([name, field]) => [name, field])).toString();
}

function asField(rendered: Json): string {
  return typeof rendered === "string" ? rendered : JSON.stringify(rendered);
}

function headersOf({ request: { headers = {}, body } }: Connector, scope: Scope): Record<string, string> {
  const type = "json" in body ? "application/json" : "application/x-www-form-urlencoded";
  const given = Object.entries(headers).flatMap(([name, header]) => {
    const rendered = render(header, scope);
    return typeof rendered === "string" ? [[name, rendered] as const] : [];
  });
  // Several vendors refuse requests without a user agent.
  return { "content-type": type, "user-agent": "traceo-gateway", ...Object.fromEntries(given) };
}

interface Signing {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly nowMs: number;
}

async function signed(
  { request: { sigV4 } }: Connector,
  request: OutboundRequest & { readonly body: string },
  { settings, nowMs }: Signing,
): Promise<OutboundRequest> {
  if (sigV4 === undefined) return request;
  const token = settings["session_token"];
  const credential = {
    accessKeyId: String(settings["access_key_id"]),
    secretAccessKey: String(settings["secret_access_key"]),
    ...(typeof token === "string" ? { sessionToken: token } : {}),
  };
  const scope = { region: String(settings["region"]), service: sigV4.service, atMs: nowMs };
  const headers = await signV4({ ...request, url: new URL(request.url) }, credential, scope);
  return { ...request, headers };
}
