// What operations on dashboards have in common: shapes of replies, ids, and the version that a change is meant for.

import { z } from "zod";
import { etagOf, jsonReply, type Reply, versionMeant } from "../../edge/index.ts";
import type { Result } from "../../kernel/result.ts";
import { dashboardSchema } from "../dashboard.ts";
import { viewHead, type StoredDashboard } from "../stored-dashboard.ts";

export const TAG = "Dashboards";

export const dashboardParams = z.object({
  dashboard_id: z.string().regex(/^dsh_[0-9a-z]{20}$/, "an id such as `dsh_…`"),
});

export const headSchema = z.object({
  id: z.string(),
  version: z.int(),
  title: z.string(),
  folder: z.string(),
  owner: z.string(),
  tags: z.array(z.string()),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  updated_by: z.string(),
  deleted_at: z.iso.datetime().nullable(),
});

export const storedSchema = headSchema.extend({
  dashboard: dashboardSchema,
  shows: z
    .array(z.string())
    .describe(
      "Sources that its author might read whole: viewers see them here without querying rights of their own, but for what policies deny them",
    ),
});

export function storedReply({ head, version, document, shows }: StoredDashboard): Reply {
  const body = { ...viewHead(head), version, dashboard: document, shows };
  return jsonReply(200, body, etagOf(version));
}

/** The version in force, if it is the one that `If-Match` names. */
export const knownVersion = (request: Request, { head }: StoredDashboard): Result<number> =>
  versionMeant(request, head.version, "dashboards.version_conflict");
