// The OpenAPI 3.1 document, made from the operations. JSON Schema comes from the same zod schemas that requests are
// parsed with, so the document cannot say other than what is enforced.

import { z } from "zod";
import {
  PROBLEM_TYPE,
  type BodySpec,
  type HeaderSpec,
  type Operation,
  type ResponseSpec,
} from "../edge/index.ts";
import { FAULTS } from "../kernel/fault.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { ACTIONS } from "../policy/index.ts";
import { ANY_JSON, schemaOf, type JsonObject } from "./openapi-schema.ts";

const PROBLEM: JsonObject = {
  type: "object",
  description: "A problem document (RFC 9457).",
  required: ["type", "title", "status", "code", "retryable", "instance"],
  properties: {
    type: { type: "string", format: "uri" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(FAULTS) },
    detail: { type: "string" },
    violations: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "message"],
        properties: { pointer: { type: "string" }, message: { type: "string" } },
      },
    },
    retryable: { type: "boolean" },
    instance: { type: "string", format: "uri" },
  },
};

function parametersOf(place: "path" | "query", schema: z.ZodObject | null): JsonObject[] {
  if (schema === null) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input") as {
    properties?: JsonObject;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

function requestBodyOf(body: BodySpec): JsonObject {
  if (body.kind === "none") return {};
  if (body.kind === "json") {
    return {
      requestBody: {
        required: body.mayBeEmpty !== true,
        content: { "application/json": { schema: schemaOf(body.schema, "input") } },
      },
    };
  }
  const binary = { schema: { type: "string", format: "binary" } };
  const content = Object.fromEntries(body.contentTypes.map((type) => [type, binary]));
  return { requestBody: { required: true, content } };
}

const NO_CONTENT = "204";

function contentOf({ schema, contentType = "application/json", also = [] }: ResponseSpec): JsonObject {
  const told = schema === undefined ? {} : { schema: schemaOf(schema, "output") };
  return { [contentType]: told, ...Object.fromEntries(also.map((type) => [type, {}])) };
}

function responsesOf(operation: Operation): JsonObject {
  const declared = Object.entries(operation.responses).map(([status, response]) => {
    const { description } = response;
    return [
      status,
      status === NO_CONTENT ? { description } : { description, content: contentOf(response) },
    ] as const;
  });
  const problem = {
    description: "A problem",
    content: { [PROBLEM_TYPE]: { schema: { $ref: "#/components/schemas/Problem" } } },
  };
  const isShaped = operation.audience === "tenant" && operation.refusalShape !== undefined;
  const refusal = isShaped ? { description: "A refusal in the protocol's own form" } : problem;
  return { ...Object.fromEntries(declared), default: refusal };
}

const IDEMPOTENCY_KEY: HeaderSpec = {
  name: "Idempotency-Key",
  required: false,
  schema: z.string().max(255),
  description:
    "Repeating a request with the same key changes nothing and gives the first reply, for 24 hours.",
};

function headersOf({ headers = [], isIdempotentByKey }: Operation): JsonObject[] {
  const honoured = isIdempotentByKey === true ? [...headers, IDEMPOTENCY_KEY] : headers;
  return honoured.map(({ schema, ...header }) => ({
    ...header,
    in: "header",
    schema: schemaOf(schema, "input"),
  }));
}

function describe(operation: Operation): JsonObject {
  const action = operation.audience === "tenant" ? operation.action : null;
  const meaning = action === null ? [] : [`Action: \`${action}\` (${ACTIONS[action].meaning}).`];
  const description = [operation.description ?? operation.summary, ...meaning].join("\n\n");
  const security = { tenant: [{ apiKey: [] }], operator: [{ operatorToken: [] }], public: [] }[
    operation.audience
  ];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description,
    security,
    parameters: [
      ...parametersOf("path", operation.params),
      ...parametersOf("query", operation.query),
      ...headersOf(operation),
    ],
    ...requestBodyOf(operation.body),
    responses: responsesOf(operation),
    ...(action === null
      ? {}
      : { "x-traceo-action": action, "x-traceo-data-class": ACTIONS[action].dataClass }),
  };
}

export function openApiDocument(operations: readonly Operation[], serverUrl: string): JsonObject {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    if (operation.audience === "public" && operation.isPage === true) continue;
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Traceo Gateway",
      version: "1",
      description: "The front door and enterprise layer of the Traceo observability platform.",
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set(operations.map((operation) => operation.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: PROBLEM, Json: ANY_JSON },
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key of the tenant (`tgk_…`)." },
        operatorToken: {
          type: "http",
          scheme: "bearer",
          description: "The operator's token, on the base domain.",
        },
      },
    },
  };
}
