// Standard Webhooks 1.0, HMAC (`whsec_…`) or Ed25519 (`whpk_…`): the id is the header that is signed with the body.

import { verifyMessage } from "../sign-message.ts";
import { jsonOf, textIn, verifiedHook, type ReceivedHook, type VerifiedHook } from "./received-hook.ts";

export async function verifyStandard(
  { headers, body }: ReceivedHook,
  secret: string,
  nowMs: number,
): Promise<VerifiedHook | null> {
  const signed = {
    id: headers["webhook-id"] ?? null,
    timestamp: headers["webhook-timestamp"] ?? null,
    signature: headers["webhook-signature"] ?? null,
    body,
  };
  const verified = await verifyMessage(signed, { keys: [secret], nowMs });
  return verified.ok ? verifiedHook(verified.value.messageId, textIn(jsonOf(body), "type")) : null;
}
