// One connector of the catalogue, by its id.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { CONNECTORS } from "./catalogue.ts";
import type { Connector } from "./connector.ts";

const BY_ID: ReadonlyMap<string, Connector> = new Map(
  CONNECTORS.map((connector) => [connector.id, connector]),
);

/** `connectors.not_found` */
export function findConnector(id: string): Result<Connector> {
  const connector = BY_ID.get(id);
  return connector === undefined
    ? failed(fault("connectors.not_found", `\`${id.slice(0, 64)}\``))
    : ok(connector);
}
