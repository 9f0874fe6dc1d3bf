// The configuration of a connector as a tenant gives it: settings that are shown, and credentials that are sealed.
// Closed to what the connector does not know; a secret among the settings is refused, because settings are shown.
// Addresses are judged by the one rule for addresses, before anything is kept.

import { fault, type Violation } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { pointerTo, violationsOf } from "../kernel/violations.ts";
import { checkAddress } from "../webhooks/index.ts";
import type { Connector } from "./connector.ts";
import { findConnector } from "./find-connector.ts";

type Values = Readonly<Record<string, unknown>>;

export interface ConnectorConfiguration {
  readonly id: string;
  readonly settings: Values;
  readonly credentials: Values;
}

const SETTINGS = "/connector/settings";
const CREDENTIALS = "/credentials";

/**
 * With the defaults of what was left out. `request.invalid` with a pointer into an endpoint's document for each thing that
 * is wrong; no message repeats a value.
 */
export function parseConnector(
  { id, settings, credentials }: ConnectorConfiguration,
  addresses: Parameters<typeof checkAddress>[1],
): Result<ConnectorConfiguration> {
  const found = findConnector(id);
  if (!found.ok) return invalid([{ pointer: "/connector/id", message: "there is no such connector" }]);
  const connector = found.value;
  const misplaced = misplacedNames(connector, settings, credentials);
  if (misplaced.length > 0) return invalid(misplaced);
  const parsed = connector.settings.safeParse({ ...settings, ...credentials });
  if (!parsed.success) return invalid(placed(connector, violationsOf(parsed.error, "")));
  const refused = refusedAddresses(connector, parsed.data, addresses);
  return refused.length > 0 ? invalid(refused) : ok({ id, ...split(connector, parsed.data) });
}

function invalid(violations: readonly Violation[]): Result<never> {
  return failed(fault("request.invalid", "the connector's configuration is not right", violations));
}

function split(
  { secrets }: Connector,
  values: Values,
): Pick<ConnectorConfiguration, "settings" | "credentials"> {
  const entries = Object.entries(values);
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !secrets.includes(name))),
    credentials: Object.fromEntries(entries.filter(([name]) => secrets.includes(name))),
  };
}

function misplacedNames({ secrets }: Connector, settings: Values, credentials: Values): Violation[] {
  const shown = Object.keys(settings).filter((name) => secrets.includes(name));
  const sealed = Object.keys(credentials).filter((name) => !secrets.includes(name));
  return [
    ...shown.map((name) => ({ pointer: pointerTo(SETTINGS, name), message: "put it into `credentials`" })),
    ...sealed.map((name) => ({ pointer: pointerTo(CREDENTIALS, name), message: "there is no such field" })),
  ];
}

function placed({ secrets }: Connector, violations: readonly Violation[]): Violation[] {
  return violations.map(({ pointer, message }) => {
    const isSecret = secrets.includes(pointer.split("/")[1] ?? "");
    return { pointer: (isSecret ? CREDENTIALS : SETTINGS) + pointer, message };
  });
}

/** An address is a setting whose name ends in `url` (see `settings.ts`). */
function refusedAddresses(
  connector: Connector,
  values: Values,
  addresses: Parameters<typeof checkAddress>[1],
): Violation[] {
  const refused = Object.entries(values).flatMap(([name, given]) => {
    if (!name.endsWith("url") || typeof given !== "string") return [];
    const checked = checkAddress(given, addresses);
    const message = "this address may not be called";
    return checked.ok ? [] : [{ pointer: `/${name}`, message: checked.fault.detail ?? message }];
  });
  return placed(connector, refused);
}
