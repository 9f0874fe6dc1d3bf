// What anyone may see: health, the OpenAPI document and the reference page that draws it.

import { z } from "zod";
import { bytesReply, jsonReply, publicOperation, type Operation } from "../edge/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok } from "../kernel/result.ts";
import { discoveryDocument } from "../policy/index.ts";
import { openApiDocument } from "./openapi.ts";
import { REFERENCE_HEADERS, referencePage } from "./reference-page.ts";

const NO_INPUT = { params: null, query: null, body: { kind: "none" } } as const;

const health = publicOperation({
  ...NO_INPUT,
  id: "health",
  method: "GET",
  path: "/healthz",
  tag: "Gateway",
  carries: [],
  summary: "Is this isolate serving?",
  responses: { 200: { description: "It is", schema: z.object({ status: z.literal("ok") }) } },
  handle: async () => ok(jsonReply(200, { status: "ok" })),
});

const reference = publicOperation({
  ...NO_INPUT,
  id: "docs",
  method: "GET",
  path: "/docs",
  tag: "Gateway",
  carries: [],
  summary: "The API reference as a page",
  responses: { 200: { description: "The page", contentType: "text/html" } },
  handle: async () => ok({ status: 200, headers: REFERENCE_HEADERS, body: referencePage() }),
});

const authzenConfiguration = publicOperation({
  ...NO_INPUT,
  id: "authzen.configuration",
  method: "GET",
  path: "/.well-known/authzen-configuration",
  tag: "Decisions",
  carries: [],
  summary: "Where the policy decision point is (AuthZEN)",
  responses: {
    200: { description: "The metadata of AuthZEN 1.0, section 9", schema: z.record(z.string(), z.string()) },
  },
  handle: async (call) => ok(jsonReply(200, discoveryDocument(call.url.origin))),
});

const referenceScript = publicOperation({
  id: "docs.asset",
  method: "GET",
  path: "/docs/assets/{name}",
  tag: "Gateway",
  carries: [],
  summary: "What the reference page is made of",
  params: z.object({ name: z.string().regex(/^[a-z0-9-]+\.(?:js|css)$/) }),
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "A script or style sheet", contentType: "text/javascript" } },
  handle: async (call) => {
    const asset = await call.assets.fetch(new URL(`/${call.params.name}`, call.url));
    if (!asset.ok || asset.body === null) return failed(fault("request.no_such_route"));
    const type = asset.headers.get("content-type") ?? "text/javascript";
    const headers = { "content-type": type, "cache-control": "public, max-age=86400" };
    return ok({ ...bytesReply(type, asset.body), headers });
  },
});

/** The document describes the operations beside it, so they are asked for when it is. */
export function publicOperations(list: () => readonly Operation[]): Operation[] {
  const openapi = publicOperation({
    ...NO_INPUT,
    id: "openapi",
    method: "GET",
    path: "/openapi.json",
    tag: "Gateway",
    carries: [],
    summary: "This API as OpenAPI 3.1",
    responses: { 200: { description: "The document" } },
    handle: async (call) => ok(jsonReply(200, openApiDocument(list(), call.url.origin))),
  });
  return [health, openapi, reference, referenceScript, authzenConfiguration];
}
