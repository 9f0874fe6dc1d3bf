// The panel document: what is asked, and how the answer is drawn. A kind's own options are judged by its row of the
// registry, a query's request by its source's. LIMIT: 10 queries, 64 KiB of options.

import { z } from "zod";
import { failed, ok, type Result } from "../kernel/result.ts";
import { fault } from "../kernel/fault.ts";
import { violationsOf } from "../kernel/violations.ts";
import { SOURCE_NAMES, SOURCES } from "./frames/sources.ts";
import { isKind, KIND_NAMES, KINDS } from "./kinds/registry.ts";
import { linkSchema } from "./link.ts";
import { SEVERITIES, UNIT_TEXT } from "./look.ts";

const PANEL_LIMITS = { queries: 10, links: 10, thresholds: 10, optionBytes: 65_536 } as const;

export const querySchema = z
  .strictObject({
    /** The name of the frames that it answers. */
    ref: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,31}$/, "a letter, then letters, digits or `_`, at most 32"),
    source: z.enum(SOURCE_NAMES as readonly [(typeof SOURCE_NAMES)[number]]),
    request: z.record(z.string(), z.unknown()).default({}),
    /** What legends call it, with `{{label}}` for a label's value. */
    legend: z.string().max(256).optional(),
    hidden: z.boolean().default(false),
  })
  .superRefine((query, context) => {
    const parsed = SOURCES[query.source].request.safeParse(query.request);
    if (!parsed.success) placeIssues(parsed.error, "request", context);
  });

export type PanelQuery = z.infer<typeof querySchema>;

/** Says again, at its place in the document, what the schema of a part found. */
function placeIssues(error: z.ZodError, within: string, context: z.RefinementCtx): void {
  for (const { pointer, message } of violationsOf(error, "")) {
    const path = pointer
      .split("/")
      .slice(1)
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    context.addIssue({ code: "custom", path: [within, ...path], message });
  }
}

const thresholdSchema = z.strictObject({
  /** From this value on. */
  value: z.number(),
  severity: z.enum(SEVERITIES),
});

export const panelId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,47}$/, "a small letter, then letters, digits or `-`, at most 48");

export const panelFields = {
  id: panelId,
  kind: z.enum(KIND_NAMES as readonly [string, ...string[]]),
  title: z.string().max(200).default(""),
  description: z.string().max(2_000).default(""),
  queries: z.array(querySchema).max(PANEL_LIMITS.queries).default([]),
  /** By kind: `GET /v1/panel-kinds` says which there are. */
  options: z.record(z.string(), z.unknown()).default({}),
  unit: z.string().max(32).regex(UNIT_TEXT, "letters, digits, `%`, `/` and `_`").optional(),
  decimals: z.int().min(0).max(9).optional(),
  thresholds: z.array(thresholdSchema).max(PANEL_LIMITS.thresholds).default([]),
  links: z.array(linkSchema).max(PANEL_LIMITS.links).default([]),
} as const;

interface Judged {
  readonly kind: string;
  readonly queries: readonly { readonly ref: string }[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** What no field can say alone: the options of this kind, and refs that differ. */
export function judgePanel({ kind, queries, options }: Judged, context: z.RefinementCtx): void {
  if (JSON.stringify(options).length > PANEL_LIMITS.optionBytes)
    context.addIssue({ code: "custom", path: ["options"], message: "are longer than 64 KiB" });
  else if (isKind(kind)) {
    const parsed = KINDS[kind].options.safeParse(options);
    if (!parsed.success) placeIssues(parsed.error, "options", context);
  }
  judgeRefs(queries, context, ["queries"]);
}

/** Frames are told apart by the name of the query that they answer. */
export function judgeRefs(
  queries: Judged["queries"],
  context: z.RefinementCtx,
  place: readonly string[] = [],
): void {
  for (const [at, { ref }] of queries.entries()) {
    if (queries.findIndex((other) => other.ref === ref) < at)
      context.addIssue({ code: "custom", path: [...place, at, "ref"], message: "is another query's too" });
  }
}

export const panelSchema = z.strictObject(panelFields).superRefine(judgePanel);

export type Panel = z.infer<typeof panelSchema>;

/** `request.invalid` with the pointers of all that is wrong. */
export function parsePanel(body: unknown): Result<Panel> {
  const parsed = panelSchema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const violations = violationsOf(parsed.error, "");
  return failed(fault("request.invalid", "the panel is not valid", violations));
}
