// GET and PUT /v1/price-books: what a unit of each meter costs, from which day to which.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { priceBooksSchema } from "../index.ts";

const toldSchema = priceBooksSchema.extend({
  /** 0 while the tenant has the product's own rates. */
  version: z.int(),
});

export const getPriceBooks = tenantOperation({
  id: "price_books.get",
  method: "GET",
  path: "/v1/price-books",
  tag: "Usage and cost",
  summary: "See the price books",
  action: "billing:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "All books", schema: toldSchema } },
  handle: async ({ session }) => {
    const books = await session.ask("rates.price_books", {});
    return books.ok ? ok(jsonReply(200, books.value)) : books;
  },
});

export const putPriceBooks = tenantOperation({
  id: "price_books.put",
  method: "PUT",
  path: "/v1/price-books",
  tag: "Usage and cost",
  summary: "Change the price books",
  description:
    "Replaces all books. Days before today are priced anew too: a closed chargeback keeps what it was closed with. With `version` the change is refused when somebody else was first.",
  action: "chargeback:manage",
  params: null,
  query: null,
  body: {
    kind: "json",
    schema: priceBooksSchema.extend({ version: z.int().min(0).optional() }),
    maxBytes: 262_144,
  },
  responses: { 200: { description: "All books, in force", schema: toldSchema } },
  isIdempotentByKey: true,
  handle: async ({ session, body }) => {
    const set = await session.execute("rates.set_price_books", body);
    return set.ok ? ok(jsonReply(200, set.value.reply)) : set;
  },
});
