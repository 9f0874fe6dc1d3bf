// Everything that decides about access in a tenant, at one version: policies, custom roles, grants, users and settings.
// It is what a bundle carries and what a version restores.

import { z } from "zod";
import type { UserDocument } from "../identity/index.ts";
import type { PolicyState } from "./compile/compile.ts";
import { parseNetwork } from "./cidr.ts";
import type { PolicySet } from "./policy-document.ts";
import { openZone } from "./zone.ts";

export const accessSettingsSchema = z.strictObject({
  /** IANA name; hours and days of policies are told in it. */
  time_zone: z
    .string()
    .refine((name) => openZone(name) !== null, "an IANA time zone such as `Europe/Berlin`")
    .describe("An IANA time zone: hours and days of policies are told in it"),
  /** CIDR networks behind `context.from_trusted_network`. */
  trusted_networks: z
    .array(z.string().refine((text) => parseNetwork(text) !== null, "a network such as `10.0.0.0/8`"))
    .max(100)
    .describe("CIDR networks from which `context.from_trusted_network` is true"),
  /** Changes of access wait for a second person. */
  requires_approval: z.boolean().describe("Every change of access waits until somebody else approves it"),
});

export type AccessSettings = z.infer<typeof accessSettingsSchema>;

export interface AccessState extends PolicySet {
  readonly version: number;
  readonly users: readonly UserDocument[];
  readonly settings: AccessSettings;
}

export const DEFAULT_SETTINGS: AccessSettings = {
  time_zone: "UTC",
  trusted_networks: [],
  requires_approval: false,
};

export function policyStateOf({ policies, roles, grants, settings }: AccessState): PolicyState {
  return {
    policies,
    roles,
    grants,
    timeZone: settings.time_zone,
    trustedNetworks: settings.trusted_networks,
  };
}
