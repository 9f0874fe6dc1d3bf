// Collects what is wrong with a document, each with the RFC 6901 pointer of its place. Stops counting at a bound, so that
// a hostile document costs no more than a wrong one.

import { fault, type Violation } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { pointerTo } from "../../kernel/violations.ts";

const MOST_VIOLATIONS = 20;

export type Fields = Readonly<Record<string, unknown>>;

export class Refusals {
  readonly #violations: Violation[] = [];

  get isFull(): boolean {
    return this.#violations.length >= MOST_VIOLATIONS;
  }

  add(pointer: string, message: string): void {
    if (!this.isFull) this.#violations.push({ pointer, message });
  }

  /** `request.invalid` with the places, when there are any. */
  settle<T>(value: T): Result<T> {
    const [first] = this.#violations;
    if (first === undefined) return ok(value);
    return failed(fault("request.invalid", `${first.pointer}: ${first.message}`, this.#violations));
  }

  /** An object with no other fields than these; null after saying what is wrong. */
  fieldsOf(value: unknown, pointer: string, names: ReadonlySet<string>): Fields | null {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.add(pointer, "expected an object");
      return null;
    }
    for (const name of Object.keys(value)) {
      if (!names.has(name)) this.add(pointerTo(pointer, name), "there is no such field");
    }
    return value as Fields;
  }

  textOf(value: unknown, pointer: string, pattern: RegExp): string {
    if (typeof value === "string" && pattern.test(value)) return value;
    this.add(pointer, typeof value === "string" ? "not of the expected form" : "expected a text");
    return "";
  }

  /** The items of a list within bounds; empty after saying what is wrong. */
  itemsOf(
    value: unknown,
    pointer: string,
    { least, most }: { least: number; most: number },
  ): readonly unknown[] {
    if (Array.isArray(value) && value.length >= least && value.length <= most) return value as unknown[];
    this.add(pointer, Array.isArray(value) ? `expected ${least} to ${most} items` : "expected a list");
    return [];
  }
}

/** Does this nest deeper than that? Looks no deeper than the bound, so a hostile document cannot exhaust the stack. */
export function nestsDeeper(value: unknown, most: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (most === 0) return true;
  return Object.values(value).some((part) => nestsDeeper(part, most - 1));
}

export function sizeBytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value) ?? "").byteLength;
}
