// Signatures by Standard Webhooks: ours are accepted by the published packages and theirs by us; what was tampered with, sent
// again later or signed with another key is refused. Ed25519 is checked against RFC 8032 and node:crypto.

import { createPublicKey, verify } from "node:crypto";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { expect, test } from "vitest";
import { base64, parseHex } from "../../../src/kernel/bytes.ts";
import { createReceiver } from "../../../src/webhooks/receiver/index.ts";
import { signMessage, verifyMessage, type Signed } from "../../../src/webhooks/sign-message.ts";
import { newSigningKey, parseSigningKey, parseVerifyingKey } from "../../../src/webhooks/signing-keys.ts";

const random = (sizeBytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(sizeBytes));
const PACKAGES = { standardwebhooks: StandardWebhook, svix: SvixWebhook };
const MESSAGE_ID = "msg_06fj2x9q0r4t8w1y5zab";
const BODY = JSON.stringify({
  type: "key.revoked",
  timestamp: "2026-11-23T14:00:00.000Z",
  data: { name: "Zoë ☂" },
});

async function signed(keys: readonly string[], nowMs: number, body = BODY): Promise<Signed> {
  const timestampS = Math.floor(nowMs / 1_000);
  const signature = await signMessage({ messageId: MESSAGE_ID, timestampS, body }, keys);
  return { id: MESSAGE_ID, timestamp: String(timestampS), signature, body };
}

const headersOf = ({ id, timestamp, signature }: Signed): Record<string, string> => ({
  "webhook-id": String(id),
  "webhook-timestamp": String(timestamp),
  "webhook-signature": String(signature),
});

test.each(Object.entries(PACKAGES))(
  "what we sign is accepted by `%s`, and what is not is refused",
  async (_, Webhook) => {
    const [key, former, other] = await Promise.all([1, 2, 3].map(() => newSigningKey("v1", random)));
    const pair = await newSigningKey("v1a", random);
    const keys = [key?.secret ?? "", former?.secret ?? "", pair.secret];
    const message = await signed(keys, Date.now());
    for (const known of [key, former]) {
      expect(new Webhook(known?.secret ?? "").verify(BODY, headersOf(message))).toEqual(JSON.parse(BODY));
    }
    expect(() => new Webhook(other?.secret ?? "").verify(BODY, headersOf(message))).toThrow(/signature/);
    expect(() => new Webhook(key?.secret ?? "").verify(`${BODY} `, headersOf(message))).toThrow(/signature/);
    const old = await signed(keys, Date.now() - 3_600_000);
    expect(() => new Webhook(key?.secret ?? "").verify(BODY, headersOf(old))).toThrow(/too old/);
  },
);

test.each(Object.entries(PACKAGES))("what `%s` signs is accepted by us", async (_, Webhook) => {
  const { secret } = await newSigningKey("v1", random);
  const at = new Date("2026-11-23T14:00:00Z");
  const message: Signed = {
    id: MESSAGE_ID,
    timestamp: String(at.getTime() / 1_000),
    signature: new Webhook(secret).sign(MESSAGE_ID, at, BODY),
    body: BODY,
  };
  const verified = await verifyMessage(message, { keys: [secret], nowMs: at.getTime() + 60_000 });
  expect(verified).toEqual({ ok: true, value: { messageId: MESSAGE_ID, sentAtMs: at.getTime() } });
});

test("the receiver that integrators copy accepts what we sign, with either scheme", async () => {
  const nowMs = Date.parse("2026-11-23T14:00:00Z");
  for (const scheme of ["v1", "v1a"] as const) {
    const { secret, publicKey } = await newSigningKey(scheme, random);
    const bodies: string[] = [];
    const receiver = createReceiver({
      keys: [publicKey ?? secret],
      clock: () => nowMs,
      apply: async ({ body }) => {
        bodies.push(body);
        return "applied";
      },
    });
    const headers = headersOf(await signed([secret], nowMs));
    const answer = await receiver.receive(
      new Request("https://hooks.acme.com/", { method: "POST", headers, body: BODY }),
    );
    expect([answer.status, bodies]).toEqual([200, [BODY]]);
  }
});

const NOW_MS = Date.parse("2026-11-23T14:00:00Z");

