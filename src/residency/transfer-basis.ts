// What a tenant has signed, approved and been given that a transfer of data can be based on. Kept in its object only: the
// words of contracts may name people.

import { z } from "zod";
import { DATA_CLASS_NAMES } from "../policy/index.ts";
import { isCountryCode } from "./countries.ts";

export const countrySchema = z.string().refine(isCountryCode, "two capital letters (ISO 3166-1 alpha-2)");
const nameSchema = z.string().trim().min(1).max(200);

/** Modules 1 to 4 of Commission Decision (EU) 2021/914. */
const SCC_MODULES = [
  "controller_to_controller",
  "controller_to_processor",
  "processor_to_processor",
  "processor_to_controller",
] as const;

const clausesSchema = z.strictObject({
  importer: nameSchema,
  country: countrySchema,
  module: z.enum(SCC_MODULES),
  signed_on: z.iso.date(),
  /** The last day on which they hold; null for no end. */
  expires_on: z.iso.date().nullable(),
});

const subProcessorSchema = z.strictObject({
  name: nameSchema,
  country: countrySchema,
  approved_on: z.iso.date(),
});

const consentSchema = z.strictObject({
  data_class: z.enum(DATA_CLASS_NAMES),
  country: countrySchema,
  /** What the consent rests on, in the tenant's words. */
  basis: nameSchema,
  recorded_on: z.iso.date(),
});

export const transferBasisSchema = z.strictObject({
  scc: z.array(clausesSchema).max(200).default([]),
  sub_processors: z.array(subProcessorSchema).max(200).default([]),
  consents: z.array(consentSchema).max(200).default([]),
});

export type TransferBasis = z.infer<typeof transferBasisSchema>;

export const NO_BASIS: TransferBasis = { scc: [], sub_processors: [], consents: [] };
