// To whom a charge of a bill belongs: team, service, environment and department by its tags, as people write their keys
// (`team`, `user:Team`, `env`). What has no such tag has none: nothing is guessed from names.

export const ATTRIBUTES = ["department", "team", "service", "environment"] as const;
export type Attribute = (typeof ATTRIBUTES)[number];
export type Attribution = Readonly<Partial<Record<Attribute, string>>>;

const KEYS: ReadonlyMap<string, Attribute> = new Map(
  Object.entries({
    department: "department",
    costcenter: "department",
    businessunit: "department",
    team: "team",
    owner: "team",
    service: "service",
    application: "service",
    app: "service",
    environment: "environment",
    env: "environment",
    stage: "environment",
  } as const),
);

/** `user:Cost-Center` is `costcenter`: without the scheme's prefix, in lower case, letters only. */
function plainKey(key: string): string {
  return key
    .slice(key.lastIndexOf(":") + 1)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, "");
}

const NOBODY: Attribution = {};
/** LIMIT: bounds what a value takes in every sum that names it. */
const MOST_CHARS = 128;

/** Of the `Tags` cell, which `isKeyValues` took; the first key of several that mean the same. */
function attributionOf(tags: string | null): Attribution {
  if (tags === null) return NOBODY;
  const found: Partial<Record<Attribute, string>> = {};
  for (const [key, value] of Object.entries(JSON.parse(tags) as Record<string, unknown>)) {
    const attribute = KEYS.get(plainKey(key));
    if (attribute === undefined || typeof value !== "string" || value === "") continue;
    found[attribute] ??= value.slice(0, MOST_CHARS);
  }
  return found;
}

/** LIMIT: rows repeat their tags; so many different ones are remembered. */
const REMEMBERED = 10_000;

export function rememberingAttribution(): (tags: string | null) => Attribution {
  const known = new Map<string, Attribution>();
  return (tags) => {
    if (tags === null) return NOBODY;
    const remembered = known.get(tags);
    if (remembered !== undefined) return remembered;
    if (known.size === REMEMBERED) known.clear();
    const found = attributionOf(tags);
    known.set(tags, found);
    return found;
  };
}
