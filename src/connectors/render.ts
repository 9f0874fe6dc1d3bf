// What a template makes of an event and settings. Pure and total: a missing value is an absence, never an error.

import { base64, utf8 } from "../kernel/bytes.ts";
import type { Json } from "../kernel/canonical-json.ts";
import type { Fact } from "./facts.ts";
import { write } from "./syntax.ts";
import {
  PLACEHOLDER,
  type BasicNode,
  type EachNode,
  type Template,
  type TextNode,
  type ValueNode,
} from "./template.ts";

/** What templates may name. */
export type Scope = ReadonlyMap<string, Json>;

export function render(template: Template, scope: Scope): Json | undefined {
  if (template === null || typeof template !== "object") return template;
  if (isList(template)) return renderItems(template, scope);
  if ("$text" in template) return renderText(template as TextNode, scope);
  if ("$value" in template) return scope.get((template as ValueNode).$value);
  if ("$each" in template) return renderEach(template as EachNode, scope);
  if ("$basic" in template) return renderBasic(template as BasicNode, scope);
  return renderInner(template, scope);
}

/** Nodes that hold templates, and plain objects. */
function renderInner(
  template: Exclude<Template, null | string | number | boolean>,
  scope: Scope,
): Json | undefined {
  if ("$choose" in template) {
    const { $choose, cases, otherwise } = template as Extract<Template, { $choose: string }>;
    const name = scope.get($choose);
    const chosen = typeof name === "string" && Object.hasOwn(cases, name) ? cases[name] : otherwise;
    return chosen === undefined ? undefined : render(chosen, scope);
  }
  if ("$given" in template) {
    const { $given, of } = template as Extract<Template, { $given: string }>;
    return scope.has($given) ? render(of, scope) : undefined;
  }
  if ("$json" in template) {
    const inner = render((template as Extract<Template, { $json: Template }>).$json, scope);
    return inner === undefined ? undefined : JSON.stringify(inner);
  }
  return renderMembers(template as { readonly [name: string]: Template }, scope);
}

function isList(template: object): template is readonly Template[] {
  return Array.isArray(template);
}

function renderItems(items: readonly Template[], scope: Scope): Json {
  return items.map((item) => render(item, scope)).filter((item) => item !== undefined);
}

function renderMembers(members: { readonly [name: string]: Template }, scope: Scope): Json {
  const rendered = Object.entries(members).map(([name, member]) => [name, render(member, scope)] as const);
  return Object.fromEntries(rendered.filter(([, member]) => member !== undefined)) as Json;
}

function asText(found: Json): string {
  return typeof found === "string" ? found : JSON.stringify(found);
}

/** Values take what room the pattern's own text leaves, from left to right. */
function renderText({ $text, max, as }: TextNode, scope: Scope): string | undefined {
  const names = [...$text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
  if (names.some((name) => !scope.has(name))) return undefined;
  let room = max - $text.replaceAll(PLACEHOLDER, "").length;
  return $text.replaceAll(PLACEHOLDER, (_whole, name: string) => {
    const piece = write(asText(scope.get(name) ?? ""), as, room);
    room -= piece.length;
    return piece;
  });
}

function renderEach({ $each, most, item }: EachNode, scope: Scope): Json | undefined {
  const items = scope.get($each);
  if (!Array.isArray(items) || items.length === 0) return undefined;
  return items.slice(0, most).map((one: Fact | string) => render(item, innerScope(one, scope)) ?? null);
}

function innerScope(one: Fact | string, scope: Scope): Scope {
  if (typeof one === "string") return new Map(scope).set("item", one);
  return new Map(scope).set("fact.name", one.name).set("fact.value", one.value);
}

function renderBasic({ $basic }: BasicNode, scope: Scope): string | undefined {
  const [user, password] = $basic.map((part) => render(part, scope));
  if (typeof user !== "string" || typeof password !== "string") return undefined;
  return `Basic ${base64(utf8(`${user}:${password}`))}`;
}
