// The outcome of anything that can be expected to fail: a value, or a fault with its code.
// Exceptions are left for bugs. Results are plain data, so they cross a Durable Object call unharmed.

import type { Fault } from "./fault.ts";

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Failed<F = Fault> {
  readonly ok: false;
  readonly fault: F;
}

export type Result<T, F = Fault> = Ok<T> | Failed<F>;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function failed<F>(fault: F): Failed<F> {
  return { ok: false, fault };
}
