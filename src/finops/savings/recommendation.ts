// What could be saved, with the amount and how it was computed; by whom it was decided; and what came of it. An id says what
// the recommendation is about and nothing else, so that the same advice is the same recommendation tomorrow.

import { hex } from "../../kernel/bytes.ts";
import { sha256 } from "../../kernel/sha256.ts";

export const SAVING_KINDS = [
  "unused_metric",
  "duplicate_series",
  "label_cardinality",
  "log_pattern",
  "idle_resource",
  "unused_commitment",
  "commitment_coverage",
] as const;

export type SavingKind = (typeof SAVING_KINDS)[number];

export interface Advice {
  readonly kind: SavingKind;
  /** The metric, label, pattern, resource or commitment. */
  readonly subject: string;
  /** What to do, in a sentence. */
  readonly action: string;
  /** For a month, an exact decimal. */
  readonly monthly: string;
  readonly currency: string;
  /** How the amount was computed: its formula in words, and what was put into it. */
  readonly computed: { readonly how: string; readonly from: Readonly<Record<string, string>> };
}

export interface Recommendation extends Advice {
  readonly id: string;
}

const ID_CHARS = 20;

export function recommendationId({
  kind,
  subject,
  currency,
}: Pick<Advice, "kind" | "subject" | "currency">): string {
  return `rec_${hex(sha256(JSON.stringify([kind, subject, currency]))).slice(0, ID_CHARS)}`;
}

export function isRecommendationId(text: string): boolean {
  return /^rec_[0-9a-f]{20}$/.test(text);
}
