// OData v4 for Power BI, Excel and other clients: the service document, $metadata and the entity sets. Any key of the tenant
// that may see the tenant's record may see what sets there are; each set asks for its own action.

import { z } from "zod";
import { bytesReply, tenantOperation, type TenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { ODATA_HEADERS, odataRefusal } from "../odata/error-body.ts";
import { rootOf } from "../odata/links.ts";
import { metadataXml, serviceDocument } from "../odata/metadata.ts";
import { negotiate } from "../odata/negotiate.ts";
import { odataAudit } from "./odata-audit.ts";
import { odataCharged } from "./odata-charged.ts";
import { odataMetrics } from "./odata-metrics.ts";
import type { ODataReads } from "./odata-reply.ts";

const ABOUT = {
  method: "GET",
  tag: "Business intelligence",
  action: "tenant:view",
  params: null,
  query: z.looseObject({ $format: z.string().max(128).optional() }),
  body: { kind: "none" },
  refusalShape: odataRefusal,
} as const;

/** Clients ask with the slash and without it. */
const ROOTS = [
  ["odata.service", "/odata/"],
  ["odata.service_bare", "/odata"],
] as const;

const service = ROOTS.map(([id, path]) =>
  tenantOperation({
    ...ABOUT,
    id,
    path,
    summary: "Which entity sets there are (OData)",
    responses: {
      200: {
        description: "The service document",
        schema: z.object({
          "@odata.context": z.string(),
          value: z.array(z.object({ name: z.string(), kind: z.string(), url: z.string() })),
        }),
      },
    },
    handle: async ({ request: { headers }, query, url }) => {
      const as = negotiate({ headers, format: query.$format });
      if (!as.ok) return as;
      const body = JSON.stringify(serviceDocument(rootOf(url.origin)));
      return ok({ status: 200, headers: { ...ODATA_HEADERS, "content-type": as.value.contentType }, body });
    },
  }),
);

const metadata = tenantOperation({
  ...ABOUT,
  id: "odata.metadata",
  path: "/odata/$metadata",
  summary: "The properties of the entity sets (OData)",
  responses: { 200: { description: "CSDL as XML", contentType: "application/xml" } },
  handle: async () => {
    const reply = bytesReply("application/xml", metadataXml());
    return ok({ ...reply, headers: { ...reply.headers, ...ODATA_HEADERS } });
  },
});

export function odataOperations(reads: ODataReads): TenantOperation[] {
  return [...service, metadata, ...odataMetrics(reads), ...odataCharged(reads), odataAudit(reads)];
}
