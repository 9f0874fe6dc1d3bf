// Events about who may do what: policies and the keys that open the tenant. Ids and names of documents, never a secret.

import { z } from "zod";
import { eventType } from "../event-type.ts";

const documents = z.array(
  z.strictObject({ kind: z.string(), id: z.string(), change: z.enum(["put", "delete"]) }),
);
const keyFields = { key_id: z.string(), name: z.string() };
const KEY = { key_id: "key_06fj2x9q0r4t8w1y5zab", name: "collector" };

export const ACCESS_EVENTS = {
  "policy.changed": eventType({
    meaning:
      "Policies, roles, grants or access settings changed; `epoch` is the first at which the change holds. The first 200 documents are named.",
    dataClass: "identity",
    version: 1,
    data: z.strictObject({
      version: z.int(),
      epoch: z.int(),
      summary: z.string(),
      documents,
      documents_total: z.int(),
    }),
    example: {
      version: 12,
      epoch: 40,
      summary: "nobody exports at night",
      documents: [{ kind: "policy", id: "night-export", change: "put" }],
      documents_total: 1,
    },
  }),
  "policy.proposed": eventType({
    meaning: "A change of access waits for a second person.",
    dataClass: "identity",
    version: 1,
    data: z.strictObject({ proposal_id: z.string(), summary: z.string() }),
    example: { proposal_id: "apr_06fj2x9q0r4t8w1y5zab", summary: "nobody exports at night" },
  }),
  "policy.decided": eventType({
    meaning: "A proposed change of access was approved or rejected.",
    dataClass: "identity",
    version: 1,
    data: z.strictObject({ proposal_id: z.string(), decision: z.enum(["approved", "rejected"]) }),
    example: { proposal_id: "apr_06fj2x9q0r4t8w1y5zab", decision: "approved" },
  }),
  "key.created": eventType({
    meaning: "An API key was made.",
    dataClass: "identity",
    version: 1,
    data: z.strictObject({ ...keyFields, roles: z.array(z.string()) }),
    example: { ...KEY, roles: ["engineer"] },
  }),
  "key.rotated": eventType({
    meaning: "An API key has a new secret; the one before is good until `previous_until`.",
    dataClass: "identity",
    version: 1,
    data: z.strictObject({ ...keyFields, previous_until: z.iso.datetime() }),
    example: { ...KEY, previous_until: "2026-11-23T15:00:00.000Z" },
  }),
  "key.revoked": eventType({
    meaning: "An API key opens nothing any more.",
    dataClass: "identity",
    version: 1,
    data: z.strictObject(keyFields),
    example: KEY,
  }),
} as const;
