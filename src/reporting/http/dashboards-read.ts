// GET /v1/dashboards, /v1/dashboards/{dashboard_id} and its versions: those that policies let the caller see.

import { z } from "zod";
import { jsonReply, tenantOperation, type TenantSession } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { cutPage, pageQuerySchema, pageSchema } from "../../kernel/page.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { compileRowFilter } from "../../policy/index.ts";
import { resourceOf, viewHead, type DashboardHead, type StoredVersion } from "../stored-dashboard.ts";
import { dashboardParams, headSchema, storedReply, storedSchema, TAG } from "./dashboard-reply.ts";
import { openDashboard } from "./open-dashboard.ts";

const MOST_LISTED = 200;
const CHUNK = 500;

interface Asked {
  readonly folder: string | null;
  readonly tag: string | null;
  readonly text: string | null;
}

type Place = { readonly title: string; readonly id: string } | null;

/** As rows are told apart by policies: a tag called like an attribute is another thing. */
function rowLabels(head: DashboardHead): Readonly<Record<string, string>> {
  const { labels, id, owner, folder } = resourceOf(head);
  const own = Object.entries(labels).map(([name, value]) =>
    ["id", "owner", "folder"].includes(name) ? [`label:${name}`, value] : [name, value],
  );
  return { ...(Object.fromEntries(own) as Record<string, string>), id, owner, folder };
}

/** Pages are read until one is full of what may be seen. */
async function listSeen(
  session: TenantSession,
  asked: Asked,
  page: { readonly after: Place; readonly wanted: number },
): Promise<Result<DashboardHead[]>> {
  const seen: DashboardHead[] = [];
  let { after } = page;
  for (;;) {
    const answer = await session.ask("dashboards.list", { ...asked, after, limit: CHUNK });
    if (!answer.ok) return answer;
    const heads = answer.value as unknown as DashboardHead[];
    const { rowFilter } = session;
    const maySee = rowFilter === null ? () => true : compileRowFilter(rowFilter);
    seen.push(...heads.filter((head) => maySee(rowLabels(head))));
    const last = heads.at(-1);
    if (heads.length < CHUNK || last === undefined || seen.length >= page.wanted) return ok(seen);
    after = { title: last.title, id: last.id };
  }
}

export const listDashboards = tenantOperation({
  id: "dashboards.list",
  method: "GET",
  path: "/v1/dashboards",
  tag: TAG,
  summary: "List dashboards",
  description: "Those that the caller may see, in order of title. `folder` means it and what lies below it.",
  action: "dashboards:view",
  rows: true,
  params: null,
  query: pageQuerySchema(MOST_LISTED).extend({
    folder: z.string().min(1).max(256).optional(),
    tag: z.string().min(1).max(128).optional(),
    text: z.string().min(1).max(200).optional(),
  }),
  body: { kind: "none" },
  responses: {
    200: { description: "A page of dashboards without their documents", schema: pageSchema(headSchema) },
  },
  handle: async ({ session, query }) => {
    const { folder = null, tag = null, text = null, limit, cursor } = query;
    const place = cursor === undefined ? ok(null) : parseCursor(cursor, ["string", "string"]);
    if (!place.ok) return place;
    const [title = "", id = ""] = (place.value ?? []) as string[];
    const after = place.value === null ? null : { title, id };
    const seen = await listSeen(session, { folder, tag, text }, { after, wanted: limit + 1 });
    if (!seen.ok) return seen;
    const page = cutPage(seen.value, limit, (last) => encodeCursor([last.title, last.id]));
    return ok(jsonReply(200, { ...page, data: page.data.map(viewHead) }));
  },
});

export const getDashboard = tenantOperation({
  id: "dashboards.get",
  method: "GET",
  path: "/v1/dashboards/{dashboard_id}",
  tag: TAG,
  summary: "Get a dashboard",
  description: "The newest version, or the one asked for.",
  action: "dashboards:view",
  rows: true,
  params: dashboardParams,
  query: z.strictObject({ version: z.coerce.number().int().min(1).optional() }),
  body: { kind: "none" },
  responses: { 200: { description: "The document and what is kept with it", schema: storedSchema } },
  handle: async ({ session, params, query }) => {
    const { version = 0 } = query;
    const opened = await openDashboard(session, {
      id: params.dashboard_id,
      version,
      action: "dashboards:view",
    });
    return opened.ok ? ok(storedReply(opened.value.stored)) : opened;
  },
});

const versionSchema = z.object({
  version: z.int(),
  at: z.iso.datetime(),
  author: z.string(),
  summary: z.string(),
});

export const listVersions = tenantOperation({
  id: "dashboards.list_versions",
  method: "GET",
  path: "/v1/dashboards/{dashboard_id}/versions",
  tag: TAG,
  summary: "List the versions of a dashboard, newest first",
  description:
    "The last 50; of a deleted dashboard until 30 days after. The page after this one: `before` the last version of it.",
  action: "dashboards:view",
  rows: true,
  params: dashboardParams,
  query: z.strictObject({
    before: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
    limit: z.coerce.number().int().min(1).max(50).default(50),
  }),
  body: { kind: "none" },
  responses: { 200: { description: "Versions", schema: z.object({ data: z.array(versionSchema) }) } },
  handle: async ({ session, params, query }) => {
    const id = params.dashboard_id;
    const opened = await openDashboard(session, { id, action: "dashboards:view", deleted: "found" });
    if (!opened.ok) return opened;
    const versions = await opened.value.session.ask("dashboards.versions", { id, ...query });
    if (!versions.ok) return versions;
    const data = (versions.value as unknown as StoredVersion[]).map(({ atMs, ...rest }) => ({
      ...rest,
      at: new Date(atMs).toISOString(),
    }));
    return ok(jsonReply(200, { data }));
  },
});
