// An AuthZEN evaluation as a request of ours. Properties become attributes by their names; what has the wrong type is
// left out, so that a condition about it errs instead of guessing. An action, type or time that means nothing is refused.

import { fault, type Violation } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { AccessRequest, Circumstances, Resource, Subject } from "../access-request.ts";
import { isAction, RESOURCE_KINDS, type Action } from "../actions.ts";
import { parseInstant } from "../operators.ts";
import type { EvaluationRequest, Properties } from "./messages.ts";

const text = (properties: Properties, name: string): string | undefined => {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return typeof value === "string" ? value : undefined;
};

const number = (properties: Properties, name: string): number | undefined => {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return typeof value === "number" ? value : undefined;
};

const flag = (properties: Properties, name: string): boolean | undefined => {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return typeof value === "boolean" ? value : undefined;
};

const texts = (properties: Properties, name: string): readonly string[] => {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

function textMap(properties: Properties, name: string): Readonly<Record<string, string>> {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, item]) => typeof item === "string")) as Record<
    string,
    string
  >;
}

type Words = Partial<Pick<EvaluationRequest, "action">> & {
  readonly subject: { readonly type: string };
  readonly resource: { readonly type: string };
};

/** The first word that means nothing here, with its place: nobody may do what does not exist. */
export function unknownWord({ subject, action, resource }: Words): Violation | null {
  if (action !== undefined && !isAction(action.name))
    return { pointer: "/action/name", message: `there is no action \`${action.name}\`` };
  if (!RESOURCE_KINDS.has(resource.type))
    return { pointer: "/resource/type", message: `there is no type \`${resource.type}\`` };
  const isSubject = subject.type === "user" || subject.type === "key";
  return isSubject ? null : { pointer: "/subject/type", message: "`user` or `key`" };
}

/** `request.invalid` with the place. `known` is what the tenant knows of the subject: it wins over properties. */
export function toAccessRequest(
  evaluation: EvaluationRequest,
  nowMs: number,
  known: Subject | null,
): Result<AccessRequest> {
  const { subject, action, resource, context = {} } = evaluation;
  const unknown = unknownWord(evaluation);
  if (unknown !== null) return refused(unknown);
  const timeMs = timeOf(context, nowMs);
  if (timeMs === null) return refused({ pointer: "/context/time", message: "an RFC 3339 instant" });
  const described = toSubject({ ...subject, type: subject.type as Subject["kind"] }, context);
  return ok({
    principal: known === null ? described : inSession(known, described),
    action: action.name as Action,
    resource: toResource(resource),
    context: toCircumstances(context, timeMs),
  });
}

/** Who the tenant knows, in the session that the question describes: a decision point is asked about somebody else's. */
export function inSession(known: Subject, { mfaVerified, mfaMethod, sessionAgeSeconds }: Subject): Subject {
  return { ...known, mfaVerified, mfaMethod, sessionAgeSeconds };
}

function refused(violation: Violation): Result<never> {
  return failed(fault("request.invalid", `${violation.pointer}: ${violation.message}`, [violation]));
}

const TO_THE_MINUTE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:\d\d)$/;

/** Now, unless the question says when; null for a time that is none. The standard's own examples leave out seconds. */
function timeOf(context: Properties, nowMs: number): number | null {
  const time = Object.hasOwn(context, "time") ? context["time"] : undefined;
  if (time === undefined) return nowMs;
  return parseInstant(typeof time === "string" ? time.replace(TO_THE_MINUTE, "$1:00$2") : time);
}

type TypedSubject = Omit<EvaluationRequest["subject"], "type"> & { readonly type: Subject["kind"] };

function toSubject({ type, id, properties = {} }: TypedSubject, context: Properties): Subject {
  return {
    kind: type,
    id,
    roles: texts(properties, "roles"),
    scopes: texts(properties, "scopes"),
    groups: texts(properties, "groups"),
    department: text(properties, "department"),
    clearance: number(properties, "clearance"),
    team: text(properties, "team"),
    mfaVerified: flag(properties, "mfa_verified") ?? flag(context, "mfa_verified"),
    mfaMethod: text(properties, "mfa_method") ?? text(context, "mfa_method"),
    sessionAgeSeconds: number(properties, "session_age_seconds"),
    attributes: textMap(properties, "attributes"),
  };
}

function toResource({ type, id, properties = {} }: EvaluationRequest["resource"]): Resource {
  return {
    type,
    id,
    owner: text(properties, "owner"),
    folder: text(properties, "folder"),
    team: text(properties, "team"),
    environment: text(properties, "environment"),
    sensitivity: text(properties, "sensitivity"),
    labels: textMap(properties, "labels"),
  };
}

function toCircumstances(context: Properties, timeMs: number): Circumstances {
  return {
    timeMs,
    ip: text(context, "ip"),
    country: text(context, "country"),
    colo: text(context, "colo"),
    method: text(context, "method"),
    apiVersion: text(context, "api_version"),
  };
}
