// Sessions of the console: begun with a key, which is checked as any key is, and standing for that key from then on.
// INVARIANT: a session gives nothing that its key does not: each request of it is judged by the key as it is then, so it
// ends with the key, and with the key's secret. Only hashes of tokens are stored.

import type { Tenant } from "../directory/index.ts";
import { parseKey, type ParsedKey } from "../identity/index.ts";
import { hex } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { base32, type KeyId } from "../kernel/ids.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { sha256 } from "../kernel/sha256.ts";
import { HOUR_MS } from "../kernel/time.ts";
import type { CompiledBundle } from "../policy/index.ts";
import type { CommandInputs, CommandName } from "../tenant/index.ts";
import { authenticate } from "./authorize.ts";
import { executeCommand, loadBundle, mayBeOutdated, refreshBundle, tenantApi } from "./bundles.ts";
import type { PublicCall } from "./call.ts";
import { checkAuthFailures, isGuesser, throttled } from "./rate-limit.ts";
import type { Holder } from "./serve-tenant.ts";

export const CONSOLE_SESSION_MS = 12 * HOUR_MS;
const TOKEN_CHARS = 52;
const TOKEN = /^[0-9a-z]{52}$/;

type Arriving = Pick<PublicCall, "rim" | "request" | "requestId" | "nowMs"> & { readonly tenant: Tenant };

const hashOf = (token: string): string => hex(sha256("console session ", token));

/** The token of a new session. `auth.invalid`, `auth.throttled`, `tenant.unavailable`. */
export async function startConsoleSession(arriving: Arriving, keyText: string): Promise<Result<string>> {
  const { rim, nowMs } = arriving;
  const key = await checkKey(arriving, parseKey(keyText.trim()));
  if (!key.ok) return key;
  const token = base32(rim.random(TOKEN_CHARS));
  const { secretHash } = key.value;
  const input = { tokenHash: hashOf(token), secretHash, expiresAtMs: nowMs + CONSOLE_SESSION_MS };
  const begun = await executeAs(arriving, key.value.keyId, { name: "console_sessions.start", input });
  return begun.ok ? ok(token) : begun;
}

async function checkKey(arriving: Arriving, key: ParsedKey | null): Promise<Result<ParsedKey>> {
  const { rim, request } = arriving;
  if (isGuesser(rim, request)) return failed(throttled());
  const checked = key === null ? failed(fault("auth.invalid", "no key of ours")) : await judge(arriving, key);
  if (checked.ok || checked.fault.code !== "auth.invalid") return checked;
  const counted = await checkAuthFailures(rim, request);
  return counted.ok ? checked : counted;
}

async function judge({ rim, tenant, nowMs }: Arriving, key: ParsedKey): Promise<Result<ParsedKey>> {
  const known = await loadBundle(rim, tenant);
  if (!known.ok) return known;
  const first = judgeBy(known.value.value, key, nowMs);
  if (first.ok || !mayBeOutdated(rim, known.value, key.keyId)) return first;
  const latest = await refreshBundle(rim, tenant);
  return latest.ok ? judgeBy(latest.value.value, key, nowMs) : latest;
}

function judgeBy(bundle: CompiledBundle, key: ParsedKey, nowMs: number): Result<ParsedKey> {
  if (bundle.tenant.status !== "active") return failed(fault("tenant.unavailable", bundle.tenant.status));
  const principal = authenticate(bundle, key, nowMs);
  return principal.ok ? ok(key) : principal;
}

/** `auth.missing` without a token, `auth.invalid` for one that opens nothing any more, `auth.throttled`. */
export async function openConsoleSession(arriving: Arriving, token: string | null): Promise<Result<Holder>> {
  const { rim, request } = arriving;
  if (token === null) return failed(fault("auth.missing"));
  if (isGuesser(rim, request)) return failed(throttled());
  const bundle = await loadBundle(rim, arriving.tenant);
  if (!bundle.ok) return bundle;
  const { tenant } = bundle.value.value;
  if (tenant.status !== "active") return failed(fault("tenant.unavailable", tenant.status));
  const found = TOKEN.test(token) ? await tenantApi(rim, tenant).findConsoleSession(hashOf(token)) : ok(null);
  if (!found.ok) return found;
  if (found.value !== null) {
    const { keyId, secretHash } = found.value;
    return ok({
      tenant,
      key: { cell: tenant.jurisdiction, tenantId: tenant.id, keyId: keyId as KeyId, secretHash },
    });
  }
  const counted = await checkAuthFailures(rim, request);
  return counted.ok ? failed(fault("auth.invalid", "no session, or one that has ended")) : counted;
}

/** Safe to ask twice. */
export async function endConsoleSession(
  arriving: Arriving,
  { token, holder }: { readonly token: string; readonly holder: Holder },
): Promise<Result<unknown>> {
  const input = { tokenHash: hashOf(token) };
  return executeAs({ ...arriving, tenant: holder.tenant }, holder.key.keyId, {
    name: "console_sessions.end",
    input,
  });
}

/** As the tenant's log has them: to begin and end one's own sessions takes the key and no policy. */
const ACTIONS = {
  "console_sessions.start": "sessions:start",
  "console_sessions.end": "sessions:end",
} as const satisfies Partial<Record<CommandName, string>>;

async function executeAs<N extends keyof typeof ACTIONS>(
  { rim, tenant, requestId }: Arriving,
  keyId: KeyId,
  command: { readonly name: N; readonly input: CommandInputs[N] },
): Promise<Result<unknown>> {
  const envelope = {
    decidedAt: "platform",
    actor: { kind: "key", id: keyId },
    action: ACTIONS[command.name],
    reasons: ["own key"],
    requestId,
    idempotency: null,
  } as const;
  return executeCommand(rim, tenant, { ...command, envelope });
}
