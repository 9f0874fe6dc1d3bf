// Is a hook from whom it says? One row per scheme. Pure; null for everything that is not verified, whatever the reason: who
// sends it learns nothing from the refusal.

import { verifyGithub } from "./github.ts";
import type { HookScheme, HookSource } from "./hook-source.ts";
import { verifyPlainHmac } from "./plain-hmac.ts";
import type { ReceivedHook, VerifiedHook } from "./received-hook.ts";
import { verifyStandard } from "./standard.ts";
import { verifyStripe } from "./stripe.ts";

interface Held {
  readonly source: HookSource;
  readonly secret: string;
  readonly nowMs: number;
}

type Verify = (hook: ReceivedHook, held: Held) => VerifiedHook | null | Promise<VerifiedHook | null>;

const SCHEMES: Readonly<Record<HookScheme, Verify>> = {
  standard_webhooks: (hook, { secret, nowMs }) => verifyStandard(hook, secret, nowMs),
  github: (hook, { secret }) => verifyGithub(hook, secret),
  stripe: (hook, { secret, nowMs }) => verifyStripe(hook, secret, nowMs),
  hmac: (hook, { source, secret }) =>
    source.hmac === undefined ? null : verifyPlainHmac(hook, secret, source.hmac),
};

export async function verifyHook(hook: ReceivedHook, held: Held): Promise<VerifiedHook | null> {
  return SCHEMES[held.source.scheme](hook, held);
}
