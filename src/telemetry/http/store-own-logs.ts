// Log records that no key sends: the gateway makes them of something that came in otherwise. They take the way of all telemetry
// (privacy rules, limits, shards); who may cause them was decided where that something was set up.

import { openOwnSession, type OwnSession, type PublicCall, type TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { decodeOtlp } from "../index.ts";
import { ingestLimits, storeIntake } from "./store-intake.ts";

export interface OwnLogs extends OwnSession {
  /** An OTLP/JSON export request. */
  readonly bytes: Uint8Array;
  /** The same for the same records: a shard that has them stores them once. */
  readonly name: string;
}

/** `residency.guarantee_missing` and what telemetry is refused with; acknowledged means durable. */
export async function storeOwnLogs(call: PublicCall, logs: OwnLogs): Promise<Result<null>> {
  const opened = await openOwnSession(call, logs);
  if (!opened.ok) return opened;
  const { footers } = call.rim;
  const idempotency = { key: logs.name, requestHash: logs.name };
  const own: TenantCall = { ...call, ...opened.value, footers, idempotency };
  const intake = decodeOtlp({ signal: "logs", encoding: "json", bytes: logs.bytes }, ingestLimits(own));
  if (!intake.ok) return intake;
  const stored = await storeIntake(own, intake.value, logs.bytes);
  if (!stored.ok) return stored;
  const { count, message } = stored.value;
  return count > 0 ? failed(fault("telemetry.malformed", message)) : ok(null);
}
