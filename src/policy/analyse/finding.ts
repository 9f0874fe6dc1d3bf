// One thing that is wrong with a set that parses, and where. Codes are on the wire and permanent.

import { z } from "zod";

export const findingSchema = z.object({
  code: z.enum([
    "never_matches",
    "unreachable",
    "shadowed",
    "unknown_role",
    "locks_out_admins",
    "incomplete",
  ]),
  severity: z.enum(["warning", "refused"]).describe("What is `refused` cannot be put in force"),
  pointer: z.string(),
  message: z.string(),
});

/** `message` is one lower-case sentence. */
export type Finding = Readonly<z.infer<typeof findingSchema>>;

export const warning = (code: Finding["code"], pointer: string, message: string): Finding => ({
  code,
  severity: "warning",
  pointer,
  message,
});
