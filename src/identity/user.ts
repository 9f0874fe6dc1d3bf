// A user as a tenant knows it: who it is for policies. Signing in comes with the single sign-on issue, which fills in what
// a session proves (MFA, age); until then users are subjects of grants, policies and questions about access.

import { z } from "zod";
import { ROLE_NAME } from "./roles.ts";

const NAME = z.string().trim().min(1).max(200);

export const userSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/, "letters, digits and . _ @ -, at most 128"),
  name: NAME,
  email: z.email().max(254).optional(),
  roles: z.array(z.string().regex(ROLE_NAME)).max(20).default([]),
  groups: z.array(NAME).max(100).default([]),
  team: NAME.optional(),
  department: NAME.optional(),
  clearance: z.int().min(0).max(10).optional(),
  attributes: z.record(z.string().regex(/^[a-z][a-z0-9_.]{0,63}$/), z.string().max(256)).default({}),
});

export type UserDocument = z.infer<typeof userSchema>;
