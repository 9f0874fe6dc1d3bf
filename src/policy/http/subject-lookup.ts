// Who a question is about: a key or user that the tenant knows, with what the question adds about its session (MFA, age);
// or a subject that only the question describes.

import type { Subject } from "../index.ts";
import { subjectOfKey, subjectOfUser, type CompiledBundle } from "../index.ts";

export function findSubject({ keys, access }: CompiledBundle, type: string, id: string): Subject | null {
  const key = type === "key" ? keys[id] : undefined;
  if (key !== undefined) return subjectOfKey(key);
  const user = type === "user" ? access.users.find((one) => one.id === id) : undefined;
  return user === undefined ? null : subjectOfUser(user);
}

/** All that the tenant knows of, of a type. */
export function listSubjects({ keys, access }: CompiledBundle, type: string): readonly Subject[] {
  if (type === "key") return Object.values(keys).map(subjectOfKey);
  return type === "user" ? access.users.map(subjectOfUser) : [];
}
