// The endpoint that a command is about, at the version that its caller knows.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { loadEndpoint, type StoredEndpoint } from "../../webhooks/store/endpoints.ts";
import type { ObjectStore } from "../object-store.ts";

export interface Wanted {
  readonly id: string;
  /** Null for whichever there is. */
  readonly expectedVersion?: number | null;
}

/** `webhooks.not_found`, `webhooks.version_conflict`. */
export function findEndpoint(
  db: ObjectStore["db"],
  { id, expectedVersion = null }: Wanted,
): Result<StoredEndpoint> {
  const found = loadEndpoint(db, id);
  if (found === null) return failed(fault("webhooks.not_found", "there is no such endpoint"));
  if (expectedVersion === null || expectedVersion === found.version) return ok(found);
  return failed(fault("webhooks.version_conflict", `version ${found.version} is in force`));
}
