// An endpoint as a tenant writes it and as it is stored: where events go, which, in what form and order. What opens
// something (headers with credentials, a connector's) is written with it, sealed apart from it, and never shown.

import { z } from "zod";
import type { Json } from "../kernel/canonical-json.ts";
import { countrySchema } from "../residency/index.ts";
import { judgeCondition, type Condition } from "./condition.ts";
import { ORDERS } from "./delivery.ts";
import { isEventPattern } from "./event-pattern.ts";
import { judgeHeaders, judgeSecretHeaders } from "./own-headers.ts";
import { judgedSchema } from "./slips.ts";
import { judgeTemplate } from "./judge-template.ts";

/** LIMITS: all endpoints of a tenant are matched in the transaction of a commit. */
export const MOST_ENDPOINTS = 50;
const MOST_PATTERNS = 100;
const MOST_SETTINGS = 50;

export const ENVELOPES = ["standard", "cloudevents_structured", "cloudevents_binary"] as const;
export type EnvelopeForm = (typeof ENVELOPES)[number];

/** By Standard Webhooks: `v1` is HMAC-SHA256, `v1a` is Ed25519. */
export const SIGNATURES = ["v1", "v1a"] as const;
export type SignatureScheme = (typeof SIGNATURES)[number];

const headersSchema = (judge: typeof judgeHeaders, description: string) =>
  judgedSchema<Readonly<Record<string, string>>>(judge, description);

const connectorSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/, "the id of a connector"),
  /** What the connector's own schema takes, less what is secret. */
  settings: z
    .record(z.string().max(100), z.json())
    .refine((settings) => Object.keys(settings).length <= MOST_SETTINGS, `at most ${MOST_SETTINGS} settings`)
    .default({}),
});

const transformationSchema = z.strictObject({
  target: z
    .enum(["data", "body"])
    .default("data")
    .describe("What the template makes: `data`, or all of the body"),
  template: judgedSchema<Json>(judgeTemplate, "JSON with `$path`, `$text` and `$pick` objects in it"),
});

/** Without defaults: what a change may say of an endpoint. */
const FIELDS = {
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(500),
  url: z.string().min(1).max(2_048).nullable().describe("Where to; null when a connector makes the request"),
  connector: connectorSchema.nullable(),
  event_types: z
    .array(z.string().refine(isEventPattern, "there is no such event type, and no group of that name"))
    .min(1)
    .max(MOST_PATTERNS)
    .describe("Types, groups such as `tenant.*`, or `*`"),
  condition: judgedSchema<Condition>(
    judgeCondition,
    "`{path, operator, value}` with a JSON pointer into the envelope, or `all`, `any`, `not` of such",
  ).nullable(),
  transformation: transformationSchema.nullable(),
  envelope: z.enum(ENVELOPES),
  signatures: z.array(z.enum(SIGNATURES)).min(1).max(SIGNATURES.length),
  headers: headersSchema(
    judgeHeaders,
    "Headers added to each request; shown to whoever may see the endpoint",
  ),
  order: z
    .enum(ORDERS)
    .describe("`strict`: one after the other; a delivery that is given up disables the endpoint"),
  concurrency: z.int().min(1).max(20).describe("Deliveries in flight at once; of order `strict` one"),
  rate_per_second: z.int().min(1).max(1_000).nullable(),
  timeout_seconds: z.int().min(1).max(30),
  country: countrySchema.describe("Where the receiver is: the transfer rules decide by it"),
  importer: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe("Who receives there, as the contractual clauses name it"),
};

/** Sealed: never listed, logged or audited. */
const SECRET_FIELDS = {
  secret_headers: headersSchema(
    judgeSecretHeaders,
    "Headers that carry credentials, such as `authorization`",
  ),
  credentials: z
    .record(z.string().max(100), z.string().min(1).max(4_096))
    .refine((values) => Object.keys(values).length <= MOST_SETTINGS, `at most ${MOST_SETTINGS} credentials`)
    .describe("What the connector's credential fields take"),
};

const WITH_DEFAULTS = {
  ...FIELDS,
  description: FIELDS.description.default(""),
  url: FIELDS.url.default(null),
  connector: FIELDS.connector.default(null),
  condition: FIELDS.condition.default(null),
  transformation: FIELDS.transformation.default(null),
  envelope: FIELDS.envelope.default("standard"),
  signatures: FIELDS.signatures.default(["v1"]),
  headers: FIELDS.headers.default({}),
  order: FIELDS.order.default("none"),
  concurrency: FIELDS.concurrency.default(4),
  rate_per_second: FIELDS.rate_per_second.default(null),
  timeout_seconds: FIELDS.timeout_seconds.default(20),
};

/** What is stored and shown. */
export const endpointSchema = z.strictObject(WITH_DEFAULTS).superRefine(checkTogether);
export type Endpoint = z.infer<typeof endpointSchema>;

export const newEndpointSchema = z
  .strictObject({
    ...WITH_DEFAULTS,
    secret_headers: SECRET_FIELDS.secret_headers.default({}),
    credentials: SECRET_FIELDS.credentials.default({}),
  })
  .superRefine(checkTogether);
export type NewEndpoint = z.infer<typeof newEndpointSchema>;

/** What is given replaces what was; secrets that are not given stay. The whole is judged again by `endpointSchema`. */
export const endpointChangeSchema = z.strictObject({ ...FIELDS, ...SECRET_FIELDS }).partial();
export type EndpointChange = z.infer<typeof endpointChangeSchema>;

export interface EndpointSecrets {
  readonly secret_headers: Readonly<Record<string, string>>;
  readonly credentials: Readonly<Record<string, string>>;
}

type Together = Pick<Endpoint, "url" | "connector" | "order" | "concurrency" | "signatures" | "headers"> &
  Partial<EndpointSecrets>;

/** Fields that each are right and do not go together. */
function checkTogether(endpoint: Together, context: z.RefinementCtx): void {
  const refuse = (path: string[], message: string): void =>
    context.addIssue({ code: "custom", path, message });
  const { url, connector, signatures, headers, secret_headers: secret = {}, credentials = {} } = endpoint;
  if ((url === null) === (connector === null)) refuse(["url"], "either `url` or `connector`");
  if (new Set(signatures).size < signatures.length) refuse(["signatures"], "each scheme once");
  if (connector === null && Object.keys(credentials).length > 0)
    refuse(["credentials"], "credentials are for a connector; an endpoint's own are `secret_headers`");
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  for (const name of Object.keys(secret))
    if (names.has(name.toLowerCase())) refuse(["secret_headers", name], "this header is there twice");
}

/** The document that is kept and shown, and what is sealed. */
export function splitEndpoint(written: NewEndpoint): { endpoint: Endpoint; secrets: EndpointSecrets } {
  const { secret_headers, credentials, ...endpoint } = written;
  return { endpoint, secrets: { secret_headers, credentials } };
}

/** How many may be in flight at once, whatever `concurrency` says. */
export function concurrencyOf({ order, concurrency }: Endpoint): number {
  return order === "strict" ? 1 : concurrency;
}
