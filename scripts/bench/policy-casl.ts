// CASL in the three ways its documentation uses it, all with the same conditions in its own query language and the same
// decisions: an ability kept per user, which is what "Cache abilities" in its cookbook advises and the fastest; an ability
// built for each request; and one ability for everybody, which finds the groups in its conditions as the other engines do.
// Groups are chosen outside CASL in the first two. Functions as conditions would be faster still, but CASL advises against
// them for rules that are stored, as a tenant's are.

import { createMongoAbility, subject } from "@casl/ability";
import type { Engine } from "./policy-engine.ts";
import { BUSINESS_HOURS, HOUR, type Ask, type Rule } from "./policy-cases.ts";

type Ability = ReturnType<typeof createMongoAbility>;

/** A later rule wins: denials come last. */
const denialsLast = (rules: readonly Rule[]): readonly Rule[] =>
  [...rules].sort((a, b) => Number(a.effect === "deny") - Number(b.effect === "deny"));

const [FROM, BEFORE] = BUSINESS_HOURS;

function toCaslRule({ actions, environment, clearance, effect }: Rule, groups: { readonly groups?: string }) {
  const hour = { $gte: FROM, $lt: BEFORE };
  return {
    action: [...actions] as string[],
    subject: "request",
    inverted: effect === "deny",
    conditions: { environment, ...groups, clearance: { $gte: clearance }, hour },
  };
}

function toCaslSubject({ groups, environment, clearance }: Ask) {
  return subject("request", { groups, environment, clearance, hour: HOUR });
}

/** Finds the rules of an ask's groups by group, and makes an ability of them. */
function openAbilities(rules: readonly Rule[]): (ask: Ask) => Ability {
  const byGroup = Map.groupBy(rules, ({ group }) => group);
  return ({ groups }) => {
    const mine = groups.flatMap((group) => byGroup.get(group) ?? []);
    return createMongoAbility(denialsLast(mine).map((rule) => toCaslRule(rule, {})));
  };
}

const PER_USER: Engine = {
  name: "casl, ability cached per user",
  load: async (rules) => {
    const abilityFor = openAbilities(rules);
    return {
      prepare: (asks) => {
        const cached = new Map(asks.map((ask) => [ask.user, abilityFor(ask)]));
        return asks.map((ask) => {
          const about = toCaslSubject(ask);
          return () => cached.get(ask.user)?.can(ask.action, about) === true;
        });
      },
    };
  },
};

const PER_REQUEST: Engine = {
  name: "casl, ability built per request",
  load: async (rules) => {
    const abilityFor = openAbilities(rules);
    return {
      prepare: (asks) =>
        asks.map((ask) => {
          const about = toCaslSubject(ask);
          return () => abilityFor(ask).can(ask.action, about);
        }),
    };
  },
};

const FOR_ALL: Engine = {
  name: "casl, one ability for all",
  load: async (rules) => {
    const ability = createMongoAbility(
      denialsLast(rules).map((rule) => toCaslRule(rule, { groups: rule.group })),
    );
    return {
      prepare: (asks) =>
        asks.map((ask) => {
          const about = toCaslSubject(ask);
          return () => ability.can(ask.action, about);
        }),
    };
  },
};

export const CASL: readonly Engine[] = [PER_USER, PER_REQUEST, FOR_ALL];
