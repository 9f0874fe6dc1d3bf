// What may be asked about exports: one of the caller's own, their list, and whether a link opens.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { isLinkOpen } from "../../reporting/index.ts";
import { listExports, loadExport, loadLink } from "../../reporting/store/exports.ts";
import type { ObjectState, ObjectStore } from "../object-store.ts";

export interface ExportQueryInputs {
  "exports.get": { readonly id: string; readonly owner: string };
  /** Could it be used now? Asking does not spend it. */
  "exports.link": { readonly exportId: string; readonly linkId: string; readonly recipient: string };
  /** The newest first, before that id. */
  "exports.list": { readonly owner: string; readonly before: string; readonly limit: number };
}

type Answer<N extends keyof ExportQueryInputs> = (
  store: ObjectStore,
  state: ObjectState,
  input: ExportQueryInputs[N],
) => Result<Json>;

const readExport: Answer<"exports.get"> = ({ db }, _state, { id, owner }) => {
  const stored = loadExport(db, id);
  return stored?.owner === owner ? ok(stored as unknown as Json) : failed(fault("exports.not_found"));
};

const readLink: Answer<"exports.link"> = ({ db, clock }, _state, { exportId, linkId, recipient }) => {
  const isOpen = isLinkOpen(loadLink(db, linkId), { exportId, recipient, nowMs: clock() });
  return isOpen && loadExport(db, exportId)?.state === "ready"
    ? ok({ id: linkId })
    : failed(fault("exports.not_found"));
};

const readExports: Answer<"exports.list"> = ({ db }, _state, page) =>
  ok(listExports(db, page) as unknown as Json);

export const EXPORT_QUERIES: { readonly [N in keyof ExportQueryInputs]: Answer<N> } = {
  "exports.get": readExport,
  "exports.link": readLink,
  "exports.list": readExports,
};
