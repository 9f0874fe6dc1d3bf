// The one judge of where a request of ours may go, asked when an endpoint is saved and again before every attempt. It judges the
// text as it was written, before any parser can make something else of it, and takes only what has one reading: `https`, a
// name in the public DNS, a port of the web. A literal address is never taken, whatever it is and however it is written:
// that leaves no question of ranges (private, link-local, metadata, mapped, translated) open.
//
// What a name resolves to is not known here: see the README.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";

const MOST_CHARS = 2_048;
/** The characters of RFC 3986, all ASCII: nothing to map, to fold or to strip. */
const URI = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const HTTPS = /^https:\/\/([^/?#]+)([/?][^#]*)?$/;
/** A developer's receiver, on the machine that runs the gateway in local mode. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost):([1-9]\d{0,4})(?:[/?][^#]*)?$/;

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LABEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/;
const MOST_HOST_CHARS = 253;
const NUMBER = /^(?:\d+|0x[0-9a-f]*)$/;

/** HTTPS ports that the platform's network takes (Cloudflare, "Network ports"). */
const PORTS: ReadonlySet<string> = new Set(["443", "2053", "2083", "2087", "2096", "8443"]);

/** Not of the public DNS: RFC 6761, 6762, 7686, 8375, 9476, ICANN's reserved ones, and what machines call themselves. */
const PRIVATE_TOPS: ReadonlySet<string> = new Set(
  (
    "alt arpa cluster consul corp docker example home internal intranet invalid k8s kubernetes lan local " +
    "localdomain localhost mail onion private svc test workgroup"
  ).split(" "),
);
/** Public names whose purpose is to resolve to an address that is written in them, to loopback, or to metadata. */
const RESOLVING_INWARDS = [
  "1u.ms",
  "fuf.me",
  "lacolhost.com",
  "local.gd",
  "localho.st",
  "localtest.me",
  "lvh.me",
  "metadata.tencentyun.com",
  "nip.io",
  "rbndr.us",
  "smackaho.st",
  "sslip.io",
  "traefik.me",
  "vcap.me",
  "xip.io",
];

export interface AddressRules {
  readonly mode: "local" | "production";
  /** The gateway's own: a webhook to ourselves would go in circles. */
  readonly ownDomain?: string;
}

export interface CheckedAddress {
  readonly url: string;
  /** Lower case; without the port. */
  readonly host: string;
}

/** `webhooks.address_refused`, with the reason. */
export function checkAddress(text: string, rules: AddressRules): Result<CheckedAddress> {
  const refusal = refusalOf(text, rules);
  if (refusal !== null) return failed(fault("webhooks.address_refused", refusal));
  const { href, hostname } = new URL(text);
  return ok({ url: href, host: hostname });
}

function refusalOf(text: string, { mode, ownDomain }: AddressRules): string | null {
  if (text.length > MOST_CHARS) return `an address has at most ${MOST_CHARS} characters`;
  if (!URI.test(text))
    return "an address is written in the characters of RFC 3986: ASCII, no spaces, no backslash";
  if (mode === "local" && isLoopback(text)) return null;
  const authority = HTTPS.exec(text)?.[1];
  if (authority === undefined) return "an address is `https://`, a host and a path";
  return refusalOfAuthority(authority, ownDomain) ?? refusalOfParser(text, authority);
}

function isLoopback(text: string): boolean {
  const port = LOOPBACK.exec(text)?.[2];
  return port !== undefined && Number(port) <= 65_535;
}

function refusalOfAuthority(authority: string, ownDomain: string | undefined): string | null {
  if (authority.includes("@")) return "an address has no user name or password";
  if (authority.includes("[")) return "an address has a name, not a number";
  const [host = "", port, ...rest] = authority.toLowerCase().split(":");
  if (rest.length > 0 || (port !== undefined && !PORTS.has(port)))
    return `the port is one of ${[...PORTS].join(", ")}`;
  return refusalOfHost(host) ?? refusalOfName(host, ownDomain);
}

function refusalOfHost(host: string): string | null {
  const labels = host.split(".");
  if (labels.some((label) => NUMBER.test(label)) && NUMBER.test(labels.at(-1) ?? ""))
    return "an address has a name, not a number";
  if (host.length > MOST_HOST_CHARS || !labels.every((label) => LABEL.test(label)))
    return "the host is no name in the DNS (letters, digits and hyphens; no full stop at the end)";
  if (labels.length < 2) return "the host is a name without a domain";
  return TOP_LABEL.test(labels.at(-1) ?? "") ? null : "the host is in no top-level domain";
}

const isUnder = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

function refusalOfName(host: string, ownDomain: string | undefined): string | null {
  const labels = host.split(".");
  if (PRIVATE_TOPS.has(labels.at(-1) ?? "")) return "the host is not in the public DNS";
  if (RESOLVING_INWARDS.some((domain) => isUnder(host, domain)))
    return "the host's name stands for another address";
  if (hasDottedQuad(labels)) return "the host's name holds an address";
  if (ownDomain !== undefined && isUnder(host, ownDomain.toLowerCase()))
    return "the host is this gateway's own";
  return null;
}

function hasDottedQuad(labels: readonly string[]): boolean {
  return labels.some((_, at) => {
    const four = labels.slice(at, at + 4);
    return four.length === 4 && four.every((label) => NUMBER.test(label));
  });
}

/** Two readings of one text are one too many: whoever sends it reads it with the same parser. */
function refusalOfParser(text: string, authority: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const [host, port = ""] = authority.toLowerCase().split(":");
  const isSame =
    url?.protocol === "https:" &&
    url.hostname === host &&
    url.port === (port === "443" ? "" : port) &&
    `${url.username}${url.password}${url.hash}` === "";
  return isSame ? null : "the address can be read in two ways";
}
