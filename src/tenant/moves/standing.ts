// How an object stands to its tenant when it changes jurisdiction. One of the two objects is at home at any instant; an
// object that is not refuses every command and every bundle, so that whoever asks it asks again where the tenant is.
// `null` is the usual case: at home.

import { z } from "zod";
import { JURISDICTIONS } from "../../directory/index.ts";
import { fault, type Fault } from "../../kernel/fault.ts";

export const standingSchema = z.discriminatedUnion("kind", [
  /** The last of it is being handed over; writes wait. */
  z.object({ kind: z.literal("paused") }),
  /** It takes over what another object hands it, and is not the tenant's yet. */
  z.object({ kind: z.literal("receiving") }),
  /** The tenant lives elsewhere for good; the object is its forwarding address. */
  z.object({ kind: z.literal("moved"), to: z.enum(JURISDICTIONS) }),
]);

export type Standing = z.infer<typeof standingSchema>;

/** What everybody is told who asks an object that is not at home; null when it is. */
export function refusalOf(standing: Standing | null): Fault | null {
  if (standing === null) return null;
  if (standing.kind === "moved") return fault("tenant.moved", `to \`${standing.to}\``);
  return { ...fault("tenant.moving"), retryAfterSeconds: 1 };
}
