// The idempotency key that a creation cannot do without, as the directory keeps it.

import type { OperatorCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";

export interface CreationKey {
  readonly idempotencyKey: string;
  readonly requestHash: string;
}

/** `request.invalid`. */
export function requireIdempotency({ idempotency }: OperatorCall): Result<CreationKey> {
  if (idempotency !== null)
    return ok({ idempotencyKey: idempotency.key, requestHash: idempotency.requestHash });
  const message = "is required here, so that a repeated creation makes no second tenant";
  const violation = { pointer: "header/idempotency-key", message };
  return failed(fault("request.invalid", `Idempotency-Key ${message}`, [violation]));
}
