// POST, PUT and DELETE of dashboards, and back to a version. Moving one into another folder, or giving it other tags or
// another owner, has to be allowed before and after.

import { z } from "zod";
import {
  etagOf,
  IF_MATCH,
  jsonReply,
  tenantOperation,
  type AlsoAsked,
  type Reply,
  type TenantCall,
  type TenantSession,
} from "../../edge/index.ts";
import { newId } from "../../kernel/ids.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Committed } from "../../tenant/index.ts";
import { DASHBOARD_LIMITS, dashboardSchema, type Dashboard } from "../dashboard.ts";
import type { SourceName } from "../frames/sources.ts";
import { resourceOf, type StoredDashboard } from "../stored-dashboard.ts";
import { dashboardParams, headSchema, knownVersion, TAG } from "./dashboard-reply.ts";
import { openDashboard, type OpenedDashboard } from "./open-dashboard.ts";
import { readableWhole } from "./run-panel.ts";

/** A document in JSON may be wider than it is kept. */
const MAX_BYTES = 2 * DASHBOARD_LIMITS.bytes;
const BODY = { kind: "json", schema: dashboardSchema, maxBytes: MAX_BYTES } as const;

type WritingCall = Pick<TenantCall, "session" | "request" | "principal" | "nowMs" | "random">;

/** Makes it, where the caller may in that folder, with those tags and for that owner. */
export async function makeDashboard(
  call: WritingCall,
  document: Dashboard,
  summary: string,
): Promise<Result<Reply>> {
  const { session, principal, nowMs, random } = call;
  const id = newId("dashboard", nowMs, random);
  const owner = document.owner ?? principal.id;
  const { folder, tags } = document;
  const resource = resourceOf({ id, owner, folder, tags });
  const opened = session.also([
    { action: "dashboards:create", resource },
    ...transferTo(owner, principal.id, resource),
  ]);
  if (!opened.ok) return opened;
  const made = await writeAs(opened.value, document, (asked) =>
    opened.value.execute("dashboards.create", { id, document, owner, summary, ...asked }),
  );
  return made.ok ? ok({ ...jsonReply(201, made.value.reply, etagOf(1)) }) : made;
}

interface Asked {
  readonly shows: readonly SourceName[];
  readonly decidedAt: number;
}

const MOST_ATTEMPTS = 3;

/** What the author may read is asked again when policies changed in between. */
async function writeAs(
  session: TenantSession,
  document: Dashboard,
  write: (asked: Asked) => Promise<Result<Committed>>,
): Promise<Result<Committed>> {
  for (let attempts = 1; ; attempts++) {
    const asked = { shows: readableWhole(session, document), decidedAt: session.bundle.epoch };
    const written = await write(asked);
    const isChanged = !written.ok && written.fault.code === "policy.rows_changed";
    if (!isChanged || attempts === MOST_ATTEMPTS) return written;
  }
}

/** To own something is to be able to change it: giving it away, or taking it, is an action of its own. */
const transferTo = (owner: string, from: string, resource: AlsoAsked["resource"]): readonly AlsoAsked[] =>
  owner === from ? [] : [{ action: "dashboards:transfer", resource }];

const HEAD = { description: "What is kept with the document", schema: headSchema };

export const createDashboard = tenantOperation({
  id: "dashboards.create",
  method: "POST",
  path: "/v1/dashboards",
  tag: TAG,
  summary: "Make a dashboard",
  description:
    "Whoever makes it owns it, unless `owner` names another. Its viewers see what its author may read whole, but for what policies deny them; everything else they see by their own rights.",
  action: "dashboards:create",
  rows: true,
  params: null,
  query: null,
  body: BODY,
  responses: { 201: HEAD },
  isIdempotentByKey: true,
  handle: async (call) => makeDashboard(call, call.body, "made"),
});

interface Changing {
  readonly document: Dashboard;
  readonly summary: string;
}

