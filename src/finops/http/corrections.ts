// POST and GET /v1/usage/corrections: entries beside what was counted. Usage itself is never edited.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { DAY_MS, HOUR_MS } from "../../kernel/time.ts";
import { METER_NAMES, METERS, unitsOf, type Meter } from "../index.ts";
import type { UsageLine } from "../index.ts";
import { DAYS_KEPT } from "../store/usage.ts";

const MOST_TOLD = 200;
/** LIMIT: sums of many of them stay exact. */
const MOST_UNITS = 1_000_000_000_000;
const labelSchema = z.string().max(120).default("");

const fields = {
  at: z.iso.datetime(),
  meter: z.enum(METER_NAMES),
  /** In units; below zero to take away. */
  quantity: z
    .number()
    .refine((quantity) => quantity !== 0, "not zero")
    .refine((quantity) => Math.abs(quantity) <= MOST_UNITS, `at most ${MOST_UNITS} units`),
  service: labelSchema,
  team: labelSchema,
  environment: labelSchema,
  key: labelSchema,
  tags: z.record(z.string().max(128), z.string().max(120)).default({}),
  reason: z.string().min(3).max(500),
} as const;

export const correctUsage = tenantOperation({
  id: "usage.correct",
  method: "POST",
  path: "/v1/usage/corrections",
  tag: "Usage and cost",
  summary: "Put usage right",
  description:
    "An entry beside what was counted, in the hour of `at`. It counts in usage, costs and budgets.",
  action: "billing:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: z.strictObject(fields), maxBytes: 4_096 },
  responses: { 201: { description: "The entry's id", schema: z.object({ id: z.string() }) } },
  isIdempotentByKey: true,
  handle: async ({ session, body: { at, quantity, ...entry }, nowMs }) => {
    const atMs = Date.parse(at);
    if (atMs > nowMs) return invalid("/at", "not after now");
    if (atMs < nowMs - DAYS_KEPT * DAY_MS) return invalid("/at", `usage is kept for ${DAYS_KEPT} days`);
    const { unit, parts: perUnit } = METERS[entry.meter];
    const parts = Math.round(quantity * perUnit);
    if (!isSame(parts / perUnit, quantity))
      return invalid("/quantity", `counted in parts of a ${unit}, 1/${perUnit} at least, and none of a part`);
    const made = await session.execute("usage.correct", { ...entry, atMs, quantity: parts });
    return made.ok ? ok(jsonReply(201, made.value.reply)) : made;
  },
});

/** As near as floats tell: 0.007 times 1000 is 7.000000000000001. */
const isSame = (one: number, other: number): boolean => Math.abs(one - other) <= Math.abs(other) * 1e-12;

const invalid = (pointer: string, message: string): Result<never> =>
  failed(fault("request.invalid", message, [{ pointer, message }]));

const correctionSchema = z.object({ id: z.string(), recorded_at: z.string(), ...fields });

interface Stored {
  readonly id: string;
  readonly atMs: number;
  readonly hour: number;
  readonly line: UsageLine;
  readonly reason: string;
}

export const listCorrections = tenantOperation({
  id: "usage.list_corrections",
  method: "GET",
  path: "/v1/usage/corrections",
  tag: "Usage and cost",
  summary: "See what was put right",
  description: `The newest ${MOST_TOLD}.`,
  action: "usage:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: { description: "The newest first", schema: z.object({ data: z.array(correctionSchema) }) },
  },
  handle: async ({ session }) => {
    const stored = await session.ask("usage.corrections", { limit: MOST_TOLD });
    if (!stored.ok) return stored;
    return ok(jsonReply(200, { data: (stored.value as unknown as Stored[]).map(toldOf) }));
  },
});

function toldOf({ id, atMs, hour, line, reason }: Stored): z.infer<typeof correctionSchema> {
  const { quantities, ...of } = line;
  const [meter = "metric_points"] = Object.keys(quantities) as Meter[];
  const quantity = quantities[meter] ?? 0;
  const at = new Date(hour * HOUR_MS).toISOString();
  const recorded = new Date(atMs).toISOString();
  return {
    id,
    recorded_at: recorded,
    at,
    meter,
    quantity: unitsOf(meter, quantity),
    ...of,
    tags: of.tags,
    reason,
  };
}
