// What a connector is: data. The vendor's documentation, the settings that a tenant gives, and a template from event to
// request; `build-request.ts` reads it and nothing else does.

import type { z } from "zod";
import type { EventType } from "../webhooks/index.ts";
import type { State } from "./meaning.ts";
import type { Template } from "./template.ts";

export const CONNECTOR_KINDS = [
  "chat",
  "incidents",
  "tickets",
  "observability",
  "automation",
  "messages",
  "cloud",
  "generic",
] as const;

export type ConnectorKind = (typeof CONNECTOR_KINDS)[number];

/**
 * - `url`: the address is the secret
 * - `body`: a key in the body
 * - `header`, `bearer`, `basic`: a header of the vendor's, RFC 6750, RFC 7617
 * - `sigv4`: a signature over the request
 */
export const AUTH_KINDS = ["none", "url", "body", "header", "bearer", "basic", "sigv4"] as const;

/** How the body is written. */
export type BodyTemplate =
  | { readonly json: Template }
  /** `application/x-www-form-urlencoded`. */
  | { readonly form: Readonly<Record<string, Template>> };

export interface RequestTemplate {
  readonly method: "POST" | "PUT" | Template;
  /** Scheme and host, or a setting that is an address (its name ends in `url`). Never from the event. */
  readonly base: Template;
  /** What follows the base: values in it are written `as: "url"`. */
  readonly path?: Template;
  readonly headers?: Readonly<Record<string, Template>>;
  readonly body: BodyTemplate;
  /** AWS: signed with the settings `region`, `access_key_id`, `secret_access_key`, `session_token`. */
  readonly sigV4?: { readonly service: string };
}

export interface ConnectorLimits {
  /** Of the whole body: the vendor's, or less where no event comes near it. */
  readonly bodyBytes: number;
  /** Requests that stay within the vendor's rate for one credential or address; null where it publishes none. */
  readonly perMinute: number | null;
}

/** Answers that mean something else with this vendor than with HTTP. */
export interface ConnectorAnswers {
  /** Refusals by which the vendor says that it has the event already. */
  readonly alreadyThere?: readonly number[];
  /** A 2xx took the event only if its JSON has this there (RFC 6901). */
  readonly takenWhere?: { readonly pointer: string; readonly is: string | number | boolean };
}

export interface Connector {
  /** Permanent: stands in tenants' endpoints. */
  readonly id: string;
  readonly name: string;
  readonly kind: ConnectorKind;
  readonly auth: (typeof AUTH_KINDS)[number];
  readonly settings: z.ZodObject;
  /** Settings that are sealed when kept and never listed. */
  readonly secrets: readonly string[];
  readonly request: RequestTemplate;
  /** States of which the vendor can make nothing: no request is made of such events. */
  readonly ignores?: readonly State[];
  readonly limits: ConnectorLimits;
  readonly answers?: ConnectorAnswers;
  readonly documentation: string;
  /** Settings (invented) and a type of event, of which the documentation shows the request. */
  readonly example: { readonly settings: Readonly<Record<string, unknown>>; readonly event: EventType };
}
