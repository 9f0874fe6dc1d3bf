// The door of connectors: the catalogue, a tenant's configuration of one, and the request it makes of an event.

export { buildRequest, isIgnored } from "./build-request.ts";
export { CONNECTORS } from "./catalogue.ts";
export { AUTH_KINDS, CONNECTOR_KINDS, type Connector } from "./connector.ts";
export { findConnector } from "./find-connector.ts";
export { parseConnector } from "./parse-connector.ts";
export { isTaken } from "./answer.ts";
