// Cedar as the oracle: the same sets and requests, decided by us and by `@cedar-policy/cedar-wasm`, come out the same,
// with the same policies named. The seed is printed; a difference shows the set and the request.

import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { expect, test } from "vitest";
import { compilePolicies } from "../../../src/policy/compile/compile.ts";
import { decideAccess } from "../../../src/policy/decide-access.ts";
import { parsePolicySet } from "../../../src/policy/parse/parse-set.ts";
import { toCedar } from "../../../src/policy/cedar/to-cedar.ts";
import { pick, randomRequest, randomSet, TRUSTED_NETWORKS } from "../../support/random-policies.ts";
import { seeded } from "../../unit/telemetry/sample-tables.ts";
import { openWorld, toCedarRequest, type World } from "./cedar-request.ts";
import type { AccessRequest } from "../../../src/policy/access-request.ts";

const CASES = 100_000;
const REQUESTS_PER_SET = 100;
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];

interface Answer {
  readonly effect: "allow" | "deny";
  /** Of the policies, sorted: what determined it. */
  readonly policies: readonly string[];
}

function askCedar(request: AccessRequest, world: World): Answer {
  const answer = cedar.statefulIsAuthorized(toCedarRequest(request, world));
  if (answer.type === "failure") throw new Error(JSON.stringify(answer.errors));
  const { decision, diagnostics } = answer.response;
  // Our translation guards every condition: Cedar has nothing to err on.
  if (diagnostics.errors.length > 0) throw new Error(JSON.stringify(diagnostics.errors));
  return { effect: decision, policies: policiesIn(diagnostics.reason) };
}

const policiesIn = (reasons: readonly string[]): string[] =>
  reasons.filter((reason) => reason.startsWith("policy:")).sort();

test("random sets and requests are decided as Cedar decides them", () => {
  const seed = Date.now() % 1_000_000_000;
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const tally = { allow: 0, deny: 0, byPolicy: 0 };
  for (let decided = 0; decided < CASES;) {
    const set = randomSet(random);
    const parsed = parsePolicySet(set);
    if (!parsed.ok) throw new Error(`seed ${seed}: ${JSON.stringify(parsed.fault)}`);
    const timeZone = pick(random, ZONES);
    const { policies, notCarried } = toCedar(parsed.value);
    if (notCarried.length > 0) throw new Error(`seed ${seed}: ${JSON.stringify(notCarried)}`);
    const loaded = cedar.preparsePolicySet("set", {
      staticPolicies: policies as Record<string, cedar.PolicyJson>,
    });
    if (loaded.type === "failure") throw new Error(`seed ${seed}: ${JSON.stringify(loaded.errors)}`);
    const compiled = compilePolicies({ ...parsed.value, timeZone, trustedNetworks: TRUSTED_NETWORKS });
    const world = openWorld(set, { policySetId: "set", timeZone });
    for (let i = 0; i < REQUESTS_PER_SET; i++, decided++) {
      const request = randomRequest(random);
      const ours = decideAccess(compiled, request);
      const answer: Answer = { effect: ours.effect, policies: policiesIn(ours.reasons) };
      const theirs = askCedar(request, world);
      const isSame = answer.effect === theirs.effect && answer.policies.join() === theirs.policies.join();
      if (!isSame) {
        expect(answer, `seed ${seed}: ${JSON.stringify({ set, request, timeZone })}`).toEqual(theirs);
      }
      tally[ours.effect] += 1;
      if (answer.policies.length > 0) tally.byPolicy += 1;
    }
  }
  console.log(`${CASES} cases: ${JSON.stringify(tally)}`);
  // The cases are worth something only if both outcomes are common.
  expect(Math.min(tally.allow, tally.deny)).toBeGreaterThan(CASES / 10);
});
