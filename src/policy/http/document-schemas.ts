// The documents of access as the OpenAPI document shows them. Bodies are parsed by `parse/`, which names every wrong place
// at once; these schemas tell a reader what it takes, and their examples are put in force by a test.

import { z } from "zod";
import { userSchema } from "../../identity/index.ts";

const leaf = z.object({
  attribute: z.string().describe("`principal.…`, `resource.…` or `context.…`, such as `context.hour_of_day`"),
  operator: z
    .string()
    .describe(
      "`equals`, `not_equals`, `in`, `not_in`, `greater`, `greater_or_equal`, `less`, `less_or_equal`, `between` (the end is not in it), `starts_with`, `ends_with`, `contains`, `matches`, `exists`, `in_cidr` or `within_time`",
    ),
  value: z.unknown().describe("Of the attribute's type; a list for `in`, `not_in` and `between`"),
});

const branch = z.union([
  leaf,
  z.object({ all: z.array(z.looseObject({})) }),
  z.object({ any: z.array(z.looseObject({})) }),
  z.object({ not: z.looseObject({}) }),
]);

const conditions = z
  .union([z.array(branch), branch])
  .describe(
    "A condition, or a list of which all must hold. `all`, `any` and `not` hold conditions; they nest at most 16 deep.",
  );

const policy = z.object({
  policy_id: z.string().optional().describe("The path's; may be left out"),
  description: z.string().max(1_000).optional(),
  effect: z.enum(["allow", "deny"]).describe("A matching deny outweighs every allow"),
  subjects: z.array(z.string()).min(1).describe("`user:`, `group:`, `role:` or `key:` and a name, or `*`"),
  actions: z.array(z.string()).min(1).describe("Actions such as `metrics:read`, `metrics:*`, or `*`"),
  resources: z
    .array(z.string())
    .min(1)
    .describe(
      "`environment:production`, `sensitivity:high`, `team:…`, `folder:…`, `label.tier:gold`, `type:dashboard`, `dashboard:dsh_…`, or `*`",
    ),
  conditions: conditions.optional(),
  unless: conditions
    .optional()
    .describe("Where this holds the policy does not apply; written as `conditions`"),
});

const role = z.object({
  name: z.string().optional().describe("The path's; may be left out. Lower case, as `on-call`"),
  description: z.string().max(1_000).optional(),
  inherits: z
    .array(z.string())
    .max(20)
    .default([])
    .describe(
      "Roles whose actions it has as well: `viewer`, `analyst`, `engineer`, `team_lead`, `admin` or custom ones",
    ),
  actions: z.array(z.string()).default([]).describe("Actions such as `alerts:silence`, `alerts:*`, or `*`"),
});

const grant = z.object({
  id: z.string().optional().describe("The path's; may be left out"),
  subject: z.string().describe("`user:`, `group:` or `key:` and a name"),
  role: z.string().describe("A built-in or custom role"),
  scope: z
    .union([
      z.strictObject({ team: z.string() }),
      z.strictObject({ environment: z.string() }),
      z.strictObject({ folder: z.string() }),
      z.null(),
    ])
    .default(null)
    .describe("Where it holds; null for everywhere"),
  expires_at: z.iso
    .datetime({ offset: true })
    .nullable()
    .default(null)
    .describe("When it ends; null for never"),
});

const EXAMPLES = {
  policy: {
    description: "Engineering sees production during business hours.",
    effect: "allow",
    subjects: ["group:engineering"],
    actions: ["metrics:read", "dashboards:view"],
    resources: ["environment:production"],
    conditions: [
      { attribute: "context.hour_of_day", operator: "between", value: [9, 17] },
      { attribute: "context.day_of_week", operator: "not_in", value: ["saturday", "sunday"] },
    ],
  },
  role: { description: "Who is on call", inherits: ["analyst"], actions: ["alerts:view", "alerts:silence"] },
  grant: {
    subject: "group:night-shift",
    role: "engineer",
    scope: { environment: "staging" },
    expires_at: "2030-01-01T06:00:00Z",
  },
  user: {
    name: "Ada Lovelace",
    email: "ada@example.com",
    roles: ["analyst"],
    groups: ["engineering"],
    team: "shop",
    clearance: 3,
  },
} as const;

/** Taken as any record; told in full. */
function told(schema: z.ZodType, example?: object) {
  const { $schema: _dialect, ...shape } = z.toJSONSchema(schema, { io: "input" });
  const examples = example === undefined ? {} : { examples: [example] };
  return z.record(z.string(), z.unknown()).meta({ ...shape, ...examples });
}

export const BODY_SCHEMAS = {
  policy: told(policy, EXAMPLES.policy),
  role: told(role, EXAMPLES.role),
  grant: told(grant, EXAMPLES.grant),
  user: told(userSchema.extend({ id: userSchema.shape.id.optional() }), EXAMPLES.user),
} as const;
