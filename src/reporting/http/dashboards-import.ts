// POST /v1/dashboard-imports/grafana: a dashboard out of Grafana's JSON, and a list of what was not taken over.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok } from "../../kernel/result.ts";
import { parseDashboard } from "../dashboard.ts";
import { isLaterForm, readGrafana } from "../grafana-import/read-grafana.ts";
import { headSchema, TAG } from "./dashboard-reply.ts";
import { makeDashboard } from "./dashboards-write.ts";

const bodySchema = z.strictObject({
  /** As Grafana's `Export` and its API give it, with or without `dashboard` around it. */
  grafana: z.record(z.string(), z.unknown()),
  folder: z.string().max(256).default(""),
});

const replySchema = z.object({
  dashboard: headSchema,
  not_taken_over: z.array(z.object({ pointer: z.string(), message: z.string() })),
});

function laterForm(pointer: string): Fault {
  const message = "is of Grafana's schema of elements and layouts: export it as classic JSON";
  return fault("request.invalid", `${pointer}: ${message}`, [{ pointer, message }]);
}

export const importGrafana = tenantOperation({
  id: "dashboards.import_grafana",
  method: "POST",
  path: "/v1/dashboard-imports/grafana",
  tag: TAG,
  summary: "Make a dashboard from Grafana's JSON",
  description:
    "Panels, PromQL of one metric and variables that exist here are taken over; everything else is listed with its place in what was sent.",
  action: "dashboards:create",
  rows: true,
  params: null,
  query: null,
  body: { kind: "json", schema: bodySchema, maxBytes: 2_097_152 },
  responses: { 201: { description: "The dashboard, and what is missing in it", schema: replySchema } },
  isIdempotentByKey: true,
  handle: async (call) => {
    const { grafana, folder } = call.body;
    const inner = "dashboard" in grafana ? "/dashboard" : "";
    const sent = grafana["dashboard"] ?? grafana;
    if (isLaterForm(sent)) return failed(laterForm(`/grafana${inner}`));
    const read = readGrafana(sent);
    const document = parseDashboard({ ...read.document, folder });
    if (!document.ok) return document;
    const made = await makeDashboard(call, document.value, "imported from Grafana");
    if (!made.ok) return made;
    const dashboard: unknown = JSON.parse(made.value.body as string);
    const lost = read.notTaken.map((one) => ({ ...one, pointer: `${inner}${one.pointer}` }));
    return ok({
      ...made.value,
      ...jsonReply(201, { dashboard, not_taken_over: lost }, made.value.headers),
    });
  },
});
