// The system query options of a request (OData Protocol 4.0, 11.2): what is asked of an entity set, read and bounded. Options
// that OData has and this has not are refused with 501, as 9.3.1 says; others that begin with `$` with 400.

import { z } from "zod";
import { fault, type Fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { findProperty, type EntitySet, type Property } from "./entity-set.ts";
import { parseFilter, type Filter } from "./parse-filter.ts";
import type { PagePlace } from "./page-place.ts";
import { parsePlace } from "./page-place.ts";

const MOST_ORDERS = 8;

/** A loose object: what does not begin with `$` is a client's own and ignored (Protocol 4.0, 11.2.1 and URL Conventions 5.2). */
export const QUERY_OPTIONS = z.looseObject({
  $filter: z
    .string()
    .max(4_096)
    .optional()
    .describe(
      "eq, ne, gt, ge, lt, le of a property and a literal; contains, startswith, endswith; and, or, not, parentheses",
    ),
  $select: z.string().max(1_024).optional().describe("Properties with commas between them"),
  $orderby: z.string().max(1_024).optional().describe("Properties, each with `asc` or `desc`"),
  $top: z.coerce.number().int().min(0).max(2_000_000_000).optional(),
  $skip: z.coerce.number().int().min(0).max(2_000_000_000).optional(),
  $count: z.enum(["true", "false"]).optional().describe("How many rows there are without `$top` and `$skip`"),
  $skiptoken: z.string().max(2_048).optional().describe("From `@odata.nextLink`"),
  $format: z.string().max(128).optional().describe("`json`, or a media type that `Accept` could name"),
});

const UNSUPPORTED: ReadonlySet<string> = new Set([
  "$apply",
  "$compute",
  "$deltatoken",
  "$expand",
  "$id",
  "$index",
  "$levels",
  "$schemaversion",
  "$search",
]);
const KNOWN: ReadonlySet<string> = new Set(Object.keys(QUERY_OPTIONS.shape));

export interface Order {
  readonly property: Property;
  readonly isDescending: boolean;
}

export interface ODataQuery {
  readonly set: EntitySet;
  readonly filter: Filter | null;
  /** What is shown of a row. */
  readonly shown: readonly Property[];
  /** Was `$select` given? It then stands in the context URL. */
  readonly isSelected: boolean;
  /** As asked, then by the key in the direction of the last: no two rows are alike in all of it. */
  readonly orders: readonly Order[];
  readonly top: number | null;
  readonly skip: number;
  readonly isCounted: boolean;
  readonly place: PagePlace | null;
}

const wrong = (name: string, message: string): Fault =>
  fault("request.invalid", `${name}: ${message}`, [{ pointer: `query/${name}`, message }]);

function judgeNames(params: URLSearchParams): Fault | null {
  for (const name of params.keys()) {
    if (!name.startsWith("$")) continue;
    if (UNSUPPORTED.has(name)) {
      const message = "this option is not supported";
      return fault("query.unsupported", `${name}: ${message}`, [{ pointer: `query/${name}`, message }]);
    }
    if (!KNOWN.has(name)) return wrong(name.slice(0, 64), "there is no such option");
    if (params.getAll(name).length > 1) return wrong(name, "an option is given once");
  }
  return null;
}

/** `request.invalid` and `query.unsupported`, each with the option it is about. */
export function readODataQuery(
  set: EntitySet,
  params: URLSearchParams,
  given: z.infer<typeof QUERY_OPTIONS>,
): Result<ODataQuery> {
  const offence = judgeNames(params);
  if (offence !== null) return failed(offence);
  const filter = given.$filter === undefined ? ok(null) : parseFilter(given.$filter, set);
  if (!filter.ok) return filter;
  const shown = readSelect(set, given.$select);
  if (!shown.ok) return shown;
  const orders = readOrders(set, given.$orderby);
  if (!orders.ok) return orders;
  const place = given.$skiptoken === undefined ? ok(null) : parsePlace(given.$skiptoken);
  if (!place.ok) return place;
  return ok({
    set,
    filter: filter.value,
    shown: shown.value,
    isSelected: given.$select !== undefined && given.$select.trim() !== "*",
    orders: orders.value,
    top: given.$top ?? null,
    skip: given.$skip ?? 0,
    isCounted: given.$count === "true",
    place: place.value,
  });
}

const unknownName = (set: EntitySet, name: string): string =>
  `there is no property \`${name.slice(0, 64)}\`: ${set.properties.map((one) => one.name).join(", ")}`;

/** In the set's own order, each once. */
function readSelect(set: EntitySet, select: string | undefined): Result<readonly Property[]> {
  if (select === undefined || select.trim() === "*") return ok(set.properties);
  const names = select.split(",").map((name) => name.trim());
  const strange = names.find((name) => name !== "*" && findProperty(set, name) === undefined);
  if (strange !== undefined) return failed(wrong("$select", unknownName(set, strange)));
  if (names.includes("*")) return ok(set.properties);
  return ok(set.properties.filter(({ name }) => names.includes(name)));
}

function readOrder(set: EntitySet, item: string): Result<Order> {
  const match = /^(\S+)(?:\s+(asc|desc))?$/.exec(item.trim());
  if (match === null) return failed(wrong("$orderby", "a property with `asc` or `desc` behind it"));
  const [, name = "", direction = "asc"] = match;
  const property = findProperty(set, name);
  if (property === undefined) return failed(wrong("$orderby", unknownName(set, name)));
  if (set.sortable.includes(name)) return ok({ property, isDescending: direction === "desc" });
  const message = `${set.name} is ordered by ${set.sortable.join(", ")}, not by \`${name}\``;
  return failed(fault("query.unsupported", `$orderby: ${message}`, [{ pointer: "query/$orderby", message }]));
}

function readOrders(set: EntitySet, orderBy: string | undefined): Result<readonly Order[]> {
  const orders: Order[] = [];
  const items = orderBy === undefined ? [] : orderBy.split(",");
  if (items.length > MOST_ORDERS) return failed(wrong("$orderby", `at most ${MOST_ORDERS} properties`));
  for (const item of items) {
    const order = readOrder(set, item);
    if (!order.ok) return order;
    orders.push(order.value);
  }
  const named = new Set(orders.map(({ property }) => property.name));
  const rest = set.key.flatMap((name) => (named.has(name) ? [] : (findProperty(set, name) ?? [])));
  const isDescending = orders.at(-1)?.isDescending ?? false;
  return ok([...orders, ...rest.map((property) => ({ property, isDescending }))]);
}
