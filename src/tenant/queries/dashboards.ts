// What may be asked about dashboards: one of them, their list, their versions. Who may see which is the edge's to decide:
// every answer carries folder, owner and tags.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { DashboardHead } from "../../reporting/index.ts";
import { listDashboardVersions, listHeads, loadDashboard } from "../../reporting/store/dashboards.ts";
import type { ObjectState, ObjectStore } from "../object-store.ts";

export interface DashboardQueryInputs {
  /** 0 for the newest version. */
  "dashboards.get": { readonly id: string; readonly version: number };
  /** In order of title and id, after this one. */
  "dashboards.list": DashboardsAsked;
  "dashboards.versions": { readonly id: string; readonly before: number; readonly limit: number };
}

interface DashboardsAsked {
  /** It, and what lies below it. */
  readonly folder: string | null;
  readonly tag: string | null;
  /** Part of the title, upper and lower case alike. */
  readonly text: string | null;
  readonly after: { readonly title: string; readonly id: string } | null;
  readonly limit: number;
}

type Answer<N extends keyof DashboardQueryInputs> = (
  store: ObjectStore,
  state: ObjectState,
  input: DashboardQueryInputs[N],
) => Result<Json>;

const readDashboard: Answer<"dashboards.get"> = ({ db }, _state, { id, version }) => {
  const stored = loadDashboard(db, id, version);
  return stored === null ? failed(fault("dashboards.not_found")) : ok(stored as unknown as Json);
};

const byTitle = (a: Pick<DashboardHead, "title" | "id">, b: Pick<DashboardHead, "title" | "id">): number => {
  const [left, right] = [a.title.toLowerCase(), b.title.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
};

function isAsked(head: DashboardHead, { folder, tag, text, after }: DashboardsAsked): boolean {
  if (folder !== null && head.folder !== folder && !head.folder.startsWith(`${folder}/`)) return false;
  if (tag !== null && !head.tags.includes(tag)) return false;
  if (text !== null && !head.title.toLowerCase().includes(text.toLowerCase())) return false;
  return after === null || byTitle(head, after) > 0;
}

const readDashboards: Answer<"dashboards.list"> = ({ db }, _state, asked) => {
  const found = listHeads(db).filter((head) => isAsked(head, asked));
  return ok(found.sort(byTitle).slice(0, asked.limit) as unknown as Json);
};

const readVersions: Answer<"dashboards.versions"> = ({ db }, _state, page) =>
  ok(listDashboardVersions(db, page) as unknown as Json);

export const DASHBOARD_QUERIES: { readonly [N in keyof DashboardQueryInputs]: Answer<N> } = {
  "dashboards.get": readDashboard,
  "dashboards.list": readDashboards,
  "dashboards.versions": readVersions,
};
