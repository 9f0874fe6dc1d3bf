// The shapes that connectors' settings are made of. Each is closed: what it lets through can stand in a header, a path or
// an address without changing anything else there.
// INVARIANT: a setting whose name ends in `url` is an address, and no other is.

import { z } from "zod";

/** A key or token: visible ASCII, as a header takes it. */
export function secretText(most = 512): z.ZodString {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^[!-~]+$/, "visible ASCII characters only");
}

/** The value of a header, with spaces in it: `Bearer …`. */
export function headerText(): z.ZodString {
  return z
    .string()
    .max(1_024)
    .regex(/^[!-~](?:[ -~]*[!-~])?$/, "printable ASCII characters, none of them a space at an end");
}

/** A name for people: no control characters. */
export function plainText(most: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u, "no control characters");
}

/** An identifier of the vendor's; no character of it means anything in a path. */
export function identifier(most = 128): z.ZodString {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, "letters, digits, `_` and `-` only");
}

const MOST_URL_CHARS = 2_048;

/** Kept in its normal form, which is the one that is sent and by which it is found again where it is a secret. */
function address(message: string, isRight: (url: URL) => boolean) {
  return z
    .string()
    .max(MOST_URL_CHARS)
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && url.username === "" && url.password === "" && url.hash === "" && isRight(url);
    }, message)
    .overwrite(normalForm);
}

/** As the parser of addresses writes it; a bare host without the slash. */
function normalForm(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text;
  return url.pathname === "/" && url.search === "" ? url.origin : url.href;
}

/** An address that the vendor hands out whole: https, its host one of these or below one that begins with a dot. */
export function vendorUrl(hosts: readonly string[], path = /^\/./) {
  const isHost = ({ hostname }: URL): boolean =>
    hosts.some((host) => (host.startsWith(".") ? hostname.endsWith(host) : hostname === host));
  return address(
    `an https address at ${hosts.map((host) => `\`${host}\``).join(" or ")}`,
    (url) => url.protocol === "https:" && url.port === "" && isHost(url) && path.test(url.pathname),
  );
}

/** The vendor's host of this customer, without a path: `https://acme.example.com`. */
export function vendorSite(hosts: readonly string[]) {
  return vendorUrl(hosts, /^\/$/).refine((text) => !text.endsWith("/") && !text.includes("?"), "no path");
}

/** An address of the tenant's own; who may be called is decided by the rules for addresses. */
export function ownUrl() {
  return address("an http or https address", ({ protocol }) => protocol === "https:" || protocol === "http:");
}

/** Scheme, host and, where it is served below one, a path; without a slash at the end. */
export function ownSite() {
  return ownUrl().refine(
    (text) => !text.endsWith("/") && !text.includes("?"),
    "no `/` at the end and no query",
  );
}

/** E-mail addresses as senders take them. */
export function mailbox() {
  return z.email().max(254);
}
