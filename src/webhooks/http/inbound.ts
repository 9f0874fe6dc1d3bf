// POST /v1/hooks/{source}: a webhook of another system, on the tenant's host. Who sends it shows no key: its signature is
// verified in the tenant's object. Taken once per the sender's own id; a repeat is answered 200 and does nothing.

import { z } from "zod";
import {
  checkAuthFailures,
  jsonReply,
  loadBundle,
  publicOperation,
  tenantApi,
  type Operation,
  type PublicCall,
  type Reply,
} from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import {
  HOOK_RECEIVER,
  hookTaking,
  type ArrivedHook,
  type TakenHook,
  type TenantApi,
} from "../../tenant/index.ts";
import { hookLog, sourceNameSchema } from "../index.ts";

/** LIMIT: as large as a log record may be. */
const MAX_BYTES = 262_144;
const CONTENT_TYPES = [
  "application/json",
  "application/cloudevents+json",
  "application/x-www-form-urlencoded",
  "application/xml",
  "text/xml",
  "text/plain",
];

interface HookLogs {
  readonly actor: string;
  readonly action: "logs:write";
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** Telemetry's own way in, handed over by the manifest. */
type StoreLogs = (call: PublicCall, logs: HookLogs) => Promise<Result<null>>;

type LogHook = Extract<TakenHook, { became: "log" }>;

interface Arrival {
  readonly arrived: ArrivedHook;
  readonly object: TenantApi;
  readonly storeLogs: StoreLogs;
}

/** First the record, then the note that it came in: src/tenant/inbound/receive-hook.ts says what a crash in between leaves. */
async function keepLog(call: PublicCall, { source, hook }: LogHook, arrival: Arrival): Promise<Result<null>> {
  const { arrived, object, storeLogs } = arrival;
  const bytes = hookLog(source, hook, arrived.body);
  if (!bytes.ok) return bytes;
  const actor = HOOK_RECEIVER(source.name);
  const name = `${source.name} ${hook.id}`;
  const stored = await storeLogs(call, { actor, action: "logs:write", bytes: bytes.value, name });
  if (!stored.ok) return stored;
  const taken = { source: source.name, messageId: hook.id, kind: hook.kind, event: null };
  const noted = await object.execute("hook_sources.take", taken, hookTaking(arrived));
  return noted.ok || noted.fault.code === "hooks.taken" ? ok(null) : noted;
}

async function take(call: PublicCall, source: string, storeLogs: StoreLogs): Promise<Result<Reply>> {
  const { rim, tenant, request, requestId } = call;
  if (tenant === null) return failed(fault("tenant.unknown"));
  // The directory's copy may be minutes old; the bundle says where the tenant is.
  const bundle = await loadBundle(rim, tenant);
  if (!bundle.ok) return bundle;
  const object = tenantApi(rim, bundle.value.value.tenant);
  const headers = Object.fromEntries(request.headers);
  const arrived: ArrivedHook = { source, requestId, headers, body: call.body as Uint8Array };
  const taken = await object.receiveHook(arrived);
  if (!taken.ok) return refuse(call, taken);
  const { value } = taken;
  const kept = value.became === "log" ? await keepLog(call, value, { arrived, object, storeLogs }) : ok(null);
  if (!kept.ok) return kept;
  return ok(jsonReply(200, { result: value.became === "nothing_new" ? "repeated" : "taken" }));
}

/** Too many of these look like guessing. */
async function refuse({ rim, request }: PublicCall, refused: Result<never>): Promise<Result<never>> {
  if (refused.ok || refused.fault.code !== "hooks.not_verified") return refused;
  const throttled = await checkAuthFailures(rim, request);
  return throttled.ok ? refused : throttled;
}

export function receiveHookOperation(storeLogs: StoreLogs): Operation {
  return publicOperation({
    id: "hooks.receive",
    method: "POST",
    path: "/v1/hooks/{source}",
    tag: "Inbound webhooks",
    summary: "Send a webhook in",
    description:
      "For other systems, verified by the source's scheme. Each message is taken once by the sender's own id: a repeat is answered 200.",
    carries: ["telemetry"],
    isInRegion: true,
    params: z.strictObject({ source: sourceNameSchema }),
    query: null,
    body: { kind: "bytes", contentTypes: CONTENT_TYPES, maxBytes: MAX_BYTES, maxDecodedBytes: MAX_BYTES },
    responses: {
      200: {
        description: "Durable, now or before",
        schema: z.object({ result: z.enum(["taken", "repeated"]) }),
      },
    },
    handle: async (call) => take(call as unknown as PublicCall, call.params.source, storeLogs),
  });
}
