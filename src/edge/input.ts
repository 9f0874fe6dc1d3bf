// Parsing a request by an operation's schemas: all violations at once, each with the place it stands at.

import type { z } from "zod";
import { hex } from "../kernel/bytes.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { sha256 } from "../kernel/sha256.ts";
import { violationsOf } from "../kernel/violations.ts";
import type { Idempotency } from "../tenant/index.ts";
import { readBody } from "./body.ts";
import type { Operation } from "./operation.ts";

export interface Input {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly idempotency: Idempotency | null;
}

const MAX_VIOLATIONS = 20;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** `request.invalid` with pointers, or what reading the body refuses. */
export async function readInput(
  operation: Operation,
  request: Request,
  at: { readonly url: URL; readonly params: Readonly<Record<string, string>> },
): Promise<Result<Input>> {
  const params = parse(operation.params, at.params, "path");
  if (!params.ok) return params;
  const query = readQuery(operation, at.url);
  if (!query.ok) return query;
  const body = await readBody(request, operation.body);
  if (!body.ok) return body;
  const parsed =
    operation.body.kind === "json"
      ? parse(operation.body.schema, body.value.value, "")
      : ok(body.value.value);
  if (!parsed.ok) return parsed;
  const idempotency = readIdempotency(operation, request, { path: at.url.pathname, raw: body.value.raw });
  if (!idempotency.ok) return idempotency;
  return ok({ params: params.value, query: query.value, body: parsed.value, idempotency: idempotency.value });
}

/** What is said twice says two things: neither is taken for the other. */
function readQuery({ query: schema }: Operation, { search, searchParams }: URL): Result<unknown> {
  const query = parse(schema, search === "" ? {} : Object.fromEntries(searchParams), "query");
  if (schema === null || !query.ok) return query;
  const names = [...searchParams.keys()];
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice === undefined) return query;
  const [pointer, message] = [`query/${twice}`, "it is there twice"];
  return failed(fault("request.invalid", `${pointer}: ${message}`, [{ pointer, message }]));
}

function parse(schema: z.ZodType | null, value: unknown, place: "path" | "query" | ""): Result<unknown> {
  if (schema === null) return ok(null);
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const violations = violationsOf(parsed.error, place).slice(0, MAX_VIOLATIONS);
  const [first] = violations;
  const where = first?.pointer === "" ? "the body" : first?.pointer;
  return failed(fault("request.invalid", `${where}: ${first?.message}`, violations));
}

function readIdempotency(
  operation: Operation,
  request: Request,
  sent: { readonly path: string; readonly raw: Uint8Array },
): Result<Idempotency | null> {
  const key = request.headers.get("idempotency-key");
  if (key === null || operation.isIdempotentByKey !== true) return ok(null);
  if (!IDEMPOTENCY_KEY.test(key)) {
    const message = "1 to 255 printable characters without spaces";
    return failed(
      fault("request.invalid", `Idempotency-Key: ${message}`, [
        { pointer: "header/idempotency-key", message },
      ]),
    );
  }
  return ok({ key, requestHash: hex(sha256(operation.method, " ", sent.path, "\n", sent.raw)) });
}
