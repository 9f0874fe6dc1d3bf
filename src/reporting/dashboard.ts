// The dashboard document, version 1: time range, comparison, variables, annotations, links, and rows of panels on a grid
// of 24 columns. LIMIT: 60 panels, 256 KiB; what is larger is two dashboards.

import { z } from "zod";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { violationsOf } from "../kernel/violations.ts";
import { durationText, instantText } from "./instant-text.ts";
import { linkSchema } from "./link.ts";
import { SEVERITIES } from "./look.ts";
import { judgePanel, panelFields } from "./panel.ts";
import { variableSchema } from "./variable.ts";

export const DASHBOARD_LIMITS = {
  panels: 60,
  rows: 30,
  variables: 20,
  annotations: 10,
  links: 20,
  tags: 20,
  bytes: 262_144,
  gridColumns: 24,
} as const;

const gridSchema = z
  .strictObject({
    x: z.int().min(0).max(23),
    y: z.int().min(0).max(1_000),
    w: z.int().min(1).max(24),
    h: z.int().min(1).max(48),
  })
  .refine(({ x, w }) => x + w <= DASHBOARD_LIMITS.gridColumns, "reaches past the 24 columns");

export type Grid = z.infer<typeof gridSchema>;

const placedPanel = z.strictObject({ ...panelFields, grid: gridSchema }).superRefine(judgePanel);

export type PlacedPanel = z.infer<typeof placedPanel>;

const rowSchema = z.strictObject({
  title: z.string().max(200).default(""),
  collapsed: z.boolean().default(false),
  panels: z.array(placedPanel).max(DASHBOARD_LIMITS.panels).default([]),
});

const timeSchema = z.strictObject({
  from: instantText.default("now-6h"),
  to: instantText.default("now"),
  /** IANA name; how instants are written, not which are asked for. */
  zone: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9_+\-/]+$/, "an IANA time zone")
    .default("UTC"),
  refresh_seconds: z.int().min(5).max(86_400).nullable().default(null),
});

const comparisonSchema = z.discriminatedUnion("with", [
  z.strictObject({ with: z.literal("none") }),
  z.strictObject({ with: z.literal("previous_period") }),
  z.strictObject({ with: z.literal("earlier"), by: durationText }),
]);

const annotationSchema = z.strictObject({
  name: z.string().min(1).max(64),
  severity: z.enum(SEVERITIES).default("info"),
  /** Instants that are written down, or log records that a search finds: never both. */
  at: z
    .array(
      z.strictObject({ time: instantText, until: instantText.optional(), text: z.string().min(1).max(500) }),
    )
    .max(100)
    .default([]),
  logs: z
    .strictObject({
      service: z.string().max(1_024).optional(),
      text: z.string().min(1).max(1_024),
    })
    .optional(),
});

const TAG = /^[a-z0-9][a-z0-9_.-]{0,62}(?::[^\s:]{1,63})?$/i;

const fields = {
  schema: z.literal(1).default(1),
  title: z.string().min(1).max(200),
  description: z.string().max(4_000).default(""),
  /** Names with `/` between them; empty for none. */
  folder: z
    .string()
    .max(256)
    .regex(/^$|^[^/\s][^/]*(?:\/[^/\s][^/]*)*$/, "names with `/` between them")
    .default(""),
  /** Who made it, unless it says another: `dashboards:transfer` changes it. */
  owner: z.string().min(1).max(256).optional(),
  tags: z.array(z.string().regex(TAG, "a word, or `key:value`")).max(DASHBOARD_LIMITS.tags).default([]),
  time: timeSchema.default({ from: "now-6h", to: "now", zone: "UTC", refresh_seconds: null }),
  comparison: comparisonSchema.default({ with: "none" }),
  variables: z.array(variableSchema).max(DASHBOARD_LIMITS.variables).default([]),
  annotations: z.array(annotationSchema).max(DASHBOARD_LIMITS.annotations).default([]),
  links: z.array(linkSchema).max(DASHBOARD_LIMITS.links).default([]),
  rows: z.array(rowSchema).max(DASHBOARD_LIMITS.rows).default([]),
};

export const dashboardSchema = z.strictObject(fields).superRefine((dashboard, context) => {
  judgeNames(dashboard.variables, context);
  judgePanels(dashboard.rows, context);
  if (JSON.stringify(dashboard).length > DASHBOARD_LIMITS.bytes)
    context.addIssue({ code: "custom", path: [], message: "is longer than 256 KiB" });
});

export type Dashboard = z.infer<typeof dashboardSchema>;
export type DashboardRow = Dashboard["rows"][number];

function judgeNames(variables: readonly { readonly name: string }[], context: z.RefinementCtx): void {
  for (const [at, { name }] of variables.entries()) {
    if (variables.findIndex((other) => other.name === name) < at)
      context.addIssue({ code: "custom", path: ["variables", at, "name"], message: "is another one's too" });
  }
}

function judgePanels(rows: readonly DashboardRow[], context: z.RefinementCtx): void {
  const ids = new Set<string>();
  for (const [row, { panels }] of rows.entries()) {
    for (const [at, panel] of panels.entries()) {
      const path = ["rows", row, "panels", at];
      if (ids.has(panel.id))
        context.addIssue({ code: "custom", path: [...path, "id"], message: "is another panel's too" });
      ids.add(panel.id);
      const under = panels.slice(0, at).find((other) => overlap(other.grid, panel.grid));
      if (under !== undefined)
        context.addIssue({ code: "custom", path: [...path, "grid"], message: `lies over \`${under.id}\`` });
    }
  }
  if (ids.size > DASHBOARD_LIMITS.panels)
    context.addIssue({
      code: "custom",
      path: ["rows"],
      message: `has more than ${DASHBOARD_LIMITS.panels} panels`,
    });
}

const overlap = (a: Grid, b: Grid): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** `request.invalid` with the pointers of all that is wrong. */
export function parseDashboard(body: unknown): Result<Dashboard> {
  const parsed = dashboardSchema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const violations = violationsOf(parsed.error, "");
  return failed(fault("request.invalid", "the dashboard is not valid", violations));
}

export function findPanel({ rows }: Dashboard, id: string): PlacedPanel | null {
  return rows.flatMap(({ panels }) => panels).find((panel) => panel.id === id) ?? null;
}
