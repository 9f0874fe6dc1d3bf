// What a source's sender signs with: given by the tenant, because the sender made it, or made here.

import { hex } from "../../kernel/bytes.ts";
import { fault } from "../../kernel/fault.ts";
import type { Random } from "../../kernel/ids.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { newSigningKey, parseVerifyingKey } from "../signing-keys.ts";
import type { NewHookSource } from "./hook-source.ts";

const SECRET_BYTES = 32;

/** `request.invalid` for a secret that the scheme cannot verify by, or one that only the sender can make. */
export async function sourceSecret(source: NewHookSource, random: Random): Promise<Result<string>> {
  const { scheme, secret } = source;
  if (scheme === "standard_webhooks") {
    if (secret === undefined) return ok((await newSigningKey("v1", random)).secret);
    return parseVerifyingKey(secret) === null ? refuse("is `whsec_` or `whpk_` and base64") : ok(secret);
  }
  if (scheme === "stripe" && secret === undefined) return refuse("Stripe makes it: give it here");
  return ok(secret ?? hex(random(SECRET_BYTES)));
}

function refuse(message: string): Result<never> {
  return failed(fault("request.invalid", `secret: ${message}`, [{ pointer: "/secret", message }]));
}
