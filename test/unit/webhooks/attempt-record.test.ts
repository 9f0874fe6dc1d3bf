// What is kept of an attempt: enough to see what went wrong, and no credential.

import { expect, test } from "vitest";
import { utf8 } from "../../../src/kernel/bytes.ts";
import {
  attemptSchema,
  recordAttempt,
  type MadeAttempt,
  type Received,
} from "../../../src/webhooks/attempt-record.ts";

const TOKEN = "abc123.very-secret/token";
const KEY = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0";
const RECEIVED: Received = { status: 500, headers: { "content-type": "text/plain" }, body: utf8("no room") };

const made = (changes: Partial<MadeAttempt> = {}): MadeAttempt => ({
  attempt: 2,
  startedAtMs: Date.parse("2026-11-23T14:00:00Z"),
  endedAtMs: Date.parse("2026-11-23T14:00:01.250Z"),
  request: {
    method: "POST",
    url: `https://hooks.acme.com/in/${TOKEN}?sig=${TOKEN}&v=2`,
    headers: { authorization: `Bearer ${TOKEN}`, "webhook-signature": "v1,abcd", "x-env": "prod" },
    body: "{}",
  },
  received: RECEIVED,
  judgement: { outcome: "failed", reason: "status_500", isOverloaded: false, retryAfterMs: null },
  nextAtMs: Date.parse("2026-11-23T14:05:01Z"),
  secrets: {
    secret_headers: { Authorization: `Bearer ${TOKEN}` },
    credentials: { password: 'pass"word' },
    keys: [KEY],
  },
  ...changes,
});

test("an attempt says what was sent, what came back, how long it took and what is next", () => {
  const record = recordAttempt(made());
  expect(attemptSchema.parse(record)).toEqual(record);
  expect(record).toEqual({
    attempt: 2,
    at: "2026-11-23T14:00:00.000Z",
    duration_ms: 1_250,
    outcome: "failed",
    reason: "status_500",
    request: {
      method: "POST",
      url: "https://hooks.acme.com/in/[redacted]?sig=[redacted]&v=[redacted]",
      headers: { authorization: "[redacted]", "webhook-signature": "[redacted]", "x-env": "prod" },
      body: "{}",
      body_bytes: 2,
      is_truncated: false,
    },
    response: {
      status: 500,
      headers: { "content-type": "text/plain" },
      body: "no room",
      body_bytes: 7,
      is_truncated: false,
    },
    next_attempt_at: "2026-11-23T14:05:01.000Z",
  });
});

test("a receiver that sends our credentials back does not get them into the record, in any spelling", () => {
  const body = [
    `Bearer ${TOKEN}`,
    TOKEN,
    encodeURIComponent(TOKEN),
    KEY,
    JSON.stringify({ p: 'pass"word' }),
  ].join("\n");
  const headers = {
    "set-cookie": "session=1",
    "X-Echo": `got ${TOKEN}`,
    Location: `https://a.b/?t=${encodeURIComponent(TOKEN)}`,
  };
  const text = JSON.stringify(recordAttempt(made({ received: { status: 401, headers, body: utf8(body) } })));
  const secrets = [TOKEN, encodeURIComponent(TOKEN), KEY, "session=1", "word"];
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});

test("a secret at the place where a body is cut leaves no half of itself", () => {
  const body = utf8(`${"x".repeat(4_090)}${TOKEN}`);
  const { response } = recordAttempt(made({ received: { ...RECEIVED, body } }));
  expect(response?.body.includes(TOKEN.slice(0, 6))).toBe(false);
  expect(response).toMatchObject({ body_bytes: 4_090 + TOKEN.length, is_truncated: true });
});

test("bodies and headers are cut, characters stay whole, and bytes that are no text do no harm", () => {
  const headers = Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`x-${at}`, "v".repeat(9_999)]));
  const body = utf8("☂".repeat(4_000));
  const { response } = recordAttempt(made({ received: { status: 200, headers, body } }));
  expect(response?.body).toBe("☂".repeat(1_365));
  expect(Object.keys(response?.headers ?? {})).toHaveLength(40);
  expect(response?.headers["x-1"]).toHaveLength(256);
  const odd = Uint8Array.of(0, 27, 65, 255, 10, 127);
  expect(recordAttempt(made({ received: { ...RECEIVED, body: odd } })).response?.body).toBe(
    "\ufffd\ufffdA\ufffd\n\ufffd",
  );
});

test("an attempt without an answer has none", () => {
  const record = recordAttempt(made({ received: null, nextAtMs: null, endedAtMs: 0 }));
  expect([record.response, record.next_attempt_at, record.duration_ms]).toEqual([null, null, 0]);
});

test("of an address that is a secret nothing is kept that opens it: neither its path nor its query", () => {
  const path = "/services/T0AB12345/B0CD67890/aBcDeFgHiJkLmNoPqRsTuVwX";
  const address = `https://hooks.slack.com${path}?sig=a-long-signature`;
  const secrets = { secret_headers: {}, credentials: { webhook_url: address }, keys: [] };
  const echoed = [
    path.slice(1),
    `no_service ${path}`,
    "B0CD67890",
    "sig=a-long-signature",
    "services are down",
  ];
  const received = { status: 404, headers: {}, body: utf8(echoed.join("\n")) };
  const request = { ...made().request, url: address };
  const record = recordAttempt(made({ secrets, received, request }));
  expect(record.request.url).toBe("https://hooks.slack.com/[redacted]?sig=[redacted]");
  expect(record.response?.body.split("\n")).toEqual([
    "[redacted]",
    "no_service /[redacted]",
    "[redacted]",
    "sig=[redacted]",
    "services are down",
  ]);
});
