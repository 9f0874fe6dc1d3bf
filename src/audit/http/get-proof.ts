// GET /v1/audit/entries/{seq}/proof: that an entry is in the log, checkable against a checkpoint of that size.

import { z } from "zod";
import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";

export const getProof = tenantOperation({
  id: "audit.proof",
  method: "GET",
  path: "/v1/audit/entries/{seq}/proof",
  tag: "Audit",
  summary: "Prove that an entry is in the audit log",
  action: "audit:view",
  params: z.object({ seq: z.coerce.number().int().min(0) }),
  query: z.strictObject({ size: z.coerce.number().int().min(1).optional() }),
  body: { kind: "none" },
  responses: {
    200: {
      description: "The leaf input and the RFC 6962 inclusion proof (hexadecimal, leaf upwards)",
      schema: z.object({ seq: z.int(), size: z.int(), entry: z.string(), proof: z.array(z.string()) }),
    },
  },
  handle: async (call) => {
    const proof = await call.session.ask("audit.proof", { seq: call.params.seq, size: call.query.size ?? 0 });
    return proof.ok ? ok(jsonReply(200, proof.value)) : proof;
  },
});
