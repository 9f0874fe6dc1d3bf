// Policies to start from: both examples of the brief and what SOC 2 asks for.

import type { PolicyDocument } from "./policy-document.ts";

export interface PolicyTemplate {
  readonly name: string;
  readonly meaning: string;
  readonly policies: readonly PolicyDocument[];
}

const WORKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"] as const;

export const TEMPLATES: readonly PolicyTemplate[] = [
  {
    name: "business_hours",
    meaning: "group engineering reads production from 9 to before 17 on workdays, in the tenant's zone",
    policies: [
      {
        policy_id: "business-hours-production",
        description: "Engineering sees production during business hours.",
        effect: "allow",
        subjects: ["group:engineering"],
        actions: ["metrics:read", "dashboards:view"],
        resources: ["environment:production"],
        conditions: [
          { attribute: "context.hour_of_day", operator: "between", value: [9, 17] },
          { attribute: "context.day_of_week", operator: "in", value: WORKDAYS },
        ],
      },
    ],
  },
  {
    name: "sensitive_data",
    meaning:
      "group data-engineers exports and deletes sensitive data with strong MFA from a trusted network only",
    policies: [
      {
        policy_id: "sensitive-data-operations",
        description: "Export and deletion of sensitive data by strong MFA from a trusted network.",
        effect: "allow",
        subjects: ["group:data-engineers"],
        actions: ["data:export", "data:delete"],
        resources: ["sensitivity:high", "sensitivity:critical"],
        conditions: [
          { attribute: "context.mfa_verified", operator: "equals", value: true },
          { attribute: "context.mfa_method", operator: "in", value: ["totp", "hardware_key"] },
          { attribute: "context.from_trusted_network", operator: "equals", value: true },
        ],
      },
    ],
  },
  {
    name: "soc2_mfa",
    meaning:
      "SOC 2 CC6.1: everything is denied to everyone without MFA; API keys, which have none, are excepted",
    policies: [
      {
        policy_id: "soc2-mfa-for-all",
        description: "Deny everyone without MFA.",
        effect: "deny",
        subjects: ["*"],
        actions: ["*"],
        resources: ["*"],
        unless: {
          any: [
            { attribute: "context.mfa_verified", operator: "equals", value: true },
            { attribute: "principal.kind", operator: "equals", value: "key" },
          ],
        },
      },
    ],
  },
];
