// GET /v1/connectors: the catalogue. It is the same for every tenant.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { CONNECTORS } from "../index.ts";
import { connectorViewSchema, viewConnector } from "./connector-view.ts";

export const listConnectors = tenantOperation({
  id: "connectors.list",
  method: "GET",
  path: "/v1/connectors",
  tag: "Connectors",
  summary: "List the connectors",
  description: "Each makes a vendor's request of an event. Name one in an endpoint's `connector`.",
  action: "connectors:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: { description: "All connectors", schema: z.object({ data: z.array(connectorViewSchema) }) },
  },
  handle: async ({ session }) => {
    // Fences and audits the question, like every other.
    const asked = await session.ask("tenant.view", {});
    return asked.ok ? ok(jsonReply(200, { data: CONNECTORS.map(viewConnector) })) : asked;
  },
});
