// What the catalogue says of a connector: what it is, which settings it takes and which are sealed, and its vendor's limits.

import { z } from "zod";
import { AUTH_KINDS, CONNECTOR_KINDS, type Connector } from "../index.ts";

export const connectorViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(CONNECTOR_KINDS),
  auth: z.enum(AUTH_KINDS),
  documentation: z.url(),
  settings: z
    .record(z.string(), z.json())
    .describe("JSON Schema of `connector.settings` and `credentials` together"),
  credentials: z
    .array(z.string())
    .describe("The names that go into `credentials`: sealed when kept, never shown"),
  limits: z.object({
    body_bytes: z.int(),
    requests_per_minute: z.int().nullable().describe("Of the vendor; null where it publishes none"),
  }),
});

export function viewConnector(connector: Connector): z.infer<typeof connectorViewSchema> {
  const { id, name, kind, auth, documentation, secrets, limits } = connector;
  const { $schema: _dialect, ...settings } = z.toJSONSchema(connector.settings, { io: "input" });
  return {
    id,
    name,
    kind,
    auth,
    documentation,
    settings: settings as Record<string, z.infer<ReturnType<typeof z.json>>>,
    credentials: [...secrets],
    limits: { body_bytes: limits.bodyBytes, requests_per_minute: limits.perMinute },
  };
}
