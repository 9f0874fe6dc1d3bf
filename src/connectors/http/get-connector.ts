// GET /v1/connectors/{connector_id}: one connector of the catalogue.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { findConnector } from "../index.ts";
import { connectorViewSchema, viewConnector } from "./connector-view.ts";

export const getConnector = tenantOperation({
  id: "connectors.get",
  method: "GET",
  path: "/v1/connectors/{connector_id}",
  tag: "Connectors",
  summary: "Get a connector",
  action: "connectors:view",
  params: z.object({ connector_id: z.string().max(64) }),
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The connector", schema: connectorViewSchema } },
  handle: async ({ session, params }) => {
    // Fences and audits the question, like every other.
    const asked = await session.ask("tenant.view", {});
    if (!asked.ok) return asked;
    const found = findConnector(params.connector_id);
    return found.ok ? ok(jsonReply(200, viewConnector(found.value))) : found;
  },
});
