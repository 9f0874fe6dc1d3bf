// Whom a row of telemetry is charged to: service, team, environment and the tags that the tenant has declared.
// What a resource says counts; a row without a resource (Prometheus' remote write) is read by its attributes. Log records'
// and spans' own attributes do not count: they differ row by row, and a cost centre does not.

import type { Json } from "../../kernel/canonical-json.ts";
import type { AttributionLabels } from "../../policy/index.ts";

/** The empty text is a label that the row does not say. */
export interface Attribution {
  readonly service: string;
  readonly team: string;
  readonly environment: string;
  /** What the declared tags say, by name. */
  readonly tags: Readonly<Record<string, string>>;
}

export const DEFAULT_LABELS: AttributionLabels = {
  team: ["team"],
  environment: ["deployment.environment.name", "deployment.environment", "environment"],
  tags: [],
};

/** LIMIT: characters of a value; longer ones are cut. */
export const MOST_CHARS = 120;

const textOf = (value: Json | undefined): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value).slice(0, MOST_CHARS)
    : "";

/** Reads a resource's or a set of attributes' canonical JSON. */
export type ReadLabels = (text: string) => Omit<Attribution, "service">;

export const NOTHING_SAID: Omit<Attribution, "service"> = { team: "", environment: "", tags: {} };

/** Most texts name none of the labels: they are not looked at further. Of a flat text only the labels' values are read. */
export function openLabelReader({ team, environment, tags }: AttributionLabels): ReadLabels {
  const names = [...new Set([...team, ...environment, ...tags])];
  if (names.length === 0) return () => NOTHING_SAID;
  const mentions = new RegExp(names.map((name) => escaped(`${JSON.stringify(name)}:`)).join("|"));
  const finders = new Map(names.map((name) => [name, finderOf(name)]));
  return (text) => {
    if (!mentions.test(text)) return NOTHING_SAID;
    const said = isFlat(text) ? null : parsed(text);
    const valueOf = (name: string): string =>
      said === null ? findText(finders.get(name), text) : textOf(ownOf(said, name));
    const first = (labels: readonly string[]): string => {
      for (const label of labels) {
        const value = valueOf(label);
        if (value !== "") return value;
      }
      return "";
    };
    if (tags.length === 0) return { team: first(team), environment: first(environment), tags: {} };
    const tagged = tags.map((tag) => [tag, valueOf(tag)] as const);
    return {
      team: first(team),
      environment: first(environment),
      tags: Object.fromEntries(tagged.filter(([, value]) => value !== "")),
    };
  };
}

type Said = Readonly<Record<string, Json>>;

const parsed = (text: string): Said => JSON.parse(text) as Said;

/** Without an object inside, in which a label's name could stand too, and without an escape. */
const isFlat = (text: string): boolean => text.indexOf("{", 1) < 0 && !text.includes("\\");

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** Of flat canonical JSON: a name at the beginning or after a comma, and its text, number or truth. */
function finderOf(name: string): RegExp {
  return new RegExp(`[{,]${escaped(JSON.stringify(name))}:(?:"([^"]*)"|([^,}"[]+))`);
}

function findText(finder: RegExp | undefined, text: string): string {
  const found = finder?.exec(text) ?? null;
  if (found === null || found[2] === "null") return "";
  return (found[1] ?? found[2] ?? "").slice(0, MOST_CHARS);
}

const ownOf = (said: Said, name: string): Json | undefined =>
  Object.hasOwn(said, name) ? said[name] : undefined;
