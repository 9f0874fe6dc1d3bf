// A source: another system that sends this tenant webhooks, how they are verified, and what they become. It is named in the
// address that they are sent to; its secret is kept apart from this document and is in no answer but the first.

import { z } from "zod";
import { parsePointer } from "../json-path.ts";

/** LIMIT: of a tenant; they are listed whole. */
export const MOST_HOOK_SOURCES = 100;

const HOOK_SCHEMES = ["standard_webhooks", "github", "stripe", "hmac"] as const;
export type HookScheme = (typeof HOOK_SCHEMES)[number];

const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/;

const headerName = z
  .string()
  .transform((name) => name.toLowerCase())
  .pipe(z.string().regex(HEADER_NAME, "is no name of a header"));

export const hmacSettingsSchema = z.strictObject({
  header: headerName.describe("The header that carries the signature"),
  algorithm: z.enum(["sha256", "sha512", "sha1"]).default("sha256"),
  encoding: z.enum(["hex", "base64"]).default("hex"),
  prefix: z.string().max(32).default("").describe("What stands before the signature, such as `sha256=`"),
  id_header: headerName
    .optional()
    .describe("The header with the sender's id of the message; without one the body's own digest is its id"),
  kind_header: headerName.optional().describe("The header that says what happened"),
});

export type HmacSettings = z.infer<typeof hmacSettingsSchema>;

export const sourceNameSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, "lower-case letters, digits and hyphens, at most 63");

const BECOMES = ["logs", "event"] as const;

const sourceShape = {
  name: sourceNameSchema.describe("Names the source in `POST /v1/hooks/{source}`"),
  scheme: z.enum(HOOK_SCHEMES),
  hmac: hmacSettingsSchema.optional().describe("For the scheme `hmac`, and only for it"),
  key: z
    .custom<string>(
      (value) => parsePointer(value) !== null,
      "a JSON pointer such as `/customer/id` (RFC 6901)",
    )
    .optional()
    .describe(
      "Where the payload names what it is about: endpoints with ordering `per_key` get its events in order",
    ),
  becomes: z.enum(BECOMES).describe("A log record each, or an event `hook.received`"),
};

export const newHookSourceSchema = z
  .strictObject({
    ...sourceShape,
    secret: z
      .string()
      .min(8)
      .max(512)
      .optional()
      .describe("What the sender signs with; made here and told once when it is left out"),
  })
  .superRefine((source, context) => {
    if ((source.scheme === "hmac") !== (source.hmac !== undefined))
      context.addIssue({
        code: "custom",
        path: ["hmac"],
        message: "goes with the scheme `hmac`, and only with it",
      });
  });

export type NewHookSource = z.infer<typeof newHookSourceSchema>;
/** As it is stored: without its secret. */
export type HookSource = Omit<NewHookSource, "secret">;

export const hookSourceViewSchema = z.object({
  ...sourceShape,
  created_at: z.iso.datetime(),
  path: z.string().describe("Where the sender sends to, on the tenant's host"),
});

export type HookSourceView = z.infer<typeof hookSourceViewSchema>;

export function viewHookSource(source: HookSource, createdAtMs: number): HookSourceView {
  return { ...source, created_at: new Date(createdAtMs).toISOString(), path: `/v1/hooks/${source.name}` };
}
