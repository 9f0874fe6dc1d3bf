// Matching of whole values against a pattern in linear time: a Thompson automaton followed in all its states at once, so
// no pattern and no value can make it slow. Source: R. Cox, "Regular Expression Matching Can Be Simple And Fast".
//
// LIMIT: time is (characters of the value) x (states); states are bounded by MOST_STATES.

import { parsePatternTree, PatternError, type PatternNode } from "./pattern-parse.ts";
import { failed, ok, type Result } from "./result.ts";

const MOST_CHARS = 1_000;
const MOST_STATES = 5_000;

type State =
  | { readonly kind: "class"; readonly node: PatternNode & { kind: "class" }; next: number }
  | { readonly kind: "split"; readonly targets: number[] };

export type Matcher = (value: string) => boolean;

/** Adds states for `node` that go on to `next`; gives the entry. */
function compile(node: PatternNode, next: number, states: (State | null)[]): number {
  if (states.length > MOST_STATES) throw new PatternError("the pattern is too large");
  if (node.kind === "class") return states.push({ kind: "class", node, next }) - 1;
  if (node.kind === "all") return node.nodes.reduceRight((after, part) => compile(part, after, states), next);
  if (node.kind === "any") {
    return states.push({ kind: "split", targets: node.nodes.map((part) => compile(part, next, states)) }) - 1;
  }
  return compileRepeat(node, next, states);
}

function compileRepeat(
  node: PatternNode & { kind: "repeat" },
  next: number,
  states: (State | null)[],
): number {
  let entry = next;
  if (node.most === Number.POSITIVE_INFINITY) {
    const loop: State = { kind: "split", targets: [next] };
    entry = states.push(loop) - 1;
    loop.targets.push(compile(node.node, entry, states));
  } else {
    for (let i = node.least; i < node.most; i++) {
      entry = states.push({ kind: "split", targets: [next, compile(node.node, entry, states)] }) - 1;
    }
  }
  for (let i = 0; i < node.least; i++) entry = compile(node.node, entry, states);
  return entry;
}

function isIn(node: PatternNode & { kind: "class" }, code: number): boolean {
  return node.ranges.some(([low, high]) => low <= code && code <= high) !== node.isNegated;
}

function reach(entry: number, into: Set<number>, states: readonly (State | null)[]): void {
  const pending = [entry];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (into.has(at)) continue;
    into.add(at);
    const state = states[at];
    if (state?.kind === "split") pending.push(...state.targets);
  }
}

function follow(value: string, entry: number, states: readonly (State | null)[]): boolean {
  let current = new Set<number>();
  reach(entry, current, states);
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0;
    const following = new Set<number>();
    for (const at of current) {
      const state = states[at];
      if (state?.kind === "class" && isIn(state.node, code)) reach(state.next, following, states);
    }
    if (following.size === 0) return false;
    current = following;
  }
  return current.has(0);
}

/** A matcher of whole values; for a pattern outside the supported syntax the reason, one sentence. */
export function parsePattern(text: string): Result<Matcher, string> {
  if (text.length > MOST_CHARS) return failed(`a pattern has at most ${MOST_CHARS} characters`);
  try {
    // State 0 is the end: it consumes nothing.
    const states: (State | null)[] = [null];
    const entry = compile(parsePatternTree(text), 0, states);
    return ok((value) => follow(value, entry, states));
  } catch (error) {
    if (error instanceof PatternError) return failed(`pattern \`${text}\`: ${error.message}`);
    throw error;
  }
}
