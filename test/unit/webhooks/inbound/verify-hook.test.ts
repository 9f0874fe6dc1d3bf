// Signatures of other systems: by the examples that they publish, and by HMACs made here; everything else is refused.

import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { utf8 } from "../../../../src/kernel/bytes.ts";
import {
  newHookSourceSchema,
  signMessage,
  verifyHook,
  type HookSource,
  type NewHookSource,
} from "../../../../src/webhooks/index.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const NOW_S = Math.floor(NOW_MS / 1_000);

type Asked = Omit<NewHookSource, "name" | "becomes" | "hmac"> & { hmac?: object };

function sourceOf(asked: Asked): HookSource {
  const { secret: _told, ...source } = newHookSourceSchema.parse({
    name: "them",
    becomes: "event",
    ...asked,
  });
  return source;
}

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly secret: string;
  readonly nowMs?: number;
}

const verify = (source: HookSource, { headers, body, secret, nowMs = NOW_MS }: Sent) =>
  verifyHook({ headers, body: utf8(body) }, { source, secret, nowMs });

const hmac = (secret: string, text: string, algorithm = "sha256") =>
  createHmac(algorithm, secret).update(text);

describe("GitHub", () => {
  const source = sourceOf({ scheme: "github" });
  // The example of "Validating webhook deliveries" in GitHub's documentation.
  const sent = {
    headers: {
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
      "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      "x-github-event": "push",
    },
    body: "Hello, World!",
    secret: "It's a Secret to Everybody",
  };

  it("is known by the signature of its own example, with its delivery and its event", async () => {
    const id = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
    expect(await verify(source, sent)).toEqual({ id, kind: "push" });
  });

  it.each([
    ["another body", { ...sent, body: "Hello, World?" }],
    ["another secret", { ...sent, secret: "not a secret" }],
    ["no signature", { ...sent, headers: { "x-github-delivery": "1" } }],
    [
      "a signature without its prefix",
      { ...sent, headers: { ...sent.headers, "x-hub-signature-256": "757107ea" } },
    ],
    ["no delivery", { ...sent, headers: { "x-hub-signature-256": sent.headers["x-hub-signature-256"] } }],
    [
      "an id that cannot be kept",
      { ...sent, headers: { ...sent.headers, "x-github-delivery": "x".repeat(300) } },
    ],
  ])("is refused with %s", async (_what, hook) => {
    expect(await verify(source, hook)).toBeNull();
  });
});

describe("Stripe", () => {
  const source = sourceOf({ scheme: "stripe" });
  const secret = "whsec_test_secret";
  const body = JSON.stringify({ id: "evt_1NG8Du2eZvKYlo2CUI79vXWy", object: "event", type: "invoice.paid" });
  const signed = (seconds: number, key = secret): string => hmac(key, `${seconds}.${body}`).digest("hex");
  const sent = (header: string, nowMs = NOW_MS): Sent => ({
    headers: { "stripe-signature": header },
    body,
    secret,
    nowMs,
  });

  it("is known by one of its signatures, with the event's id and type", async () => {
    const header = `t=${NOW_S},v1=${"0".repeat(64)},v1=${signed(NOW_S)},v0=${"1".repeat(64)}`;
    const verified = { id: "evt_1NG8Du2eZvKYlo2CUI79vXWy", kind: "invoice.paid" };
    expect(await verify(source, sent(header))).toEqual(verified);
  });

  it.each([
    ["a signature by another secret", sent(`t=${NOW_S},v1=${signed(NOW_S, "whsec_other")}`)],
    ["an old instant", sent(`t=${NOW_S - 301},v1=${signed(NOW_S - 301)}`)],
    ["an instant ahead", sent(`t=${NOW_S + 301},v1=${signed(NOW_S + 301)}`)],
    ["an instant that was not signed", sent(`t=${NOW_S},v1=${signed(NOW_S - 10)}`)],
    ["only the scheme of test events", sent(`t=${NOW_S},v0=${signed(NOW_S)}`)],
    ["no instant", sent(`v1=${signed(NOW_S)}`)],
    ["no header", { headers: {}, body, secret }],
  ])("is refused with %s", async (_what, hook) => {
    expect(await verify(source, hook)).toBeNull();
  });
});

