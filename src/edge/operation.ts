// What an operation of the gateway declares: the one description from which its route, its checks, its documentation
// and its hostile tests are made. A tenant operation without an action does not compile.

import type { z } from "zod";
import type { Result } from "../kernel/result.ts";
import type { Action, DataClass } from "../policy/index.ts";
import type { OperatorCall, PublicCall, TenantCall } from "./call.ts";
import type { Reply } from "./reply.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** How the body is taken: none, JSON by a schema, or bytes that the operation decodes itself (after decompression). */
export type BodySpec =
  | { readonly kind: "none" }
  | {
      readonly kind: "json";
      readonly schema: z.ZodType;
      readonly maxBytes: number;
      /** Clients of a protocol leave it out where it would be `{}`. */
      readonly mayBeEmpty?: boolean;
    }
  | {
      readonly kind: "bytes";
      readonly contentTypes: readonly string[];
      /** As sent. */
      readonly maxBytes: number;
      /** After decompression. */
      readonly maxDecodedBytes: number;
    }
  | {
      /** Taken by the operation as it comes, coded as it is: for what is too large to be held. It counts the bytes itself. */
      readonly kind: "stream";
      readonly contentTypes: readonly string[];
      /** As sent. */
      readonly maxBytes: number;
    };

export interface ResponseSpec {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** `application/json` unless it says otherwise. */
  readonly contentType?: string;
  /** Other representations of the same. */
  readonly also?: readonly string[];
}

/** A header that changes what the operation does, for the documentation. */
export interface HeaderSpec {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly schema: z.ZodType;
}

interface Described {
  /** `domain.verb`: permanent, the OpenAPI operationId. */
  readonly id: string;
  readonly method: Method;
  /** OpenAPI style: `/v1/keys/{key_id}`. */
  readonly path: `/${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params: z.ZodObject | null;
  readonly query: z.ZodObject | null;
  readonly body: BodySpec;
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /** Those that it honours, but for `Idempotency-Key`, which `isIdempotentByKey` stands for. */
  readonly headers?: readonly HeaderSpec[];
  /** Takes an `Idempotency-Key`: repeating the request then changes nothing. */
  readonly isIdempotentByKey?: boolean;
}

export interface TenantOperation extends Described {
  readonly audience: "tenant";
  readonly action: Action;
  /** Telemetry comes in too fast for a rate limiter's round trip; its limits are counted where it commits. */
  readonly isIngest?: boolean;
  /** Works on rows that only their labels tell apart: policy may then answer with a row filter, which it honours. */
  readonly rows?: boolean;
  /** A protocol's own body for refusals, in place of the problem document. */
  readonly refusalShape?: (request: Request, problem: Reply) => Reply;
  readonly handle: (call: TenantCall) => Promise<Result<Reply>>;
}

export interface OperatorOperation extends Described {
  readonly audience: "operator";
  /** What of a tenant it carries, in or out: an operation without an action says it itself; empty for nothing. */
  readonly carries: readonly DataClass[];
  /** Makes a credential for whoever calls: told once, kept as a hash. */
  readonly issuesCredential?: true;
  readonly handle: (call: OperatorCall) => Promise<Result<Reply>>;
}

export interface PublicOperation extends Described {
  readonly audience: "public";
  /** As with an operator's. */
  readonly carries: readonly DataClass[];
  /** Is about the tenant of its host, and served where that tenant may be processed only. */
  readonly isInRegion?: true;
  /** For people: no part of the API, and of its document. */
  readonly isPage?: true;
  /** A page for refusals, in place of the problem document. */
  readonly refusalShape?: (request: Request, problem: Reply) => Reply;
  readonly handle: (call: PublicCall) => Promise<Result<Reply>>;
}

export type Operation = TenantOperation | OperatorOperation | PublicOperation;

type Parsed<S> = S extends z.ZodType ? z.infer<S> : null;
type ParsedBody<B> = B extends { kind: "json"; schema: infer S }
  ? Parsed<S>
  : B extends { kind: "bytes" }
    ? Uint8Array
    : B extends { kind: "stream" }
      ? ReadableStream<Uint8Array>
      : null;

/** The call as its handler sees it: with the types of the schemas that were declared. */
type Typed<C, P, Q, B> = Omit<C, "params" | "query" | "body"> & {
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: ParsedBody<B>;
};

type Schema = z.ZodObject | null;

type Declared<O extends Operation, C, P, Q, B> = Omit<
  O,
  "handle" | "audience" | "params" | "query" | "body"
> & {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly handle: (call: Typed<C, P, Q, B>) => Promise<Result<Reply>>;
};

// The schemas that give `handle` its types are the ones that `serve` parses with: hence the casts below.

export function tenantOperation<P extends Schema, Q extends Schema, const B extends BodySpec>(
  declared: Declared<TenantOperation, TenantCall, P, Q, B>,
): TenantOperation {
  return { ...declared, audience: "tenant" } as unknown as TenantOperation;
}

export function operatorOperation<P extends Schema, Q extends Schema, const B extends BodySpec>(
  declared: Declared<OperatorOperation, OperatorCall, P, Q, B>,
): OperatorOperation {
  return { ...declared, audience: "operator" } as unknown as OperatorOperation;
}

export function publicOperation<P extends Schema, Q extends Schema, const B extends BodySpec>(
  declared: Declared<PublicOperation, PublicCall, P, Q, B>,
): PublicOperation {
  return { ...declared, audience: "public" } as unknown as PublicOperation;
}
