// Where an endpoint is to send, when it is saved: its address by the one judge of addresses, its connector by the connector's own
// schema, which sees the credentials before they are sealed.

import { parseConnector } from "../../connectors/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { checkAddress, type AddressRules, type Endpoint } from "../../webhooks/index.ts";

export interface Target extends Pick<Endpoint, "url" | "connector"> {
  readonly credentials: Readonly<Record<string, string>>;
}

/** The connector with the defaults of what was left out. `webhooks.address_refused`, `request.invalid`. */
export function checkTarget(
  { url, connector, credentials }: Target,
  rules: AddressRules,
): Result<Endpoint["connector"]> {
  if (url !== null) {
    const checked = checkAddress(url, rules);
    const message = checked.ok ? "" : (checked.fault.detail ?? "");
    if (!checked.ok) return failed(fault(checked.fault.code, message, [{ pointer: "/url", message }]));
  }
  if (connector === null) return ok(null);
  const parsed = parseConnector({ ...connector, credentials }, rules);
  if (!parsed.ok) return parsed;
  return ok({ id: connector.id, settings: parsed.value.settings } as Endpoint["connector"]);
}
