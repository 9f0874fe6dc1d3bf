// Keys and users as subjects of decisions.

import type { KeyRecord, UserDocument } from "../identity/index.ts";
import type { Subject } from "./access-request.ts";

export function subjectOfKey(key: KeyRecord): Subject {
  const { id, roles, scopes, groups, attributes } = key;
  return { kind: "key", id, roles, scopes, groups, attributes, team: attributes["team"] };
}

export function subjectOfUser(user: UserDocument): Subject {
  const { id, roles, groups, team, department, clearance, attributes } = user;
  return { kind: "user", id, roles, scopes: [], groups, team, department, clearance, attributes };
}
