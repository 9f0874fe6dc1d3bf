// /v1/access-versions: who changed access when, what lies between two versions, and back to any of them.

import { z } from "zod";
import {
  expectedVersion,
  IF_MATCH,
  jsonReply,
  tenantOperation,
  type TenantSession,
} from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { changesBetween, type AccessState } from "../index.ts";
import { CHANGE_RESPONSES } from "./change-reply.ts";

const MOST_VERSIONS = 100;

const versionSchema = z.object({
  version: z.int(),
  at: z.iso.datetime(),
  author: z.string(),
  approver: z.string().nullable(),
  epoch: z.int(),
  summary: z.string(),
});

const storedSchema = z.array(z.object({ ...versionSchema.omit({ at: true }).shape, atMs: z.int() }));

export const listAccessVersions = tenantOperation({
  id: "access_versions.list",
  method: "GET",
  path: "/v1/access-versions",
  tag: "Access",
  summary: "List the versions of access, newest first",
  description:
    "Every change of policies, roles, grants, users and settings is one. The page after this one: `before` the last version of it.",
  action: "policies:view",
  params: null,
  query: z.strictObject({
    before: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
    limit: z.coerce.number().int().min(1).max(MOST_VERSIONS).default(MOST_VERSIONS),
  }),
  body: { kind: "none" },
  responses: { 200: { description: "Versions", schema: z.object({ data: z.array(versionSchema) }) } },
  handle: async ({ session, query }) => {
    const versions = await session.ask("access.versions", query);
    if (!versions.ok) return versions;
    const data = storedSchema
      .parse(versions.value)
      .map(({ atMs, ...rest }) => ({ ...rest, at: new Date(atMs).toISOString() }));
    return ok(jsonReply(200, { data }));
  },
});

const versionParams = z.object({ version: z.coerce.number().int().min(1) });

async function stateAt(session: TenantSession, version: number): Promise<Result<AccessState>> {
  const state = await session.ask("access.state", { version });
  return state.ok ? ok(state.value as unknown as AccessState) : state;
}

export const compareAccessVersions = tenantOperation({
  id: "access_versions.compare",
  method: "GET",
  path: "/v1/access-versions/{version}/changes",
  tag: "Access",
  summary: "What lies between a version and another",
  description:
    "The documents that lead from `since` (the version before, unless it says otherwise) to this version.",
  action: "policies:view",
  params: versionParams,
  query: z.strictObject({ since: z.coerce.number().int().min(1).optional() }),
  body: { kind: "none" },
  responses: {
    200: {
      description: "Documents that came, changed or went (`document: null`)",
      schema: z.object({
        data: z.array(z.object({ kind: z.string(), id: z.string(), document: z.unknown().nullable() })),
      }),
    },
  },
  handle: async ({ session, params, query }) => {
    const to = await stateAt(session, params.version);
    if (!to.ok) return to;
    const since = query.since ?? params.version - 1;
    const nothing = { ...to.value, policies: [], roles: [], grants: [], users: [] };
    const from = since === 0 ? ok(nothing) : await stateAt(session, since);
    return from.ok ? ok(jsonReply(200, { data: changesBetween(from.value, to.value) })) : from;
  },
});

export const restoreAccessVersion = tenantOperation({
  id: "access_versions.restore",
  method: "POST",
  path: "/v1/access-versions/{version}/restore",
  tag: "Access",
  summary: "Go back to a version",
  description: `A new version is made that holds what that one held; nothing is taken out of the history.`,
  action: "policies:manage",
  params: versionParams,
  query: null,
  body: { kind: "none" },
  responses: CHANGE_RESPONSES,
  headers: [IF_MATCH],
  isIdempotentByKey: true,
  handle: async ({ session, params, request }) => {
    const expected = expectedVersion(request);
    if (!expected.ok) return expected;
    const wanted = { version: params.version, expectedVersion: expected.value };
    const restored = await session.execute("access.restore", wanted);
    return restored.ok ? ok(jsonReply(200, restored.value.reply)) : restored;
  },
});
