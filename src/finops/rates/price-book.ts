// Price books: what a unit of each meter costs, from one day to another. Prices are decimals as text, never floats.
// INVARIANT: of one tenant at most one book is in force on a day; a day without a book costs nothing.

import { z } from "zod";
import { isCurrency, parseMoney } from "../../kernel/money.ts";
import { METER_NAMES } from "../meters/registry.ts";

const decimalSchema = z
  .string()
  .refine((text) => {
    const parsed = parseMoney(text);
    return parsed.ok && parsed.value >= 0n;
  }, "a decimal number, not below zero, of at most 12 places")
  .meta({ example: "0.0001" });

const daySchema = z.iso.date();

/** A price holds for the units of a month up to `up_to`; the last tier has no end. */
const tierSchema = z.strictObject({
  up_to: z.int().positive().nullable(),
  price: decimalSchema,
});

const rateSchema = z.strictObject({
  meter: z.enum(METER_NAMES),
  /** Units of each calendar month (UTC) that cost nothing; tiers begin after them. */
  free: z.int().min(0).default(0),
  tiers: z
    .array(tierSchema)
    .min(1)
    .max(10)
    .refine(
      (tiers) =>
        tiers.every(({ up_to: upTo }, at) =>
          at === tiers.length - 1 ? upTo === null : upTo !== null && upTo > (tiers[at - 1]?.up_to ?? 0),
        ),
      "tiers rise, and the last has no end",
    ),
});

export type Rate = z.infer<typeof rateSchema>;

const commitmentSchema = z.strictObject({
  name: z.string().min(1).max(64),
  /** The meter that it covers; null for all. */
  meter: z.enum(METER_NAMES).nullable(),
  /** What a month costs at least. */
  amount: decimalSchema,
  /** Off the price of all that it covers. */
  discount_percent: decimalSchema.refine((text) => Number(text) <= 100, "at most 100"),
});

export type Commitment = z.infer<typeof commitmentSchema>;

const bookSchema = z.strictObject({
  name: z.string().min(1).max(64),
  currency: z.string().refine(isCurrency, "three capital letters (ISO 4217)"),
  /** The first day, UTC. */
  effective_from: daySchema,
  /** The first day on which it does not hold any more; null for no end. */
  effective_to: daySchema.nullable().default(null),
  rates: z
    .array(rateSchema)
    .max(METER_NAMES.length)
    .refine((rates) => new Set(rates.map(({ meter }) => meter)).size === rates.length, "one rate a meter"),
  commitments: z.array(commitmentSchema).max(20).default([]),
});

export type PriceBook = z.infer<typeof bookSchema>;

export const priceBooksSchema = z.strictObject({
  books: z
    .array(bookSchema)
    .max(60)
    .superRefine((books, context) => {
      for (const { path, message } of overlapsOf(books)) context.addIssue({ code: "custom", path, message });
    }),
});

export type PriceBooks = z.infer<typeof priceBooksSchema>;

const NEVER = "9999-12-31";

interface Overlap {
  readonly path: (string | number)[];
  readonly message: string;
}

function overlapsOf(books: readonly PriceBook[]): Overlap[] {
  const places = books.map((book, at) => ({ ...book, at, until: book.effective_to ?? NEVER }));
  const sorted = places.toSorted((one, other) => (one.effective_from < other.effective_from ? -1 : 1));
  return sorted.flatMap(({ at, effective_from: from, until }, place): Overlap[] => {
    if (from >= until) return [{ path: [at, "effective_to"], message: "a book ends after it begins" }];
    const next = sorted[place + 1];
    if (next === undefined || until <= next.effective_from) return [];
    const message = `before \`${next.name}\` begins on ${next.effective_from}, the book has to end`;
    return [{ path: [at, "effective_to"], message }];
  });
}

const flat = (meter: Rate["meter"], price: string): Rate => ({
  meter,
  free: 0,
  tiers: [{ up_to: null, price }],
});

/** The product's own rates, of a tenant that has no others. */
export const DEFAULT_BOOKS: PriceBooks = {
  books: [
    {
      name: "standard",
      currency: "USD",
      effective_from: "1970-01-01",
      effective_to: null,
      rates: [flat("metric_points", "0.0001"), flat("log_records", "0.00005"), flat("spans", "0.00003")],
      commitments: [],
    },
  ],
};

/** The book in force on a day (`2026-11-23`), or null. */
export function bookOn({ books }: PriceBooks, day: string): PriceBook | null {
  return books.find((book) => book.effective_from <= day && day < (book.effective_to ?? NEVER)) ?? null;
}

/** The currency of a book in force, for amounts that are told without usage. */
export const currencyOn = (books: PriceBooks, day: string): string => bookOn(books, day)?.currency ?? "USD";
