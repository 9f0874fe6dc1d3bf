// Rewrites texts and JSON values by a tenant's rules. One redactor serves one request: it remembers the spoken names of
// fields and counts what it looks at closely.
//
// LIMIT: texts that show a sign of an active class are looked at closely, up to BUDGET_CHARS in one request. What shows a
// sign beyond that is not kept: it is `unexamined`, for the caller to leave out, or to refuse where any class is refused.

import { canonicalJson, type Json } from "../kernel/canonical-json.ts";
import { hex } from "../kernel/bytes.ts";
import { hmacSha256 } from "../kernel/hmac.ts";
import { FREE_TEXT, type Place } from "./detect/detector.ts";
import { spokenForm } from "./detect/naming.ts";
import { signsOf } from "./detect/signs.ts";
import { clusters, findByName, findIn, severest, type Found } from "./find.ts";
import { redactRecords, redactValue, type Outcome, type Walk } from "./json-walk.ts";
import type { Plan } from "./plan.ts";

/** A request is at most 16 MiB; half of it may be suspicious. */
const BUDGET_CHARS = 8 * 1_048_576;

const SAME: Outcome = { kind: "same" };
const DROPPED: Outcome = { kind: "dropped" };
const UNEXAMINED: Outcome = { kind: "unexamined" };

const TOKEN_CHARS = 16;

/** 64 bits of HMAC-SHA-256: the same for the same value, and only within the tenant whose key it is. */
export function tokenOf(key: Uint8Array, label: string, value: string): string {
  return hex(hmacSha256(key, `${label}\n${value}`)).slice(0, TOKEN_CHARS);
}

export interface Redaction {
  readonly plan: Plan;
  readonly key: Uint8Array;
  readonly budgetChars?: number;
}

export class Redactor {
  readonly #plan: Plan;
  readonly #key: Uint8Array;
  readonly #spoken = new Map<string, string>();
  #left: number;

  constructor({ plan, key, budgetChars = BUDGET_CHARS }: Redaction) {
    this.#plan = plan;
    this.#key = key;
    this.#left = budgetChars;
  }

  /** Does the tenant refuse any class? Then what is unexamined is refused. */
  get refuses(): boolean {
    return this.#plan.refuses;
  }

  /** A text of its own; `name` is the field's, or empty. */
  text(text: string, name: string): Outcome {
    const place = name === "" ? FREE_TEXT : { spoken: this.#spokenOf(name), isNumber: false };
    const isNamed = this.#plan.named.length > 0 && name !== "";
    if (!isNamed && !this.#showsSign(text)) return SAME;
    return this.#isPaid(text) ? this.field(text, place) : UNEXAMINED;
  }

  /** The JSON text of attributes or of a structured body, in canonical form before and after. */
  json(text: string): Outcome {
    return this.#walk(text, (value, walk) => canonicalOf(redactValue(value, " ", walk)));
  }

  /** Events, links and exemplars: lists in OTLP/JSON's shape, whose times, ids and values are not looked at. */
  records(text: string): Outcome {
    return this.#walk(text, (value, walk) => JSON.stringify(redactRecords(value, walk)));
  }

  /** One value where it stands, whatever it shows. */
  field(text: string, place: Place): Outcome {
    const byName = place.spoken === " " || text === "" ? null : findByName(this.#plan, text, place);
    const found = findIn(this.#plan, text, place);
    const worst = severest(byName === null ? found : [byName, ...found]);
    if (worst === null || worst.action === "allow") return SAME;
    if (worst.action === "refuse") return { kind: "refused", personalClass: worst.personalClass };
    if (worst.action === "drop") return DROPPED;
    if (byName !== null && byName.action !== "allow")
      return { kind: "changed", text: this.#replacement(byName) };
    return { kind: "changed", text: this.#replaceAll(text, found) };
  }

  #replacement({ action, personalClass, value }: Found): string {
    return action === "hash"
      ? `[${personalClass}:${tokenOf(this.#key, personalClass, value)}]`
      : `[${personalClass}]`;
  }

  #replaceAll(text: string, found: readonly Found[]): string {
    let replaced = "";
    let from = 0;
    for (const { start, end, of } of clusters(found)) {
      replaced += text.slice(from, start) + this.#replacement(severest(of) as Found);
      from = end;
    }
    return replaced + text.slice(from);
  }

  #showsSign(text: string): boolean {
    return (signsOf(text) & this.#plan.signs) !== 0;
  }

  #isPaid(text: string): boolean {
    this.#left -= text.length;
    return this.#left >= 0;
  }

  #spokenOf(name: string): string {
    const known = this.#spoken.get(name);
    if (known !== undefined) return known;
    const spoken = spokenForm(name);
    this.#spoken.set(name, spoken);
    return spoken;
  }

  #walk(text: string, redact: (value: Json, walk: Walk) => string | null): Outcome {
    const { nameStems } = this.#plan;
    if (!this.#showsSign(text) && (nameStems === null || !nameStems.test(text))) return SAME;
    if (!this.#isPaid(text)) return UNEXAMINED;
    const walk: Walk = {
      isChanged: false,
      refused: null,
      named: this.#plan.named,
      field: (value, place) => this.field(value, place),
      spokenOf: (name) => this.#spokenOf(name),
    };
    const redacted = redact(JSON.parse(text) as Json, walk);
    if (walk.refused !== null) return { kind: "refused", personalClass: walk.refused };
    if (redacted === null) return DROPPED;
    return walk.isChanged ? { kind: "changed", text: redacted } : SAME;
  }
}

function canonicalOf(value: Json | undefined): string | null {
  return value === undefined ? null : canonicalJson(value);
}
