// To whom the gateway writes about a tenant's own matters: the users who hold the role `admin` and have an e-mail address.
// LIMIT: the first 20; who needs more subscribes an endpoint.

import { compilePolicies, policyStateOf, rolesOf, subjectOfUser } from "../../policy/index.ts";
import { loadAccess } from "../../policy/store/access.ts";
import type { ObjectStore } from "../object-store.ts";

const MOST = 20;

export function adminAddresses(db: ObjectStore["db"], nowMs: number): string[] {
  const access = loadAccess(db);
  const { grants } = compilePolicies(policyStateOf(access));
  const isAdmin = (user: (typeof access.users)[number]): boolean => {
    const asked = {
      principal: subjectOfUser(user),
      action: "users:manage" as const,
      resource: { type: "user" },
    };
    return rolesOf(grants, { ...asked, context: { timeMs: nowMs } }).includes("admin");
  };
  return access.users
    .flatMap((user) => (user.email !== undefined && isAdmin(user) ? [user.email] : []))
    .slice(0, MOST);
}
