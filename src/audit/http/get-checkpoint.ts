// GET /v1/audit/checkpoint: the signed head of the log as of now, and the key that checks it.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";

export const getCheckpoint = tenantOperation({
  id: "audit.checkpoint",
  method: "GET",
  path: "/v1/audit/checkpoint",
  tag: "Audit",
  summary: "Get the signed head of the audit log",
  action: "audit:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: {
    200: {
      description: "A C2SP tlog-checkpoint and its verifier key",
      schema: z.object({ size: z.int(), checkpoint: z.string(), vkey: z.string() }),
    },
  },
  handle: async (call) => {
    const sealed = await call.session.seal();
    return sealed.ok ? ok(jsonReply(200, sealed.value)) : sealed;
  },
});
