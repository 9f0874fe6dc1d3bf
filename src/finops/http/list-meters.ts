// GET /v1/meters: what is metered, in which unit, where it is counted and how it is rounded.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { METER_NAMES, METERS } from "../index.ts";

const meterSchema = z.object({
  meter: z.enum(METER_NAMES),
  unit: z.string(),
  source: z.string(),
  rounding: z.string(),
  meaning: z.string(),
});

export const listMeters = tenantOperation({
  id: "meters.list",
  method: "GET",
  path: "/v1/meters",
  tag: "Usage and cost",
  summary: "See what is metered and how",
  action: "usage:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The meters", schema: z.object({ data: z.array(meterSchema) }) } },
  handle: async () => {
    const data = METER_NAMES.map((meter) => {
      const { unit, source, rounding, meaning } = METERS[meter];
      return { meter, unit, source, rounding, meaning };
    });
    return ok(jsonReply(200, { data }));
  },
});
