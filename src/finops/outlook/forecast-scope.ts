// What a forecast is of: all costs, those of imported bills or of the tenant's own usage, or the part that one dimension names.

import { z } from "zod";
import { isMeter } from "../meters/registry.ts";

const WHOLE = ["tenant", "usage", "imported"] as const;
const DIMENSIONS = [
  "team",
  "service",
  "environment",
  "key",
  "meter",
  "provider",
  "account",
  "billed_service",
  "department",
] as const;
const TAG = /^tag:([^=]{1,128})=(.{1,120})$/s;

export type ForecastScope =
  | { readonly kind: (typeof WHOLE)[number] }
  | { readonly kind: "dimension"; readonly name: string; readonly value: string };

/** `tenant`, `usage`, `imported`, `team:shop`, `meter:spans`, `provider:AWS`, `tag:cost-centre=42`; null for none of these. */
export function parseScope(text: string): ForecastScope | null {
  const whole = WHOLE.find((kind) => kind === text);
  if (whole !== undefined) return { kind: whole };
  const tag = TAG.exec(text);
  if (tag !== null) return { kind: "dimension", name: `tag:${tag[1] ?? ""}`, value: tag[2] ?? "" };
  const colon = text.indexOf(":");
  const [name, value] = [text.slice(0, colon), text.slice(colon + 1)];
  const isKnown = DIMENSIONS.some((dimension) => dimension === name);
  if (!isKnown || value === "" || value.length > 256) return null;
  return name === "meter" && !isMeter(value) ? null : { kind: "dimension", name, value };
}

export const scopeTextSchema = z
  .string()
  .max(400)
  .default("tenant")
  .refine(
    (text) => parseScope(text) !== null,
    "such as `tenant`, `imported`, `team:shop`, `meter:spans` or `tag:name=value`",
  );

/** A day's cost or quantity with what it is of. */
export interface DayValue {
  readonly day: string;
  readonly value: number;
  readonly origin: "usage" | "imported";
  readonly of: Readonly<Record<string, string | undefined>>;
}

export function isOfScope({ origin, of }: DayValue, scope: ForecastScope): boolean {
  if (scope.kind === "tenant") return true;
  if (scope.kind === "dimension") return of[scope.name] === scope.value;
  return scope.kind === origin;
}
