// Cedar text: what we print, Cedar reads as what we meant; what we read, we read as Cedar does; what comes back decides as
// it did. What is not shared is listed, never guessed.

import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { expect, test } from "vitest";
import { fromCedar } from "../../../src/policy/cedar/from-cedar.ts";
import { parseCedarText } from "../../../src/policy/cedar/cedar-parse.ts";
import { printCedar } from "../../../src/policy/cedar/cedar-print.ts";
import { toCedar } from "../../../src/policy/cedar/to-cedar.ts";
import { compilePolicies, NO_POLICIES } from "../../../src/policy/compile/compile.ts";
import { decideAccess } from "../../../src/policy/decide-access.ts";
import { allowWhen } from "../../support/policy-requests.ts";
import { randomRequest, randomSet, TRUSTED_NETWORKS } from "../../support/random-policies.ts";
import { seeded } from "../../unit/telemetry/sample-tables.ts";

function readByCedar(text: string): unknown {
  const answer = cedar.policyToJson(text);
  if (answer.type === "failure") throw new Error(`${JSON.stringify(answer.errors)} in ${text}`);
  const { annotations: _, ...policy } = answer.json;
  return joinLiterals(policy);
}

/** Cedar gives the letters of a pattern one by one. */
function joinLiterals(value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll(`"},{"Literal":"`, "");
  return JSON.parse(text) as unknown;
}

test("what is printed, Cedar and we read alike, and a set that goes there and back decides the same", () => {
  const seed = Date.now() % 1_000_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  for (let round = 0; round < 200; round++) {
    const set = { ...randomSet(random), roles: [], grants: [] };
    const carried = Object.entries(toCedar(set).policies).filter(([id]) => id.startsWith("policy:"));
    const texts = carried.map(([id, policy]) => printCedar(id, policy));
    for (const text of texts) {
      const ours = parseCedarText(text);
      expect(ours.ok ? ours.value[0]?.policy : ours.fault, `seed ${seed}`).toEqual(readByCedar(text));
    }
    const back = fromCedar(texts.join("\n"));
    expect(back.notCarried, `seed ${seed}: ${texts.join("\n")}`).toEqual([]);
    const settings = { roles: [], grants: [], timeZone: "UTC", trustedNetworks: TRUSTED_NETWORKS };
    const [before, after] = [set, back].map(({ policies }) => compilePolicies({ ...settings, policies }));
    for (let i = 0; i < 20; i++) {
      const request = randomRequest(random);
      const effects = [before, after].map((one) => one && decideAccess(one, request).effect);
      expect(effects[1], `seed ${seed}: ${JSON.stringify({ set, back, request })}`).toBe(effects[0]);
    }
  }
});

test("policies as people write them are read", () => {
  const { policies, notCarried, stricter } = fromCedar(`
    // Business hours.
    @id("hours")
    permit (principal in Group::"engineering", action in [Action::"metrics:read", Action::"dashboards:view"], resource in Environment::"production")
    when { context.hour_of_day >= 9 && 17 > context.hour_of_day }
    unless { principal.department like "temp*" || !(context has ip) };
    @id("mfa") forbid (principal is User, action, resource) unless { context.mfa_verified };
    forbid (principal == User::"eve \\"e\\"", action == Action::"data:export", resource is Dashboard)
    when { ["DE", "FR"].contains(context.country) && context.ip.isInRange(ip("10.0.0.0/8")) };
  `);
  expect(notCarried).toEqual([]);
  expect(policies.map(({ policy_id }) => policy_id)).toEqual(["hours", "mfa", "cedar-3"]);
  expect(stricter).toEqual(["mfa", "cedar-3"]);
  expect(policies[0]).toMatchObject({
    effect: "allow",
    subjects: ["group:engineering"],
    actions: ["metrics:read", "dashboards:view"],
    resources: ["environment:production"],
    conditions: [
      {
        all: [
          { attribute: "context.hour_of_day", operator: "greater_or_equal", value: 9 },
          { attribute: "context.hour_of_day", operator: "less", value: 17 },
        ],
      },
    ],
  });
  expect(policies[2]).toMatchObject({ subjects: ['user:eve "e"'], resources: ["type:dashboard"] });
});

test.each([
  ["a template", "permit (principal == ?principal, action, resource);"],
  ["arithmetic", "permit (principal, action, resource) when { context.hour_of_day + 1 == 2 };"],
  ["a branch", "permit (principal, action, resource) when { if context.mfa_verified then true else false };"],
  [
    "two attributes compared",
    "permit (principal, action, resource) when { resource.owner == principal.id };",
  ],
  ["an unknown attribute", "permit (principal, action, resource) when { context.moon == 1 };"],
  ["an unknown action", 'permit (principal, action == Action::"fly", resource);'],
  ["an unknown principal", 'permit (principal == Robot::"x", action, resource);'],
  ["text that ends early", "permit (principal, action"],
  ["text that is none", "\u0000"],
  ["expressions without end", `permit (principal, action, resource) when { ${"(".repeat(100_000)}`],
  ["negations without end", `permit (principal, action, resource) when { ${"!".repeat(100_000)}`],
])("%s is not carried over, and said so", (_, text) => {
  const { policies, notCarried } = fromCedar(text);
  expect(policies).toEqual([]);
  expect(notCarried).toHaveLength(1);
});

test("what Cedar has no words for is listed", () => {
  const matches = allowWhen([{ attribute: "principal.id", operator: "matches", value: "a+" }], {
    policy_id: "m",
  });
  const fraction = allowWhen([{ attribute: "principal.clearance", operator: "less", value: 1.5 }], {
    policy_id: "f",
  });
  const { policies, notCarried } = toCedar({ ...NO_POLICIES, policies: [matches, fraction] });
  expect(Object.keys(policies).filter((id) => id.startsWith("policy:"))).toEqual([]);
  expect(notCarried.map(({ policy_id }) => policy_id)).toEqual(["m", "f"]);
});
