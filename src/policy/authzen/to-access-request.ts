// An AuthZEN evaluation as a request of ours. Properties become attributes by their names; what has the wrong type is
// left out, so that a condition about it errs instead of guessing. An action or a type that we do not have is refused.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { AccessRequest, Circumstances, Resource, Subject } from "../access-request.ts";
import { isAction, RESOURCE_KINDS } from "../actions.ts";
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

/** `request.invalid` with the place. `knownSubject` is what the tenant knows of the subject: it wins over properties. */
export function toAccessRequest(
  evaluation: EvaluationRequest,
  nowMs: number,
  knownSubject: Subject | null,
): Result<AccessRequest> {
  const { action, resource, context = {} } = evaluation;
  if (!isAction(action.name)) return refused("/action/name", `there is no action \`${action.name}\``);
  if (!RESOURCE_KINDS.has(resource.type))
    return refused("/resource/type", `there is no type \`${resource.type}\``);
  const { type } = evaluation.subject;
  if (type !== "user" && type !== "key") return refused("/subject/type", "`user` or `key`");
  return ok({
    principal: knownSubject ?? toSubject({ ...evaluation.subject, type }, context),
    action: action.name,
    resource: toResource(resource),
    context: toCircumstances(context, nowMs),
  });
}

function refused(pointer: string, message: string): Result<never> {
  return failed(fault("request.invalid", `${pointer}: ${message}`, [{ pointer, message }]));
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

function toCircumstances(context: Properties, nowMs: number): Circumstances {
  return {
    timeMs: parseInstant(context["time"]) ?? nowMs,
    ip: text(context, "ip"),
    country: text(context, "country"),
    colo: text(context, "colo"),
    method: text(context, "method"),
    apiVersion: text(context, "api_version"),
  };
}