describe("Standard Webhooks", () => {
  const source = sourceOf({ scheme: "standard_webhooks" });
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const body = '{"type":"invoice.paid","data":{}}';
  const sign = async (messageId: string, key = secret): Promise<Record<string, string>> => ({
    "webhook-id": messageId,
    "webhook-timestamp": String(NOW_S),
    "webhook-signature": await signMessage({ messageId, timestampS: NOW_S, body }, [key]),
  });

  it("is known by its signature, with its id and type", async () => {
    const headers = await sign("msg_1");
    expect(await verify(source, { headers, body, secret })).toEqual({ id: "msg_1", kind: "invoice.paid" });
  });

  it("is refused under another id, with another body, by another key, and too late", async () => {
    const headers = await sign("msg_1");
    expect(await verify(source, { headers: { ...headers, "webhook-id": "msg_2" }, body, secret })).toBeNull();
    expect(await verify(source, { headers, body: `${body} `, secret })).toBeNull();
    const other = await sign("msg_1", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    expect(await verify(source, { headers: other, body, secret })).toBeNull();
    expect(await verify(source, { headers, body, secret, nowMs: NOW_MS + 301_000 })).toBeNull();
  });
});

describe("any other sender with an HMAC", () => {
  const settings = { header: "X-Signature", algorithm: "sha512", encoding: "base64", prefix: "v0=" } as const;
  const secret = "a secret of theirs";
  const body = '{"what":"happened"}';
  const signature = `v0=${hmac(secret, body, "sha512").digest("base64")}`;

  it("is known by the header, algorithm, encoding and prefix that the source names", async () => {
    const source = sourceOf({
      scheme: "hmac",
      hmac: { ...settings, id_header: "X-Id", kind_header: "X-Kind" },
    });
    const headers = { "x-signature": signature, "x-id": "17", "x-kind": "created" };
    expect(await verify(source, { headers, body, secret })).toEqual({ id: "17", kind: "created" });
    const { "x-id": _id, ...without } = headers;
    expect(await verify(source, { headers: without, body, secret })).toBeNull();
    const bare = { ...headers, "x-signature": signature.slice(3) };
    expect(await verify(source, { headers: bare, body, secret })).toBeNull();
  });

  it("may call its headers as what every object has, and is refused without them", async () => {
    for (const name of ["constructor", "__proto__"]) {
      const named = sourceOf({ scheme: "hmac", hmac: { ...settings, header: name } });
      expect(await verify(named, { headers: {}, body, secret })).toBeNull();
      const headers = Object.fromEntries([[name, signature]]);
      expect((await verify(named, { headers, body, secret }))?.id).toHaveLength(64);
      const kind = sourceOf({ scheme: "hmac", hmac: { ...settings, kind_header: name } });
      expect((await verify(kind, { headers: { "x-signature": signature }, body, secret }))?.kind).toBeNull();
      const id = sourceOf({ scheme: "hmac", hmac: { ...settings, id_header: name } });
      expect(await verify(id, { headers: { "x-signature": signature }, body, secret })).toBeNull();
    }
  });

  it("that sends no id is told apart by what it sends", async () => {
    const source = sourceOf({ scheme: "hmac", hmac: settings });
    const first = await verify(source, { headers: { "x-signature": signature }, body, secret });
    const again = await verify(source, { headers: { "x-signature": signature }, body, secret });
    expect(first?.id).toHaveLength(64);
    expect(again).toEqual(first);
  });

  it("cannot be set up without saying where the signature is, nor another scheme with it", () => {
    const given = { name: "them", becomes: "logs", secret: "12345678" };
    const problems = (source: object): string[] =>
      newHookSourceSchema.safeParse(source).error?.issues.map(({ path }) => path.join("/")) ?? [];
    expect(problems({ ...given, scheme: "hmac" })).toEqual(["hmac"]);
    expect(problems({ ...given, scheme: "github", hmac: settings })).toEqual(["hmac"]);
    expect(problems({ ...given, scheme: "hmac", hmac: { ...settings, header: "no header" } })).toEqual([
      "hmac/header",
    ]);
  });
});