test("a signature stands for one id, one instant and the bytes of one body", async () => {
  for (const scheme of ["v1", "v1a"] as const) {
    const { secret, publicKey } = await newSigningKey(scheme, random);
    const other = await newSigningKey(scheme, random);
    const keys = [publicKey ?? secret];
    const message = await signed([secret], NOW_MS);
    const ask = (changed: Partial<Signed>, offered = keys, nowMs = NOW_MS) =>
      verifyMessage({ ...message, ...changed }, { keys: offered, nowMs });
    expect(await ask({})).toMatchObject({ ok: true });
    expect(await ask({ body: new TextEncoder().encode(BODY) })).toMatchObject({ ok: true });
    const refused = await Promise.all([
      ask({ body: BODY.replace("revoked", "rotated") }),
      ask({ id: "msg_other" }),
      ask({ id: null }),
      ask({ timestamp: String(NOW_MS / 1_000 + 1) }),
      ask({ timestamp: "soon" }),
      ask({ timestamp: null }),
      ask({ signature: null }),
      ask({ signature: "" }),
      ask({ signature: String(message.signature).replace(/^v1a?,/, "v2,") }),
      ask({ signature: String(message.signature).replace(/^v1a?,/, scheme === "v1" ? "v1a," : "v1,") }),
      ask({ signature: `${message.signature}AAAA` }),
      ask({}, [other.publicKey ?? other.secret]),
      ask({}, keys, NOW_MS + 300_001),
      ask({}, keys, NOW_MS - 300_001),
      ask({}, []),
    ]);
    for (const answer of refused)
      expect(answer).toMatchObject({ ok: false, fault: { code: "webhooks.unverified" } });
    expect(await ask({}, keys, NOW_MS + 300_000)).toMatchObject({ ok: true });
  }
});

test.each([0, 1, 63, 65, 128])("a signature of %i bytes is a wrong one, not an error", async (length) => {
  for (const scheme of ["v1", "v1a"] as const) {
    const { secret, publicKey } = await newSigningKey(scheme, random);
    const keys = [publicKey ?? secret];
    const signature = `${scheme},${base64(new Uint8Array(length))}`;
    const message = { ...(await signed([secret], NOW_MS)), signature };
    const answer = await verifyMessage(message, { keys, nowMs: NOW_MS });
    expect(answer).toMatchObject({ ok: false, fault: { code: "webhooks.unverified" } });
    const receiver = createReceiver({ keys, clock: () => NOW_MS, apply: async () => "applied" });
    const request = new Request("https://hooks.acme.com/", {
      method: "POST",
      headers: headersOf(message),
      body: BODY,
    });
    expect((await receiver.receive(request)).status).toBe(401);
  }
});

test("a full stop cannot move from the body into the id", async () => {
  const { secret } = await newSigningKey("v1", random);
  const at = new Date(NOW_MS);
  const signature = new StandardWebhook(secret).sign("msg_1", at, `${NOW_MS / 1_000}.{}`);
  const message = { id: `msg_1.${NOW_MS / 1_000}`, timestamp: String(NOW_MS / 1_000), signature, body: "{}" };
  expect(await verifyMessage(message, { keys: [secret], nowMs: NOW_MS })).toMatchObject({ ok: false });
  await expect(signMessage({ messageId: "a.b", timestampS: 1, body: "" }, [secret])).rejects.toThrow(
    TypeError,
  );
});

test("an Ed25519 pair made from the seed of RFC 8032, 7.1, test 2, is that pair and signs as told there", async () => {
  const seed = parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb") as Uint8Array;
  const made = await newSigningKey("v1a", () => seed);
  const known = parseHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c") as Uint8Array;
  expect(made.publicKey).toBe(`whpk_${base64(known)}`);
  const short = `whsk_${base64(seed)}`;
  expect(await signed([short], NOW_MS)).toEqual(await signed([made.secret], NOW_MS));
  const { signature } = await signed([made.secret], NOW_MS);
  const x = base64(known).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
  const bytes = Buffer.from(`${MESSAGE_ID}.${NOW_MS / 1_000}.${BODY}`);
  expect(verify(null, bytes, key, Buffer.from(String(signature).slice("v1a,".length), "base64"))).toBe(true);
});

test("the example of the specification's text forms is read, and what is no key is not", async () => {
  const { secret, publicKey } = await newSigningKey("v1a", random);
  const hmac = (await newSigningKey("v1", random)).secret;
  expect(parseSigningKey(hmac)).toMatchObject({ scheme: "v1" });
  expect(parseSigningKey(secret)).toMatchObject({ scheme: "v1a" });
  expect(parseVerifyingKey(publicKey ?? "")).toMatchObject({ scheme: "v1a" });
  const short = `whsec_${base64(random(23))}`;
  const long = `whsec_${base64(random(65))}`;
  const odd = `whsk_${base64(random(33))}`;
  const signing = ["", "whsec_", "whsec_!", short, long, String(publicKey), hmac.slice(6), odd];
  expect(signing.filter((text) => parseSigningKey(text) !== null)).toEqual([]);
  const verifying = ["", "whpk_", secret, `whpk_${base64(random(31))}`, `whpk_${base64(random(64))}`];
  expect(verifying.filter((text) => parseVerifyingKey(text) !== null)).toEqual([]);
});
