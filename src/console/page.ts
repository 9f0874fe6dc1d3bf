// What a page of the console is: an address, and a function from a visit to an answer. Pages ask the gateway's own operations
// in process, as the key of the visitor's session; the registry of them is pages.ts.

import type { Child } from "hono/jsx";
import type { PublicCall, Reply } from "../edge/index.ts";
import type { Fault } from "../kernel/fault.ts";
import type { Action } from "../policy/index.ts";
import type { Asking } from "./asking.ts";
import type { Preferences } from "./preferences.ts";
import type { Words } from "./words/words.ts";

/** As Result, and of a denial which action it was that is missing. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: Fault; readonly action?: Action | undefined };

export type PageAnswer =
  | {
      readonly as: "page";
      readonly title: string;
      readonly main: Child;
      readonly status?: number;
      /** Rules for places in this page, which may hold no style attributes. */
      readonly styles?: string;
      /** May `custom` charts come alive in it? */
      readonly hasFrames?: boolean;
      /** What stands at `slot(name)` is made when the page has got there. */
      readonly fill?: (name: string) => Promise<string>;
    }
  /** A part of a page, for a script of ours. */
  | { readonly as: "fragment"; readonly html: string; readonly status?: number }
  | { readonly as: "json"; readonly value: unknown }
  | { readonly as: "see"; readonly location: string }
  | { readonly as: "file"; readonly reply: Reply };

/** A visit of somebody who has signed in. */
export interface Visit {
  readonly call: PublicCall;
  readonly words: Words;
  readonly preferences: Preferences;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  /** Empty for a page that is only looked at. */
  readonly form: URLSearchParams;
  /** Proves that a form was ours. */
  readonly csrf: string;
  readonly asking: Asking;
  readonly who: { readonly slug: string; readonly keyId: string };
}

export interface Page {
  /** `console.{id}` is the operation. */
  readonly id: string;
  readonly method: "GET" | "POST";
  readonly path: `/console${string}`;
  readonly summary: string;
  readonly answer: (visit: Visit) => Promise<Outcome<PageAnswer>>;
}

export const page = (title: string, main: Child): Outcome<PageAnswer> => ({
  ok: true,
  value: { as: "page", title, main },
});

export const seeOther = (location: string): Outcome<PageAnswer> => ({
  ok: true,
  value: { as: "see", location },
});
