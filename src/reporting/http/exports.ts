// All operations of exports, with the ways to read telemetry that the manifest hands over.

import type { Operation } from "../../edge/index.ts";
import { createExportOperation } from "./exports-create.ts";
import { fetchFile, linkFile, revokeFileLink } from "./exports-links.ts";
import { deleteExport, getExport, listExports } from "./exports-own.ts";
import { readRows } from "./exports-rows.ts";
import type { Readers } from "./readers.ts";

export const exportOperations = (readers: Readers): readonly Operation[] => [
  createExportOperation(readers),
  listExports,
  getExport,
  deleteExport,
  readRows,
  linkFile,
  revokeFileLink,
  fetchFile,
];
