// The language of connectors: a request is JSON in which a few nodes stand for what comes from the event and the
// settings. Templates are data, made by the functions below and read by `render.ts` alone.
// A node whose value is missing is absent, and an absent member or item is left out of what surrounds it.

import type { Syntax } from "./syntax.ts";

/** A pattern such as `{title}: {summary}`: each value written in one syntax, all of it within `max` UTF-16 units. */
export interface TextNode {
  readonly $text: string;
  readonly max: number;
  readonly as: Syntax;
}

/** The value itself, whatever JSON it is. */
export interface ValueNode {
  readonly $value: string;
}

/** The case that a value names, else `otherwise`. */
export interface ChooseNode {
  readonly $choose: string;
  readonly cases: Readonly<Record<string, Template>>;
  readonly otherwise: Template | undefined;
}

/** Only where the value is there. */
export interface GivenNode {
  readonly $given: string;
  readonly of: Template;
}

/** Of a list, `most` items at most: facts as `fact.name` and `fact.value`, texts as `item`. Absent when there is none. */
export interface EachNode {
  readonly $each: string;
  readonly most: number;
  readonly item: Template;
}

/** JSON written out as a text, for fields that carry JSON in JSON. */
export interface WrittenNode {
  readonly $json: Template;
}

/** RFC 7617: the credentials after `Basic `. */
export interface BasicNode {
  readonly $basic: readonly [user: Template, password: Template];
}

type Node = TextNode | ValueNode | ChooseNode | GivenNode | EachNode | WrittenNode | BasicNode;

export type Template =
  | string
  | number
  | boolean
  | null
  | Node
  | readonly Template[]
  | { readonly [name: string]: Template };

export function text(pattern: string, max: number, as: Syntax = "plain"): TextNode {
  return { $text: pattern, max, as };
}

export function value(from: string): ValueNode {
  return { $value: from };
}

export function choose(
  from: string,
  cases: Readonly<Record<string, Template>>,
  otherwise?: Template,
): ChooseNode {
  return { $choose: from, cases, otherwise };
}

export function given(from: string, of: Template): GivenNode {
  return { $given: from, of };
}

export function each(from: string, most: number, item: Template): EachNode {
  return { $each: from, most, item };
}

export function written(template: Template): WrittenNode {
  return { $json: template };
}

export function basic(user: Template, password: Template): BasicNode {
  return { $basic: [user, password] };
}

/** `{name}` in a pattern. */
export const PLACEHOLDER = /\{([a-z][a-z0-9_.]*)\}/g;
