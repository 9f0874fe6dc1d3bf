// Who a question is about: the keys and users that the tenant knows.

import { isKeyActive } from "../../identity/index.ts";
import type { Subject } from "../index.ts";
import { rolesOf, subjectOfKey, subjectOfUser, type CompiledBundle } from "../index.ts";

/** Null for one that only the question describes. */
export function findSubject({ keys, access }: CompiledBundle, type: string, id: string): Subject | null {
  const key = type === "key" && Object.hasOwn(keys, id) ? keys[id] : undefined;
  if (key !== undefined) return subjectOfKey(key);
  const user = type === "user" ? access.users.find((one) => one.id === id) : undefined;
  return user === undefined ? null : subjectOfUser(user);
}

/** Does this key open anything at that time? */
export function isOpen({ keys }: CompiledBundle, id: string, atMs: number): boolean {
  const key = Object.hasOwn(keys, id) ? keys[id] : undefined;
  return key !== undefined && isKeyActive(key, atMs);
}

/** All that the tenant knows of, of a type, and that could ask for something at that time. */
export function listSubjects(
  { keys, access }: CompiledBundle,
  type: string,
  atMs: number,
): readonly Subject[] {
  if (type === "user") return access.users.map(subjectOfUser);
  const open = type === "key" ? Object.values(keys).filter((key) => isKeyActive(key, atMs)) : [];
  return open.map(subjectOfKey);
}

/** All who hold the admin role at that time, by a grant or directly. */
export function listAdmins(bundle: CompiledBundle, atMs: number): readonly Subject[] {
  const everyone = [...listSubjects(bundle, "key", atMs), ...listSubjects(bundle, "user", atMs)];
  const { grants } = bundle.compiled;
  const asked = { action: "users:manage", resource: { type: "user" }, context: { timeMs: atMs } } as const;
  return everyone.filter((principal) => rolesOf(grants, { principal, ...asked }).includes("admin"));
}
