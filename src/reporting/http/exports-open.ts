// The file of an export, opened by somebody: who may see by its own policies exactly the rows that it was read as.

import type { TenantSession } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { exportsFolder, type StoredExport } from "../export/export-record.ts";
import type { ExportFolder } from "./exports-files.ts";
import { rightsOf, unitsOf } from "./exports-units.ts";

/** `policy.denied`, and what the units themselves refuse. */
export async function openFile(session: TenantSession, stored: StoredExport): Promise<Result<ExportFolder>> {
  const { id, request, progress, createdAtMs } = stored;
  const units = await unitsOf(session, request, createdAtMs);
  if (!units.ok) return units;
  const rights = rightsOf(session, units.value);
  if (!rights.ok) return rights;
  if (rights.value !== progress.rights)
    return failed(fault("policy.denied", "other rows may be seen by now than the file was read as"));
  const { bucket } = session;
  return ok({ bucket, folder: exportsFolder(bucket.tenantId, id) });
}

/** Files do not move along with a tenant. */
export const FILE_GONE = failed(
  fault("exports.not_found", "the tenant has moved since it was made: ask for it again"),
);
