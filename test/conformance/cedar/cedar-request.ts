// A request of ours as Cedar takes it. What the engine derives (hour, day, trusted network, granted roles) is worked out
// here anew, by other means, so that the comparison covers it too.

import type { EntityJson, StatefulAuthorizationCall } from "@cedar-policy/cedar-wasm/nodejs";
import type { AccessRequest } from "../../../src/policy/access-request.ts";
import { ACTION_NAMES } from "../../../src/policy/actions.ts";
import type { PolicySet } from "../../../src/policy/policy-document.ts";
import { ADDRESSES } from "../../support/random-policies.ts";

type Attributes = EntityJson["attrs"];

const dropMissing = (fields: Record<string, unknown>): Attributes =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Attributes;

const ACTION_ENTITIES = new Map<string, EntityJson>(
  ACTION_NAMES.map((name) => {
    const parent = { type: "Action", id: `${name.slice(0, name.indexOf(":"))}:*` };
    return [name, { uid: { type: "Action", id: name }, attrs: {}, parents: [parent] }];
  }),
);

function effectiveRoles({ principal, context }: AccessRequest, { grants }: PolicySet): string[] {
  const subjects = [
    `${principal.kind}:${principal.id}`,
    ...(principal.groups ?? []).map((group) => `group:${group}`),
  ];
  const granted = grants.filter(
    ({ subject, scope, expires_at }) =>
      subjects.includes(subject) &&
      scope === null &&
      (expires_at === null || context.timeMs < Date.parse(expires_at)),
  );
  return [...new Set([...principal.roles, ...granted.map(({ role }) => role)])];
}

const WEEKDAY = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "long" });
const HOUR = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });

export interface World {
  readonly set: PolicySet;
  readonly policySetId: string;
  readonly weekday: Intl.DateTimeFormat;
  readonly hour: Intl.DateTimeFormat;
}

export function openWorld(
  set: PolicySet,
  { policySetId, timeZone }: { policySetId: string; timeZone: string },
): World {
  return { set, policySetId, weekday: WEEKDAY(timeZone), hour: HOUR(timeZone) };
}

function contextOf({ context, principal }: AccessRequest, { weekday, hour }: World): Attributes {
  const trusted = ADDRESSES.find(([address]) => address === context.ip)?.[1];
  return dropMissing({
    time: context.timeMs,
    day_of_week: weekday.format(context.timeMs).toLowerCase(),
    hour_of_day: Number(hour.format(context.timeMs)),
    ip: context.ip === undefined ? undefined : { __extn: { fn: "ip", arg: context.ip } },
    country: context.country,
    mfa_verified: principal.mfaVerified,
    mfa_method: principal.mfaMethod,
    from_trusted_network: trusted,
  });
}

function principalOf(request: AccessRequest, { set }: World): EntityJson {
  const { principal } = request;
  const { kind, id, department, clearance } = principal;
  const [groups, roles] = [principal.groups ?? [], effectiveRoles(request, set)];
  return {
    uid: { type: kind === "user" ? "User" : "Key", id },
    attrs: dropMissing({
      id,
      kind,
      groups,
      roles,
      department,
      clearance,
      team: principal.team,
      mfa_verified: principal.mfaVerified,
      session_age_seconds: principal.sessionAgeSeconds,
      attributes: principal.attributes ?? {},
    }),
    parents: [
      ...groups.map((group) => ({ type: "Group", id: group })),
      ...roles.map((role) => ({ type: "Role", id: role })),
    ],
  };
}

export function toCedarRequest(request: AccessRequest, world: World): StatefulAuthorizationCall {
  const { type, id, owner, folder, team, environment, sensitivity, labels = {} } = request.resource;
  const principal = principalOf(request, world);
  const resource: EntityJson = {
    uid: { type: "Resource", id: "asked" },
    attrs: dropMissing({ type, id, owner, folder, team, environment, sensitivity, labels }),
    parents: [],
  };
  const action = ACTION_ENTITIES.get(request.action);
  if (action === undefined) throw new Error(request.action);
  return {
    principal: principal.uid,
    action: action.uid,
    resource: resource.uid,
    context: contextOf(request, world),
    preparsedPolicySetId: world.policySetId,
    entities: [principal, resource, action],
  };
}
