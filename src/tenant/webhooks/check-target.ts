// Where an endpoint is to send, when it is saved: its address by the one judge of addresses, its connector by the connector's own
// schema, which sees the credentials before they are sealed. What is sealed is their normal form: by it they are found again in
// what a receiver sends back.

import { parseConnector } from "../../connectors/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  checkAddress,
  type AddressRules,
  type Endpoint,
  type EndpointSecrets,
} from "../../webhooks/index.ts";

export interface Target extends Pick<Endpoint, "url" | "connector">, Pick<EndpointSecrets, "credentials"> {}

export interface CheckedTarget extends Pick<Endpoint, "connector">, Pick<EndpointSecrets, "credentials"> {}

/** The connector and its credentials with the defaults of what was left out. `webhooks.address_refused`, `request.invalid`. */
export function checkTarget(
  { url, connector, credentials }: Target,
  rules: AddressRules,
): Result<CheckedTarget> {
  if (url !== null) {
    const checked = checkAddress(url, rules);
    const message = checked.ok ? "" : (checked.fault.detail ?? "");
    if (!checked.ok) return failed(fault(checked.fault.code, message, [{ pointer: "/url", message }]));
  }
  if (connector === null) return ok({ connector, credentials: {} });
  const parsed = parseConnector({ ...connector, credentials }, rules);
  if (!parsed.ok) return parsed;
  const { settings } = parsed.value;
  return ok({
    connector: { id: connector.id, settings } as Endpoint["connector"],
    credentials: textsOf(parsed.value.credentials),
  });
}

/** Secrets of every connector are texts; what a schema leaves out is absent. */
function textsOf(values: Readonly<Record<string, unknown>>): EndpointSecrets["credentials"] {
  const texts = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}
