// Policies, custom roles, grants and users: list, read, put, delete. The four differ in their rows of this table only.

import { z } from "zod";
import { etagOf, IF_MATCH, jsonReply, tenantOperation, type TenantOperation } from "../../edge/index.ts";
import { userSchema } from "../../identity/index.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { violationsOf } from "../../kernel/violations.ts";
import {
  parseGrant,
  parsePolicy,
  parseRole,
  type AccessKind,
  type AccessState,
  type Action,
} from "../index.ts";
import { CHANGE_RESPONSES, changeAccess } from "./change-reply.ts";
import { BODY_SCHEMAS } from "./document-schemas.ts";

interface DocumentKind {
  readonly kind: AccessKind;
  readonly plural: "policies" | "roles" | "grants" | "users";
  /** The field of the document that is its id, and of the path. */
  readonly idField: string;
  readonly view: Action;
  readonly manage: Action;
  readonly meaning: string;
  readonly schema: z.ZodType<Record<string, unknown>>;
  /** The document itself, or `request.invalid` with pointers. */
  parse(body: unknown): Result<object>;
}

const KINDS: readonly DocumentKind[] = [
  {
    kind: "policy",
    meaning: "Allows or denies actions on resources, under conditions.",
    schema: BODY_SCHEMAS.policy,
    plural: "policies",
    idField: "policy_id",
    view: "policies:view",
    manage: "policies:manage",
    parse: parsePolicy,
  },
  {
    kind: "role",
    meaning: "A custom role: actions of its own and those of the roles it inherits.",
    schema: BODY_SCHEMAS.role,
    plural: "roles",
    idField: "name",
    view: "roles:view",
    manage: "roles:manage",
    parse: parseRole,
  },
  {
    kind: "grant",
    meaning: "Gives a role to a subject, everywhere or within a scope, for good or until an instant.",
    schema: BODY_SCHEMAS.grant,
    plural: "grants",
    idField: "id",
    view: "roles:view",
    manage: "roles:grant",
    parse: parseGrant,
  },
  {
    kind: "user",
    meaning: "A user as policies see one: roles, groups, attributes.",
    schema: BODY_SCHEMAS.user,
    plural: "users",
    idField: "id",
    view: "users:view",
    manage: "users:manage",
    parse: parseUser,
  },
];

function parseUser(body: unknown): Result<object> {
  const parsed = userSchema.safeParse(body);
  if (parsed.success) return ok(JSON.parse(JSON.stringify(parsed.data)) as object);
  const violations = violationsOf(parsed.error, "");
  const [first] = violations;
  return failed(fault("request.invalid", `${first?.pointer}: ${first?.message}`, violations));
}

const stateSchema = z.looseObject({ version: z.int() });
const params = z.object({ document_id: z.string().min(1).max(256) });
const NO_BODY = { kind: "none" } as const;
const MOST_BODY_BYTES = 131_072;

function documentsOf(state: unknown, { plural }: DocumentKind): readonly Record<string, unknown>[] {
  return (state as AccessState)[plural] as unknown as readonly Record<string, unknown>[];
}

function listOperation(row: DocumentKind): TenantOperation {
  return tenantOperation({
    id: `${row.plural}.list`,
    method: "GET",
    path: `/v1/${row.plural}`,
    tag: "Access",
    summary: `List ${row.plural}`,
    action: row.view,
    params: null,
    query: null,
    body: NO_BODY,
    responses: {
      200: {
        description: "All of them, as in force",
        schema: z.object({ data: z.array(row.schema), version: z.int() }),
      },
    },
    handle: async ({ session }) => {
      const state = await session.ask("access.state", { version: 0 });
      if (!state.ok) return state;
      const { version } = stateSchema.parse(state.value);
      return ok(jsonReply(200, { data: documentsOf(state.value, row), version }, etagOf(version)));
    },
  });
}

function getOperation(row: DocumentKind): TenantOperation {
  return tenantOperation({
    id: `${row.plural}.get`,
    method: "GET",
    path: `/v1/${row.plural}/{document_id}`,
    tag: "Access",
    summary: `Get one of the ${row.plural}`,
    action: row.view,
    params,
    query: null,
    body: NO_BODY,
    responses: { 200: { description: "The document as in force", schema: row.schema } },
    handle: async (call) => {
      const state = await call.session.ask("access.state", { version: 0 });
      if (!state.ok) return state;
      const found = documentsOf(state.value, row).find((one) => one[row.idField] === call.params.document_id);
      if (found === undefined) return failed(fault("policy.not_found"));
      return ok(jsonReply(200, found, etagOf(stateSchema.parse(state.value).version)));
    },
  });
}

function putOperation(row: DocumentKind): TenantOperation {
  return tenantOperation({
    id: `${row.plural}.put`,
    method: "PUT",
    path: `/v1/${row.plural}/{document_id}`,
    tag: "Access",
    summary: `Make or change one of the ${row.plural}`,
    description: `${row.meaning} \`${row.idField}\` may be left out of the body; it is the path's. What is already as sent makes no new version.`,
    action: row.manage,
    params,
    query: null,
    body: { kind: "json", schema: row.schema, maxBytes: MOST_BODY_BYTES },
    responses: CHANGE_RESPONSES,
    headers: [IF_MATCH],
    isIdempotentByKey: true,
    handle: async (call) => {
      const { document_id: id } = call.params;
      const parsed = row.parse({ [row.idField]: id, ...call.body });
      if (!parsed.ok) return parsed;
      if ((parsed.value as Record<string, unknown>)[row.idField] !== id) {
        const message = "is not the one of the path";
        return failed(fault("request.invalid", message, [{ pointer: `/${row.idField}`, message }]));
      }
      const change = { kind: row.kind, id, document: parsed.value as Json };
      return changeAccess(call, [change], `put ${row.kind} ${id}`);
    },
  });
}

function deleteOperation(row: DocumentKind): TenantOperation {
  return tenantOperation({
    id: `${row.plural}.delete`,
    method: "DELETE",
    path: `/v1/${row.plural}/{document_id}`,
    tag: "Access",
    summary: `Take one of the ${row.plural} out of force`,
    description: `Its earlier versions can still be read and restored.`,
    action: row.manage,
    params,
    query: null,
    body: NO_BODY,
    responses: CHANGE_RESPONSES,
    headers: [IF_MATCH],
    isIdempotentByKey: true,
    handle: (call) => {
      const { document_id: id } = call.params;
      return changeAccess(call, [{ kind: row.kind, id, document: null }], `delete ${row.kind} ${id}`);
    },
  });
}

export const documentOperations: readonly TenantOperation[] = KINDS.flatMap((row) => [
  listOperation(row),
  getOperation(row),
  putOperation(row),
  deleteOperation(row),
]);
