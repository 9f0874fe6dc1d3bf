// What every entity set of OData shares: its options are read, its page is asked for, and the page is written as OData JSON
// with the headers of the protocol.

import { z } from "zod";
import type { HeaderSpec, Reply, TenantCall } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { MetricRequest, ToldMetricReply } from "../../telemetry/index.ts";
import type { EntitySet } from "../odata/entity-set.ts";
import { ODATA_HEADERS, odataRefusal } from "../odata/error-body.ts";
import { contextOf, nextLinkOf, rootOf } from "../odata/links.ts";
import { negotiate, preferredPageSize, type Representation } from "../odata/negotiate.ts";
import type { Page } from "../odata/page-rows.ts";
import { QUERY_OPTIONS, readODataQuery, type ODataQuery } from "../odata/query-options.ts";
import { writeRows } from "../odata/write-rows.ts";

/** Telemetry's own answers, handed over by the manifest. */
export interface ODataReads {
  metrics(call: TenantCall, request: MetricRequest): Promise<Result<ToldMetricReply>>;
  /** Refuses a reply that is larger than the tenant's results may be. */
  bounded(call: TenantCall, reply: Reply): Result<Reply>;
}

/** LIMIT: rows of a page; some 400 bytes each. */
const MOST_ROWS = 5_000;

const PREFER: HeaderSpec = {
  name: "Prefer",
  required: false,
  schema: z.string().meta({ examples: ["odata.maxpagesize=100"] }),
  description: `Rows of a page, at most ${MOST_ROWS}.`,
};

/** Whether a policy's row filter chose the rows: a list of rows has no place for it but a header. */
export const ROW_FILTER_HEADER = "x-traceo-row-filter-applied";

export const ODATA = {
  method: "GET",
  tag: "Business intelligence",
  params: null,
  query: QUERY_OPTIONS,
  body: { kind: "none" },
  headers: [PREFER],
  refusalShape: odataRefusal,
  responses: {
    200: {
      description: "A page of rows; `@odata.nextLink` is there until the last one",
      schema: z.object({
        "@odata.context": z.string().optional(),
        "@odata.count": z.int().optional(),
        value: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
        "@odata.nextLink": z.string().optional(),
      }),
    },
  },
} as const;

export interface Asked {
  readonly query: ODataQuery;
  readonly mostRows: number;
}

export interface Found {
  readonly page: Page;
  /** Of sets on telemetry's rows. */
  readonly rowFilterApplied?: boolean;
}

type ODataCall = Omit<TenantCall, "query"> & { readonly query: z.infer<typeof QUERY_OPTIONS> };

export interface Answering {
  readonly set: EntitySet;
  readonly reads: ODataReads;
  readonly find: (asked: Asked) => Promise<Result<Found>>;
}

export async function answerSet(call: ODataCall, { set, reads, find }: Answering): Promise<Result<Reply>> {
  const { headers } = call.request;
  const representation = negotiate({ headers, format: call.query.$format });
  if (!representation.ok) return representation;
  const query = readODataQuery(set, call.url.searchParams, call.query);
  if (!query.ok) return query;
  const preferred = preferredPageSize(headers);
  const mostRows = Math.min(preferred ?? MOST_ROWS, MOST_ROWS);
  const found = await find({ query: query.value, mostRows });
  if (!found.ok) return found;
  const told = {
    ...(preferred === null ? {} : { "preference-applied": `odata.maxpagesize=${mostRows}` }),
    ...(found.value.rowFilterApplied === undefined
      ? {}
      : { [ROW_FILTER_HEADER]: String(found.value.rowFilterApplied) }),
  };
  const body = bodyOf(call.url, { query: query.value, page: found.value.page, as: representation.value });
  const { contentType } = representation.value;
  return reads.bounded(call, {
    status: 200,
    headers: { ...ODATA_HEADERS, ...told, "content-type": contentType },
    body,
  });
}

interface Written {
  readonly query: ODataQuery;
  readonly page: Page;
  readonly as: Representation;
}

function bodyOf(url: URL, { query, page, as }: Written): string {
  return writeRows(page, query.shown, {
    root: rootOf(url.origin),
    context: contextOf(url.origin, query),
    nextLink: page.next === null ? null : nextLinkOf(url, page.next),
    hasMetadata: as.hasMetadata,
    isLongAsText: as.isLongAsText,
  });
}

export const withoutFilter = (page: Result<Page>): Result<Found> =>
  page.ok ? ok({ page: page.value }) : page;