async function changeTo(
  call: WritingCall,
  opened: OpenedDashboard,
  { document, summary }: Changing,
): Promise<Result<Reply>> {
  const { head } = opened.stored;
  const known = knownVersion(call.request, opened.stored);
  if (!known.ok) return known;
  const owner = document.owner ?? head.owner;
  const wanted = { id: head.id, document, owner, summary, knownVersion: known.value };
  const changed = await writeAs(opened.session, document, (asked) =>
    opened.session.execute("dashboards.change", { ...wanted, ...asked }),
  );
  if (!changed.ok) return changed;
  const { version } = headSchema.parse(changed.value.reply);
  return ok(jsonReply(200, changed.value.reply, etagOf(version)));
}

/** The same change on the dashboard as it will be. */
const asItWillBe =
  (document: Dashboard) =>
  ({ head }: StoredDashboard): readonly AlsoAsked[] => {
    const { folder, tags, owner = head.owner } = document;
    const resource = resourceOf({ id: head.id, folder, tags, owner: head.owner });
    return [{ action: "dashboards:update", resource }, ...transferTo(owner, head.owner, resource)];
  };

export const putDashboard = tenantOperation({
  id: "dashboards.put",
  method: "PUT",
  path: "/v1/dashboards/{dashboard_id}",
  tag: TAG,
  summary: "Change a dashboard",
  description: "The whole document. Another `owner` takes `dashboards:transfer` too; left out, it stays.",
  action: "dashboards:update",
  rows: true,
  params: dashboardParams,
  query: z.strictObject({ summary: z.string().max(200).default("changed") }),
  body: BODY,
  responses: { 200: HEAD },
  headers: [IF_MATCH],
  isIdempotentByKey: true,
  handle: async (call) => {
    const { body: document, query, params } = call;
    const besides = asItWillBe(document);
    const wanted = { id: params.dashboard_id, action: "dashboards:update" as const, besides };
    const opened = await openDashboard(call.session, wanted);
    return opened.ok ? changeTo(call, opened.value, { document, summary: query.summary }) : opened;
  },
});

export const deleteDashboard = tenantOperation({
  id: "dashboards.delete",
  method: "DELETE",
  path: "/v1/dashboards/{dashboard_id}",
  tag: TAG,
  summary: "Delete a dashboard",
  description: "Its versions can be restored for 30 days.",
  action: "dashboards:delete",
  rows: true,
  params: dashboardParams,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "Deleted", schema: z.object({ id: z.string() }) } },
  headers: [IF_MATCH],
  isIdempotentByKey: true,
  handle: async ({ session, request, params }) => {
    const id = params.dashboard_id;
    const opened = await openDashboard(session, { id, action: "dashboards:delete" });
    if (!opened.ok) return opened;
    const known = knownVersion(request, opened.value.stored);
    if (!known.ok) return known;
    const deleted = await opened.value.session.execute("dashboards.delete", {
      id,
      knownVersion: known.value,
    });
    return deleted.ok ? ok(jsonReply(200, deleted.value.reply)) : deleted;
  },
});

export const restoreVersion = tenantOperation({
  id: "dashboards.restore",
  method: "POST",
  path: "/v1/dashboards/{dashboard_id}/versions/{version}/restore",
  tag: TAG,
  summary: "Go back to a version of a dashboard",
  description: "A new version is made that holds what that one held; a deleted dashboard comes back.",
  action: "dashboards:update",
  rows: true,
  params: dashboardParams.extend({ version: z.coerce.number().int().min(1) }),
  query: null,
  body: { kind: "none" },
  responses: { 200: HEAD },
  headers: [IF_MATCH],
  isIdempotentByKey: true,
  handle: async (call) => {
    const { dashboard_id: id, version } = call.params;
    const found = { id, version, action: "dashboards:update" as const, deleted: "found" as const };
    const besides = (stored: StoredDashboard): readonly AlsoAsked[] => asItWillBe(stored.document)(stored);
    const opened = await openDashboard(call.session, { ...found, besides });
    if (!opened.ok) return opened;
    const { document } = opened.value.stored;
    return changeTo(call, opened.value, { document, summary: `back to version ${version}` });
  },
});
