// GitHub: `X-Hub-Signature-256` is `sha256=` and the HMAC of the body in hexadecimal; `X-GitHub-Delivery` is the message's id, the
// same when it is delivered again. Source: docs.github.com, "Validating webhook deliveries" and "Webhook events and payloads".
// LIMIT: GitHub signs neither the id nor an instant: who has recorded a request can send it again under another id.

import { parseHex } from "../../kernel/bytes.ts";
import { isMac } from "./hook-mac.ts";
import { verifiedHook, type ReceivedHook, type VerifiedHook } from "./received-hook.ts";

const PREFIX = "sha256=";

export function verifyGithub({ headers, body }: ReceivedHook, secret: string): VerifiedHook | null {
  const text = headers["x-hub-signature-256"] ?? "";
  const offered = text.startsWith(PREFIX) ? parseHex(text.slice(PREFIX.length)) : null;
  if (!isMac(offered, { algorithm: "sha256", secret, parts: [body] })) return null;
  return verifiedHook(headers["x-github-delivery"], headers["x-github-event"]);
}
