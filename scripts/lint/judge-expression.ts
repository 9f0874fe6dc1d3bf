// Which expressions may a file hold? Two tables: what makes a file impure (clock, random, network, timers), which
// kernel and pure domain files may not hold, and what one file alone may do (stubs, `env`, problem bodies).
import { placeOf } from "./places.ts";

export interface Expression {
  readonly file: string;
  /** `read` is a dotted name such as `Date.now`, called or not; `type` a type's name; `text` a literal. */
  readonly kind: "read" | "call" | "new" | "type" | "text";
  /** The dotted name without `globalThis.`, or the literal itself. */
  readonly name: string;
  readonly argumentCount?: number;
}

interface ImpureRow {
  readonly kind: Expression["kind"];
  readonly name: RegExp;
  readonly withoutArguments?: boolean;
  readonly what: string;
}

const IMPURE: readonly ImpureRow[] = [
  { kind: "read", name: /^Date\.now$/, what: "the clock" },
  { kind: "read", name: /^performance\.now$/, what: "the clock" },
  { kind: "new", name: /^Date$/, withoutArguments: true, what: "the clock" },
  { kind: "call", name: /^Date$/, what: "the clock" },
  { kind: "read", name: /^Math\.random$/, what: "randomness" },
  { kind: "read", name: /^crypto\.(getRandomValues|randomUUID)$/, what: "randomness" },
  { kind: "call", name: /^fetch$/, what: "the network" },
  { kind: "call", name: /^(setTimeout|setInterval|scheduler\.wait)$/, what: "a timer" },
];

interface SingletonRow {
  readonly kind: Expression["kind"];
  readonly name: RegExp;
  readonly allowed: readonly RegExp[];
  readonly instead: string;
}

const PLACEMENT = /^src\/residency\/store\/placement\.ts$/;
const ENV_READERS = [/^src\/(worker|app|config)\.ts$/, PLACEMENT, /^src\/tenant\/[a-z0-9-]+-object\.ts$/];

const SINGLETONS: readonly SingletonRow[] = [
  {
    kind: "call",
    name: /\.(idFromName|idFromString|newUniqueId|jurisdiction|getByName)$/,
    allowed: [PLACEMENT],
    instead: "stubs are made in src/residency/store/placement.ts",
  },
  {
    kind: "type",
    name: /(^|\.)Env$/,
    allowed: ENV_READERS,
    instead: "`Env` is named by worker, app, config, placement and the object files; take the binding itself",
  },
  {
    kind: "read",
    name: /\.env$/,
    allowed: ENV_READERS,
    instead: "`env` is read by worker, app, config, placement and the object files; take the binding itself",
  },
  {
    kind: "text",
    name: /application\/problem\+json/,
    allowed: [/^src\/edge\/problem\.ts$/],
    instead: "problem bodies are written in src/edge/problem.ts",
  },
];

export function judgeExpression(expression: Expression): string | null {
  const place = placeOf(expression.file);
  if (place === null) return null;
  const mustBePure = place.ring === "kernel" || place.ring === "pure";
  return (mustBePure ? judgePurity(expression) : null) ?? judgeSingleton(expression);
}

function judgePurity(expression: Expression): string | null {
  const row = IMPURE.find((candidate) => matches(candidate, expression));
  if (row === undefined) return null;
  return `\`${expression.name}\` in a pure file: ${row.what} comes in as an argument`;
}

function matches(row: ImpureRow, expression: Expression): boolean {
  if (row.kind !== expression.kind || !row.name.test(expression.name)) return false;
  return row.withoutArguments !== true || (expression.argumentCount ?? 0) === 0;
}

function judgeSingleton(expression: Expression): string | null {
  for (const row of SINGLETONS) {
    if (row.kind !== expression.kind || !row.name.test(expression.name)) continue;
    if (!row.allowed.some((allowed) => allowed.test(expression.file))) return row.instead;
  }
  return null;
}
