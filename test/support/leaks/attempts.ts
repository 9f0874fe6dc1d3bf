// Requests of one tenant that name another tenant's things, made from the manifest: for every operation each place that takes
// a text or a number (path, query, headers, and the body's fields by its schema) with each thing; and keys and hosts crossed.

import { z } from "zod";
import type { Operation } from "../../../src/edge/index.ts";
import type { Ask } from "../client.ts";
import { OPERATOR_TOKEN } from "../operator-token.ts";
import { PLAUSIBLE_ASKS } from "../plausible-asks.ts";
import type { Victim } from "./victim.ts";

export interface Attacker {
  readonly host: string;
  readonly admin: string;
  /** Changes nothing that matters when an operator's requests work on it. */
  readonly bystander: string;
  readonly keyId: string;
}

export interface Attempt {
  readonly operation: Operation;
  /** `path key_id`, `body /filters/0/value`, `header if-match`, `host` … */
  readonly place: string;
  readonly target: string;
  readonly ask: Ask;
}

type Pointer = readonly (string | number)[];
type Json = Readonly<Record<string, unknown>>;

interface Shape {
  readonly type?: string;
  readonly enum?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly $ref?: string;
}

const shapeOf = (schema: z.ZodType): Shape =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape;

interface Place {
  readonly at: Pointer;
  readonly kind: "text" | "number";
}

/** Every place of a body that takes a text or a whole number; what refers to itself is not followed. */
function placesOf(shape: Shape, at: Pointer = []): Place[] {
  if (shape.anyOf !== undefined) return distinct(shape.anyOf.flatMap((one) => placesOf(one, at)));
  if (shape.type === "string") return [{ at, kind: "text" }];
  if (shape.type === "integer" || shape.type === "number") return [{ at, kind: "number" }];
  if (shape.type === "array" && shape.items !== undefined) return placesOf(shape.items, [...at, 0]);
  const named = Object.entries(shape.properties ?? {});
  const free =
    typeof shape.additionalProperties === "object" ? [["note", shape.additionalProperties] as const] : [];
  const inner = [...named, ...free].flatMap(([name, one]) => placesOf(one, [...at, name]));
  return inner.length === 0 && shape.$ref !== undefined ? [{ at, kind: "text" }] : inner;
}

const distinct = (places: readonly Place[]): Place[] => [
  ...new Map(places.map((place) => [`${place.kind} ${place.at.join("/")}`, place])).values(),
];

/** The same value with another at the pointer; what is missing on the way is made. */
function withAt(value: unknown, [step, ...rest]: Pointer, put: unknown): unknown {
  if (step === undefined) return put;
  if (typeof step === "number") {
    const list: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
    list[step] = withAt(list[step], rest, put);
    return list;
  }
  const record = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
  return { ...record, [step]: withAt(record[step], rest, put) };
}

const HEADERS = [
  "idempotency-key",
  "if-match",
  "x-tenant-id",
  "x-traceo-tenant",
  "x-forwarded-host",
  "x-original-host",
  "x-request-id",
  "forwarded",
  "cookie",
] as const;

const FILLER = "filler";

interface Base {
  readonly path: (names: Readonly<Record<string, string>>) => string;
  readonly ask: Ask;
  readonly json: object | undefined;
}

function baseOf(operation: Operation, attacker: Attacker): Base {
  const { keyId, host, admin, bystander } = attacker;
  const asked = PLAUSIBLE_ASKS[operation.id]?.ask({
    word: (place) => FILLER + place,
    keyId,
    nowMs: Date.now(),
  });
  const known: Readonly<Record<string, string>> = { tenant_id: bystander, key_id: keyId, ...asked?.params };
  const path: Base["path"] = (names) =>
    operation.path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => names[name] ?? known[name] ?? "0");
  const who = operation.audience === "operator" ? { key: OPERATOR_TOKEN } : { host, key: admin };
  const content = asked?.body === undefined ? {} : { body: asked.body as BodyInit };
  return { path, ask: { ...who, headers: { ...asked?.headers }, ...content }, json: asked?.json };
}

const segment = (text: string): string => encodeURIComponent(text);

