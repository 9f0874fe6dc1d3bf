// GET and PUT /v1/exchange-rates: what other currencies are worth, from which day on.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { exchangeRatesSchema } from "../index.ts";

const toldSchema = exchangeRatesSchema.extend({
  /** 0 while there are none. */
  version: z.int(),
});
const DESCRIBED = {
  path: "/v1/exchange-rates",
  tag: "Usage and cost",
  params: null,
  query: null,
} as const;

const getExchangeRates = tenantOperation({
  ...DESCRIBED,
  id: "exchange_rates.get",
  method: "GET",
  summary: "See the exchange rates",
  action: "billing:view",
  body: { kind: "none" },
  responses: { 200: { description: "All rates", schema: toldSchema } },
  handle: async ({ session }) => {
    const rates = await session.ask("rates.exchange_rates", {});
    return rates.ok ? ok(jsonReply(200, rates.value)) : rates;
  },
});

const putExchangeRates = tenantOperation({
  ...DESCRIBED,
  id: "exchange_rates.put",
  method: "PUT",
  summary: "Change the exchange rates",
  description:
    "Replaces all of them. A rate holds from its day until the next one of its pair; none is turned round or made of two others. Statements, forecasts, anomalies and budgets count by them what is billed in another currency; what has no rate is left out, and a statement names its currency. Closed months stay as they are. With `version` the change is refused when somebody else was first.",
  action: "chargeback:manage",
  body: {
    kind: "json",
    schema: exchangeRatesSchema.extend({ version: z.int().min(0).optional() }),
    maxBytes: 262_144,
  },
  responses: { 200: { description: "All rates, in force", schema: toldSchema } },
  isIdempotentByKey: true,
  handle: async ({ session, body }) => {
    const set = await session.execute("rates.set_exchange_rates", body);
    return set.ok ? ok(jsonReply(200, set.value.reply)) : set;
  },
});

export const exchangeRateOperations = [getExchangeRates, putExchangeRates];
