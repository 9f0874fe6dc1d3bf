// The messages of the OpenID AuthZEN Authorization API 1.0 (openid.net/specs/authorization-api-1_0.html): evaluation,
// evaluations and searches. Unknown fields are ignored, as the standard asks.

import { z } from "zod";

const properties = z.record(z.string(), z.json()).optional();
const name = z.string().min(1).max(256);

const subject = z.object({ type: name, id: name, properties });
const resource = z.object({ type: name, id: name, properties });
const action = z.object({ name, properties });
const context = z.record(z.string(), z.json()).optional();

/** Section 6.1. */
export const evaluationRequestSchema = z.object({ subject, action, resource, context });

const MOST_EVALUATIONS = 1_000;
export const SEMANTICS = ["execute_all", "deny_on_first_deny", "permit_on_first_permit"] as const;

/** Section 7.1: what an item leaves out is taken from the top level. */
export const evaluationsRequestSchema = z.object({
  subject: subject.optional(),
  action: action.optional(),
  resource: resource.optional(),
  context,
  evaluations: z
    .array(
      z.object({
        subject: subject.optional(),
        action: action.optional(),
        resource: resource.optional(),
        context,
      }),
    )
    .max(MOST_EVALUATIONS)
    .optional(),
  options: z.looseObject({ evaluations_semantic: z.enum(SEMANTICS).default("execute_all") }).optional(),
});

const page = z
  .object({ token: z.string().max(1_024).optional(), limit: z.number().int().min(1).max(1_000).optional() })
  .optional();
const someSubject = z.object({ type: name, id: name.optional(), properties });
const someResource = z.object({ type: name, id: name.optional(), properties });

/** Section 8: the part that is searched for has a type only; an id there is ignored. */
export const subjectSearchSchema = z.object({ subject: someSubject, action, resource, context, page });
export const resourceSearchSchema = z.object({ subject, action, resource: someResource, context, page });
export const actionSearchSchema = z.object({ subject, resource, context, page });

export type EvaluationRequest = z.infer<typeof evaluationRequestSchema>;
export type EvaluationsRequest = z.infer<typeof evaluationsRequestSchema>;
export type Semantic = (typeof SEMANTICS)[number];
export type Properties = Readonly<Record<string, unknown>>;

export interface EvaluationResponse {
  readonly decision: boolean;
  readonly context?: Readonly<Record<string, unknown>>;
}

export interface SearchResponse<T> {
  readonly page: { readonly next_token: string; readonly count: number; readonly total: number };
  readonly results: readonly T[];
}