/** In the path: but for the tenant's own id, with which an operator may well ask. */
function inPath(operation: Operation, { path, ask, json }: Base, thing: string): Attempt[] {
  const names = Object.keys(operation.params?.shape ?? {});
  const foreign = names.filter((name) => !(operation.audience === "operator" && name === "tenant_id"));
  return foreign.map((name) => ({
    operation,
    place: `path ${name}`,
    target: `${operation.method} ${path({ [name]: segment(thing) })}`,
    ask: json === undefined ? ask : { ...ask, json },
  }));
}

function inQuery(operation: Operation, { path, ask, json }: Base, thing: string): Attempt[] {
  const fields = Object.keys(operation.query?.shape ?? {});
  // Those that most reads ask for, so that the request gets as far as reading.
  const needed: Readonly<Record<string, string>> = { from: "now-1h", metric: FILLER };
  return fields.map((name) => {
    const others = Object.entries(needed).filter(([other]) => fields.includes(other) && other !== name);
    const pairs = [...others, [name, thing] as const].map(([key, value]) => `${key}=${segment(value)}`);
    return {
      operation,
      place: `query ${name}`,
      target: `${operation.method} ${path({})}?${pairs.join("&")}`,
      ask: json === undefined ? ask : { ...ask, json },
    };
  });
}

function inBody(operation: Operation, { path, ask, json }: Base, thing: string | number): Attempt[] {
  if (operation.body.kind !== "json") return [];
  const kind = typeof thing === "number" ? "number" : "text";
  const places = placesOf(shapeOf(operation.body.schema)).filter((place) => place.kind === kind);
  return places.map(({ at }) => ({
    operation,
    place: `body /${at.join("/")}`,
    target: `${operation.method} ${path({})}`,
    ask: { ...ask, json: withAt(json, at, thing) },
  }));
}

function inHeaders(operation: Operation, { path, ask, json }: Base, thing: string): Attempt[] {
  return HEADERS.map((name) => ({
    operation,
    place: `header ${name}`,
    target: `${operation.method} ${path({})}`,
    ask: { ...ask, ...(json === undefined ? {} : { json }), headers: { ...ask.headers, [name]: thing } },
  }));
}

interface Sides {
  readonly victim: Victim;
  readonly attacker: Attacker;
}

/** Keys on hosts that are not theirs, and both keys at once. */
function crossed(operation: Operation, base: Base, { victim, attacker }: Sides): Attempt[] {
  if (operation.audience === "public") return [];
  const { tenant, host, admin, engineer, viewer } = victim;
  const own = base.ask;
  const regional = `${tenant.slug}.${tenant.jurisdiction}.localhost`;
  const target = `${operation.method} ${base.path({ tenant_id: tenant.id })}`;
  const attackers =
    operation.audience === "operator" ? [null, admin, attacker.admin] : [attacker.admin, null];
  const onTheirs = [
    host,
    regional,
    `${host}:8787`,
    ...(operation.audience === "operator" ? ["localhost"] : []),
  ];
  const theirs = onTheirs.flatMap((at) => attackers.map((key) => ({ host: at, key })));
  const ownHost =
    operation.audience === "operator" ? [] : [admin, engineer, viewer].map((key) => ({ ...own, key }));
  const both = ownHost.map(({ key, host: at }) => ({
    host: at,
    key: own.key,
    headers: { ...own.headers, "x-api-key": key },
  }));
  return [...theirs, ...ownHost, ...both].map((ask) => ({
    operation,
    place: "key and host",
    target,
    ask: { ...own, ...ask, ...(base.json === undefined ? {} : { json: base.json }) } as Ask,
  }));
}

export function attemptsOn(operation: Operation, victim: Victim, attacker: Attacker): Attempt[] {
  const base = baseOf(operation, attacker);
  const texts = victim.loot.flatMap((thing) => [
    ...inPath(operation, base, thing),
    ...inQuery(operation, base, thing),
    ...inBody(operation, base, thing),
    ...inHeaders(operation, base, thing),
  ]);
  const numbers = victim.numbers.flatMap((thing) => [
    ...inPath(operation, base, String(thing)),
    ...inQuery(operation, base, String(thing)),
    ...inBody(operation, base, thing),
  ]);
  return [...texts, ...numbers, ...crossed(operation, base, { victim, attacker })];
}
