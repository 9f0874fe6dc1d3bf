// What the console reads of the API's replies, as far as pages show it.

import type { Dashboard, Schedule } from "../reporting/index.ts";

export interface PageOf<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}

export interface BoardHead {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly folder: string;
  readonly owner: string;
  readonly tags: readonly string[];
  readonly updated_at: string;
  readonly updated_by: string;
}

export interface Board extends BoardHead {
  readonly dashboard: Dashboard;
}

export interface ExportView {
  readonly id: string;
  readonly state: "queued" | "reading" | "writing" | "ready" | "failed" | "deleted";
  readonly percent: number;
  readonly title: string;
  readonly format: string;
  readonly rows: number;
  readonly bytes: number;
  readonly fault: string | null;
  readonly created_at: string;
  readonly expires_at: string;
}

interface Expected {
  readonly mean: number;
  readonly intervals: readonly { readonly level: number; readonly lower: number; readonly upper: number }[];
}

export interface ForecastView {
  readonly unit: string;
  readonly history: { readonly from: string; readonly to: string; readonly days: number };
  readonly days: readonly (Expected & { readonly date: string })[];
  readonly total: Expected;
  readonly month_end: Expected & { readonly month: string; readonly spent: number };
  readonly statements: readonly { readonly code: string; readonly text: string }[];
}

export interface BudgetView {
  readonly id: string;
  readonly name: string;
  readonly measure: { readonly kind: string; readonly limit?: unknown; readonly currency?: string };
  readonly status: {
    readonly period: string;
    readonly spent: string;
    readonly percent: number;
    readonly in_force: readonly string[];
  };
}

export interface ScheduleView {
  readonly id: string;
  readonly version: number;
  readonly owner: string;
  readonly updated_by: string;
  readonly schedule: Schedule;
  readonly next_due_at: string | null;
}

export interface RunView {
  readonly id: string;
  readonly kind: "scheduled" | "by_hand";
  readonly state: "queued" | "running" | "sent" | "skipped" | "failed";
  readonly due_at: string;
  readonly fault: string | null;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}
