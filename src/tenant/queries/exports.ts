// What may be asked about exports: one of the caller's own, and their list.

import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { listExports, loadExport } from "../../reporting/store/exports.ts";
import type { ObjectState, ObjectStore } from "../object-store.ts";

export interface ExportQueryInputs {
  "exports.get": { readonly id: string; readonly owner: string };
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

const readExports: Answer<"exports.list"> = ({ db }, _state, page) =>
  ok(listExports(db, page) as unknown as Json);

export const EXPORT_QUERIES: { readonly [N in keyof ExportQueryInputs]: Answer<N> } = {
  "exports.get": readExport,
  "exports.list": readExports,
};
