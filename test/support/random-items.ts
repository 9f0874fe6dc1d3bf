// Random telemetry whose labels are said by one of their names in one of a row's layers, now and then twice and not alike;
// with all that each item could mean, as resources that a decision can be asked about.

import type { Resource } from "../../src/policy/access-request.ts";
import { SENSITIVITIES } from "../../src/policy/attributes.ts";
import type { AttributeValue, Item } from "./labelled-telemetry.ts";
import { pick, type Random } from "./random-policies.ts";

interface Label {
  readonly name: "environment" | "team" | "owner" | "folder" | "sensitivity" | "tier";
  readonly saidAs: readonly string[];
  readonly values: readonly string[];
}

const same = (name: Label["name"], values: readonly string[]): Label => ({ name, saidAs: [name], values });

/** The values of test/support/random-policies.ts. */
const LABELS: readonly Label[] = [
  {
    name: "environment",
    saidAs: [
      "environment",
      "deployment.environment.name",
      "deployment.environment",
      "deployment_environment",
      "deployment_environment_name",
    ],
    values: ["production", "staging", "dev"],
  },
  same("team", ["core", "edge"]),
  same("owner", ["ada", "bob"]),
  same("folder", ["home"]),
  same("sensitivity", SENSITIVITIES),
  same("tier", ["gold", "silver"]),
];
const LAYERS = ["scope", "resource", "attributes"] as const;

export interface RandomItem {
  readonly item: Item;
  /** Every way to understand its labels. */
  readonly meanings: readonly Omit<Resource, "type">[];
}

type Meaning = Omit<Resource, "type">;

const withLabel = (meaning: Meaning, { name }: Label, value: string): Meaning =>
  name === "tier" ? { ...meaning, labels: { tier: value } } : { ...meaning, [name]: value };

export function randomItem(random: Random, mark: string): RandomItem {
  const layers: Record<(typeof LAYERS)[number], Record<string, AttributeValue>> = {
    scope: {},
    resource: {},
    attributes: {},
  };
  let meanings: readonly Meaning[] = [{}];
  for (const label of LABELS) {
    const values = new Set<string>();
    for (let times = pick(random, [0, 1, 1, 1, 2]); times > 0; times--) {
      const [layer, name, value] = [
        pick(random, LAYERS),
        pick(random, label.saidAs),
        pick(random, label.values),
      ];
      if (layers[layer][name] !== undefined) continue;
      layers[layer][name] = value;
      values.add(value);
    }
    if (values.size > 0)
      meanings = meanings.flatMap((meaning) =>
        Array.from(values, (value) => withLabel(meaning, label, value)),
      );
  }
  return { item: { mark, ...layers }, meanings };
}
