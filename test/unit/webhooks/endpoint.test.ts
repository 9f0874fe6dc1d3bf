// The document of an endpoint: what it takes, what it fills in, what it refuses and where it says so.

import { expect, test } from "vitest";
import { violationsOf } from "../../../src/kernel/violations.ts";
import {
  concurrencyOf,
  endpointChangeSchema,
  endpointSchema,
  newEndpointSchema,
  splitEndpoint,
} from "../../../src/webhooks/endpoint.ts";

const SMALL = {
  name: "billing",
  url: "https://hooks.acme.com/in",
  event_types: ["budget.*"],
  country: "DE",
  importer: "Acme GmbH",
};

/** The places that are wrong with it. */
function refusedAt(changes: object): readonly string[] {
  const parsed = newEndpointSchema.safeParse({ ...SMALL, ...changes });
  return parsed.success ? [] : violationsOf(parsed.error, "").map(({ pointer }) => pointer);
}

test("a small document is enough, and the rest is filled in", () => {
  expect(endpointSchema.parse(SMALL)).toEqual({
    ...SMALL,
    description: "",
    connector: null,
    condition: null,
    transformation: null,
    envelope: "standard",
    signatures: ["v1"],
    headers: {},
    order: "none",
    concurrency: 4,
    rate_per_second: null,
    timeout_seconds: 20,
  });
});

test("what opens something is split off, and the stored document has no place for it", () => {
  const secret = { secret_headers: { Authorization: "Bearer abc" } };
  const { endpoint, secrets } = splitEndpoint(newEndpointSchema.parse({ ...SMALL, ...secret }));
  expect(secrets).toEqual({ ...secret, credentials: {} });
  expect(JSON.stringify(endpoint)).not.toContain("Bearer");
  expect(endpointSchema.parse(endpoint)).toEqual(endpoint);
  expect(endpointSchema.safeParse({ ...SMALL, ...secret }).success).toBe(false);
});

test("a change says only what it changes", () => {
  expect(endpointChangeSchema.parse({ concurrency: 2, condition: null })).toEqual({
    concurrency: 2,
    condition: null,
  });
  expect(endpointChangeSchema.safeParse({ status: "active" }).success).toBe(false);
});

test("a strict order has one delivery in flight, whatever the document says", () => {
  const endpoint = endpointSchema.parse({ ...SMALL, concurrency: 9 });
  expect(concurrencyOf(endpoint)).toBe(9);
  expect(concurrencyOf({ ...endpoint, order: "strict" })).toBe(1);
});

test.each<[string, object, readonly string[]]>([
  ["neither address nor connector", { url: null }, ["/url"]],
  ["both address and connector", { connector: { id: "slack" } }, ["/url"]],
  ["a type that does not exist", { event_types: ["key.revoked", "key.lost"] }, ["/event_types/1"]],
  ["no type at all", { event_types: [] }, ["/event_types"]],
  ["a field that does not exist", { secret: "x" }, ["/secret"]],
  ["one scheme twice", { signatures: ["v1", "v1"] }, ["/signatures"]],
  ["no signature", { signatures: [] }, ["/signatures"]],
  ["a country that is none", { country: "Germany" }, ["/country"]],
  ["a timeout past what receivers need", { timeout_seconds: 31 }, ["/timeout_seconds"]],
  ["too many at once", { concurrency: 21 }, ["/concurrency"]],
  ["an order that does not exist", { order: "fifo" }, ["/order"]],
  ["a header that frames the request", { headers: { "Content-Length": "1" } }, ["/headers/Content-Length"]],
  ["a header of the platform", { headers: { "cf-connecting-ip": "1" } }, ["/headers/cf-connecting-ip"]],
  ["a header of the signature", { headers: { "Webhook-Id": "1" } }, ["/headers/Webhook-Id"]],
  ["a header of the idempotency", { headers: { "x-idempotency-key": "1" } }, ["/headers/x-idempotency-key"]],
  [
    "a header that opens metadata",
    { headers: { "Metadata-Flavor": "Google" } },
    ["/headers/Metadata-Flavor"],
  ],
  ["a header with a line end", { headers: { "x-a": "1\r\nhost: b" } }, ["/headers/x-a"]],
  ["a header with a name of two words", { headers: { "x a": "1" } }, ["/headers/x a"]],
  ["a header with a slash in its name", { headers: { "x/a": "1" } }, ["/headers/x~1a"]],
  ["a header that is a list", { headers: { "x-a": ["1"] } }, ["/headers/x-a"]],
  ["one header in two spellings", { headers: { "X-A": "1", "x-a": "2" } }, ["/headers/x-a"]],
  ["a credential where all may see it", { headers: { Authorization: "x" } }, ["/headers/Authorization"]],
  ["a secret header that is the platform's", { secret_headers: { host: "x" } }, ["/secret_headers/host"]],
  [
    "a header that is shown and secret",
    { headers: { "x-a": "1" }, secret_headers: { "X-A": "2" } },
    ["/secret_headers/X-A"],
  ],
  ["credentials without a connector", { credentials: { token: "x" } }, ["/credentials"]],
  [
    "too many headers",
    { headers: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x-${i}`, "1"])) },
    ["/headers"],
  ],
  [
    "a condition with a wrong leaf",
    { condition: { all: [{ path: "/data/a", operator: "like", value: 1 }] } },
    ["/condition/all/0/operator"],
  ],
  [
    "a template with a wrong pointer",
    { transformation: { template: { a: { $path: "data" } } } },
    ["/transformation/template/a/$path"],
  ],
])("refuses %s, and says where", (_what, changes, pointers) => {
  expect(refusedAt(changes)).toEqual(pointers);
});
