// A dashboard as it is kept: its document, and what lists tell of it.

import type { Dashboard } from "./dashboard.ts";
import type { SourceName } from "./frames/sources.ts";

export const STORED_LIMITS = { dashboards: 2_000, versions: 50, deletedDays: 30 } as const;

export interface DashboardHead {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly folder: string;
  readonly owner: string;
  readonly tags: readonly string[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
  readonly deletedAtMs: number | null;
}

export interface StoredVersion {
  readonly version: number;
  readonly atMs: number;
  readonly author: string;
  readonly summary: string;
}

export interface StoredDashboard {
  readonly head: DashboardHead;
  /** The version that `document` is: the newest, unless an older one was asked for. */
  readonly version: number;
  readonly document: Dashboard;
  readonly shows: readonly SourceName[];
}

/** What lists and replies tell. */
export function viewHead({ createdAtMs, updatedAtMs, updatedBy, deletedAtMs, ...rest }: DashboardHead) {
  return {
    ...rest,
    created_at: new Date(createdAtMs).toISOString(),
    updated_at: new Date(updatedAtMs).toISOString(),
    updated_by: updatedBy,
    deleted_at: deletedAtMs === null ? null : new Date(deletedAtMs).toISOString(),
  };
}

/** `team:payments` is the label `team`; a word alone is a label that is `true`. What policies ask of a dashboard. */
function labelsOf(tags: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tags.map((tag) => {
      const colon = tag.indexOf(":");
      return colon < 0 ? [tag, "true"] : [tag.slice(0, colon), tag.slice(colon + 1)];
    }),
  );
}

/** The dashboard as policies see it. */
export function resourceOf({
  id,
  owner,
  folder,
  tags,
}: Pick<DashboardHead, "id" | "owner" | "folder" | "tags">) {
  return { type: "dashboard", id, owner, folder, labels: labelsOf(tags) };
}
