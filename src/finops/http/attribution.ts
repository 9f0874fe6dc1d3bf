// GET and PUT /v1/usage/attribution: the labels by which usage is divided.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { attributionSchema, newAttributionSchema } from "../index.ts";

const toldSchema = attributionSchema.extend({ version: z.int() });

export const getAttribution = tenantOperation({
  id: "attribution.get",
  method: "GET",
  path: "/v1/usage/attribution",
  tag: "Usage and cost",
  summary: "See by which labels usage is divided",
  action: "usage:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The labels", schema: toldSchema } },
  handle: async ({ session }) => {
    const labels = await session.ask("usage.attribution", {});
    return labels.ok ? ok(jsonReply(200, labels.value)) : labels;
  },
});

export const putAttribution = tenantOperation({
  id: "attribution.put",
  method: "PUT",
  path: "/v1/usage/attribution",
  tag: "Usage and cost",
  summary: "Declare by which labels usage is divided",
  description:
    "Names of resource attributes, the first that is said counts; series without a resource (Prometheus) are read by their labels. What comes in from now on is divided so. Of each label the first `values` values of an hour are told apart, the others are `__other__`.",
  action: "billing:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: newAttributionSchema, maxBytes: 8_192 },
  responses: { 200: { description: "The labels, in force", schema: toldSchema } },
  isIdempotentByKey: true,
  handle: async ({ session, body }) => {
    const set = await session.execute("usage.set_attribution", body);
    return set.ok ? ok(jsonReply(200, set.value.reply)) : set;
  },
});
