// /v1/budgets: budgets, and how far each is used. What a used-up budget stops does not include these: it can be read why,
// and the budget can be raised.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { newBudgetSchema } from "../index.ts";
import { budgetSchema, versionedSchema } from "./budget-schemas.ts";

const TAG = "Budgets";
const body = { kind: "json", schema: newBudgetSchema, maxBytes: 32_768 } as const;
const params = z.object({ budget_id: z.string() });
const description =
  "Of money or of one meter's quantity, for the tenant or a part of it. `covers` says whether it counts the tenant's own usage, imported bills (`bills`: told of only) or both (`all`). Without `thresholds`: 50 % INFO, 75 % WARNING, 90 % CRITICAL with e-mail, 100 % BLOCK. A threshold is told once a period. `block_writes` refuses what the budget counts from the request on that comes after the one that crosses; `block_teams` the telemetry of chosen teams; `block_queries` queries; `throttle` leaves `throttle_percent` of the limits per second. A budget of a part of the tenant is reckoned from the first tier on, without free units. In force everywhere once acknowledged.";

const createBudget = tenantOperation({
  id: "budgets.create",
  method: "POST",
  path: "/v1/budgets",
  tag: TAG,
  summary: "Make a budget",
  description,
  action: "budgets:manage",
  params: null,
  query: null,
  body,
  responses: { 201: { description: "Its id and version", schema: versionedSchema } },
  isIdempotentByKey: true,
  handle: async ({ session, body: budget }) => {
    const made = await session.execute("budgets.put", { id: null, budget });
    return made.ok ? ok(jsonReply(201, made.value.reply)) : made;
  },
});

const putBudget = tenantOperation({
  id: "budgets.put",
  method: "PUT",
  path: "/v1/budgets/{budget_id}",
  tag: TAG,
  summary: "Change a budget",
  description: `${description} Raising the limit of a budget that is used up lets what it stopped go on at once.`,
  action: "budgets:manage",
  params,
  query: null,
  body,
  responses: { 200: { description: "Its id and version", schema: versionedSchema } },
  isIdempotentByKey: true,
  handle: async ({ session, params: { budget_id: id }, body: budget }) => {
    const put = await session.execute("budgets.put", { id, budget });
    return put.ok ? ok(jsonReply(200, put.value.reply)) : put;
  },
});

const deleteBudget = tenantOperation({
  id: "budgets.delete",
  method: "DELETE",
  path: "/v1/budgets/{budget_id}",
  tag: TAG,
  summary: "Delete a budget",
  description: "What it stopped goes on.",
  action: "budgets:manage",
  params,
  query: null,
  body: { kind: "none" },
  responses: { 204: { description: "It is gone" } },
  isIdempotentByKey: true,
  handle: async ({ session, params: { budget_id: id } }) => {
    const deleted = await session.execute("budgets.delete", { id });
    return deleted.ok ? ok({ status: 204, headers: {}, body: null }) : deleted;
  },
});

const listBudgets = tenantOperation({
  id: "budgets.list",
  method: "GET",
  path: "/v1/budgets",
  tag: TAG,
  summary: "See budgets and how far they are used",
  description: "Counted as of now: what was acknowledged before the question is in it.",
  action: "budgets:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "All of them", schema: z.object({ data: z.array(budgetSchema) }) } },
  handle: async ({ session }) => {
    const budgets = await session.askFinops("budgets.read", { id: null });
    return budgets.ok ? ok(jsonReply(200, { data: budgets.value })) : budgets;
  },
});

const getBudget = tenantOperation({
  id: "budgets.get",
  method: "GET",
  path: "/v1/budgets/{budget_id}",
  tag: TAG,
  summary: "See a budget and how far it is used",
  action: "budgets:view",
  params,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The budget", schema: budgetSchema } },
  handle: async ({ session, params: { budget_id: id } }) => {
    const budget = await session.askFinops("budgets.read", { id });
    return budget.ok ? ok(jsonReply(200, budget.value)) : budget;
  },
});

export const budgetOperations = [createBudget, listBudgets, getBudget, putBudget, deleteBudget];
