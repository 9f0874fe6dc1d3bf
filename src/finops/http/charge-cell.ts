// GET and POST /operator/v1/chargeback: what a cell's tenants pay the platform for a month. GET by the product's own rates and
// model, POST by those that are sent. Made anew for every page from the cell's projections, which are an hour late at most.
// LIMIT: the whole cell is read (`read-cell-use.ts`) and shared out for each page: ask for large ones.

import { z } from "zod";
import { JURISDICTIONS } from "../../directory/index.ts";
import { jsonReply, operatorOperation, type OperatorCall, type Reply } from "../../edge/index.ts";
import { encodeCursor, parseCursor } from "../../kernel/cursor.ts";
import { fault } from "../../kernel/fault.ts";
import { pageQuerySchema } from "../../kernel/page.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { chargeCell } from "../chargeback/cell-statement.ts";
import { DEFAULT_MODEL, newModelSchema, type ChargebackModel } from "../chargeback/model.ts";
import { hasBegun, hasEnded, parseMonth, type Month } from "../chargeback/period.ts";
import { bookStretches } from "../rates/book-stretches.ts";
import { readCellUse } from "./read-cell-use.ts";
import { DEFAULT_BOOKS, priceBooksSchema, type PriceBooks } from "../rates/price-book.ts";

const MOST_LISTED = 10_000;

const fields = {
  ...pageQuerySchema(MOST_LISTED).shape,
  period: z.string().refine((text) => parseMonth(text) !== null, "a month such as `2026-10`"),
  jurisdiction: z.enum(JURISDICTIONS),
} as const;
const querySchema = z.strictObject(fields);
const bodySchema = z.strictObject({
  ...fields,
  model: newModelSchema.default(DEFAULT_MODEL),
  books: priceBooksSchema.shape.books.default(DEFAULT_BOOKS.books),
});

const componentsSchema = z.object({ direct: z.string(), shared: z.string(), platform: z.string() });
const replySchema = z.object({
  period: z.string(),
  jurisdiction: z.string(),
  /** `open` until the month has ended: what is used until then comes to it. */
  state: z.enum(["open", "ended"]),
  currency: z.string(),
  /** Of all tenants, not of this page. */
  tenants: z.int(),
  components: componentsSchema,
  total: z.string(),
  data: z.array(
    componentsSchema.extend({
      tenant_id: z.string(),
      slug: z.string(),
      quantity: z.string(),
      total: z.string(),
    }),
  ),
  next_cursor: z.string().nullable(),
});

const DESCRIBED = {
  path: "/operator/v1/chargeback",
  tag: "Tenants",
  carries: ["operational", "usage"],
  params: null,
  responses: { 200: { description: "A page of tenants, by id", schema: replySchema } },
} as const;
const WHAT =
  "Every tenant of the jurisdiction that was there before the month ended: its own usage by the price books, and its part of the model's pools. Components add up over all tenants. What tenants set for themselves (price books, imported bills, models) has no part in it: that is their own statement.";

export const readCellChargeback = operatorOperation({
  ...DESCRIBED,
  id: "chargeback.read_cell",
  method: "GET",
  summary: "See what a cell's tenants pay for a month",
  description: `${WHAT} By the product's own rates and model.`,
  query: querySchema,
  body: { kind: "none" },
  handle: (call) => charge(call, call.query, { model: DEFAULT_MODEL, books: DEFAULT_BOOKS }),
});

export const computeCellChargeback = operatorOperation({
  ...DESCRIBED,
  id: "chargeback.compute_cell",
  method: "POST",
  summary: "Compute what a cell's tenants pay for a month by other terms",
  description: `${WHAT} Nothing is kept. Weights and people of the model's keys are by tenant id.`,
  query: null,
  body: { kind: "json", schema: bodySchema, maxBytes: 1_048_576 },
  handle: (call) => {
    const { model, books, ...query } = call.body;
    return charge(call, query, { model, books: { books } });
  },
});

interface Terms {
  readonly model: ChargebackModel;
  readonly books: PriceBooks;
}

type Query = z.infer<typeof querySchema>;
type Rim = Pick<OperatorCall, "rim" | "directory" | "nowMs">;

async function charge(call: Rim, query: Query, terms: Terms): Promise<Result<Reply>> {
  const { period, jurisdiction, limit, cursor } = query;
  const month = parseMonth(period);
  if (month === null) throw new Error("the query was parsed");
  const refused = refusal(call, { month, jurisdiction }, terms);
  if (refused !== null) return refused;
  const position = cursor === undefined ? ok([""]) : parseCursor(cursor, ["string"]);
  if (!position.ok) return position;
  const used = await readCellUse(call, { month, jurisdiction, books: terms.books });
  if (!used.ok) return used;
  const { charges, components, total } = chargeCell(used.value, terms);
  const later = charges.filter(({ tenant_id: id }) => id > String(position.value[0]));
  const data = later.slice(0, limit);
  return ok(
    jsonReply(200, {
      period,
      jurisdiction,
      state: hasEnded(month, call.nowMs) ? "ended" : "open",
      currency: terms.model.currency,
      tenants: charges.length,
      components,
      total,
      data,
      next_cursor: later.length > limit ? encodeCursor([data.at(-1)?.tenant_id ?? ""]) : null,
    }),
  );
}

interface Asked {
  readonly month: Month;
  readonly jurisdiction: Query["jurisdiction"];
}

function refusal(call: Rim, { month, jurisdiction }: Asked, { model, books }: Terms): Result<never> | null {
  if (!hasBegun(month, call.nowMs))
    return failed(fault("chargeback.not_begun", `${month.name} begins on ${month.start.slice(0, 10)}`));
  const invalid = (pointer: string, message: string): Result<never> =>
    failed(fault("request.invalid", message, [{ pointer, message }]));
  if (!call.rim.placement.serves(jurisdiction))
    return invalid(
      "/jurisdiction",
      `the tenants of \`${jurisdiction}\` are kept by a cell of its operator: ask there`,
    );
  const other = bookStretches(books, month).find(
    ({ book }) => book !== null && book.currency !== model.currency,
  );
  if (other !== undefined)
    return invalid("/books", `prices are in ${other.book?.currency}, the model is in ${model.currency}`);
  return null;
}
