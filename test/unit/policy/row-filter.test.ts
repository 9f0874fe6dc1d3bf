// The law of row filters: deciding without the rows and filtering them gives what deciding each row gives.

import { expect, test } from "vitest";
import type { Resource } from "../../../src/policy/access-request.ts";
import { compilePolicies } from "../../../src/policy/compile/compile.ts";
import { decideAccess } from "../../../src/policy/decide-access.ts";
import { compileRowFilter, type RowFilter } from "../../../src/policy/row-filter.ts";
import { allowWhen, ask, compiledOf } from "../../support/policy-requests.ts";
import {
  pick,
  randomRequest,
  randomResource,
  randomSet,
  ROW_LEAVES,
  TRUSTED_NETWORKS,
} from "../../support/random-policies.ts";
import { seeded } from "../telemetry/sample-tables.ts";

function labelsOf({
  id,
  owner,
  folder,
  team,
  environment,
  sensitivity,
  labels,
}: Resource): Record<string, string> {
  const given = Object.entries({ id, owner, folder, team, environment, sensitivity });
  return { ...labels, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) } as Record<
    string,
    string
  >;
}

test("a filter on unread rows passes exactly the rows on which the decision is allow", () => {
  const seed = Date.now() % 1_000_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  let filtered = 0;
  for (let round = 0; round < 2_000; round++) {
    const set = randomSet(random, pick(random, [undefined, ROW_LEAVES]));
    const compiled = compilePolicies({ ...set, timeZone: "UTC", trustedNetworks: TRUSTED_NETWORKS });
    const asked = randomRequest(random);
    const decision = decideAccess(compiled, {
      ...asked,
      resource: { type: asked.resource.type, isUnread: true },
    });
    if (decision.rowFilter !== null) filtered += 1;
    // As it comes out of a call or a log.
    const filter = JSON.parse(JSON.stringify(decision.rowFilter)) as RowFilter | null;
    const passes = filter === null ? () => true : compileRowFilter(filter);
    for (let row = 0; row < 20; row++) {
      const resource = randomResource(random, asked.action);
      const known = decideAccess(compiled, { ...asked, resource }).effect === "allow";
      const read = decision.effect === "allow" && passes(labelsOf(resource));
      if (known !== read)
        expect(read, `seed ${seed}: ${JSON.stringify({ set, asked, resource, decision })}`).toBe(known);
    }
  }
  expect(filtered).toBeGreaterThan(200);
});

test("what is known of the rows beforehand is not asked of them again", () => {
  const policy = allowWhen([{ attribute: "resource.label.tier", operator: "equals", value: "gold" }]);
  const compiled = compiledOf({ policies: [policy] });
  const decide = (tier: string) =>
    decideAccess(compiled, ask({ resource: { isUnread: true, labels: { tier } } }));
  expect(decide("gold")).toMatchObject({ effect: "allow", rowFilter: null });
  expect(decide("tin")).toMatchObject({ effect: "deny", rowFilter: null });
});

test("a denial of some rows leaves the others to whom a role gives all", () => {
  const policy = allowWhen([], { effect: "deny", resources: ["environment:production"] });
  const asked = ask({ principal: { roles: ["analyst"] }, resource: { isUnread: true } });
  const { effect, rowFilter, reasons } = decideAccess(compiledOf({ policies: [policy] }), asked);
  expect([effect, ...reasons]).toEqual(["allow", "role:analyst", "policy:p"]);
  const passes = compileRowFilter(rowFilter as RowFilter);
  expect([passes({ environment: "staging" }), passes({ environment: "production" }), passes({})]).toEqual([
    true,
    false,
    true,
  ]);
});

test("a denial by a condition hides the rows on which it cannot be told", () => {
  const condition = { attribute: "resource.environment", operator: "equals", value: "production" };
  const policy = allowWhen([condition], { effect: "deny" });
  const asked = ask({ principal: { roles: ["analyst"] }, resource: { isUnread: true } });
  const passes = compileRowFilter(
    decideAccess(compiledOf({ policies: [policy] }), asked).rowFilter as RowFilter,
  );
  expect([passes({ environment: "staging" }), passes({})]).toEqual([true, false]);
});

test("a label called like an attribute is not that attribute in rows either", () => {
  for (const name of ["id", "owner", "folder"]) {
    const filterOf = (attribute: string) => {
      const compiled = compiledOf({
        policies: [allowWhen([{ attribute, operator: "equals", value: "x" }])],
      });
      const { rowFilter } = decideAccess(compiled, ask({ resource: { isUnread: true } }));
      return compileRowFilter(rowFilter as RowFilter);
    };
    const row = { [name]: "x", [`label:${name}`]: "y" };
    expect([filterOf(`resource.${name}`)(row), filterOf(`resource.label.${name}`)(row)]).toEqual([
      true,
      false,
    ]);
  }
});

test("a label that every object has does not pass for a row's", () => {
  const policy = allowWhen([{ attribute: "resource.label.constructor", operator: "exists", value: true }]);
  const { rowFilter } = decideAccess(
    compiledOf({ policies: [policy] }),
    ask({ resource: { isUnread: true } }),
  );
  expect(compileRowFilter(rowFilter as RowFilter)({})).toBe(false);
});
