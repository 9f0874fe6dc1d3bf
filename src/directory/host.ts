// Which tenant a host name asks for. `{slug}.{base}` and `{slug}.{jurisdiction}.{base}` name one by slug; the base
// domain itself names none (the key will); any other host may be somebody's custom domain.

import { JURISDICTIONS, type Jurisdiction } from "./tenant.ts";

export type HostName =
  | { readonly kind: "base" }
  | { readonly kind: "slug"; readonly slug: string; readonly jurisdiction: Jurisdiction | null }
  | { readonly kind: "domain"; readonly domain: string };

function isJurisdiction(text: string): text is Jurisdiction {
  return (JURISDICTIONS as readonly string[]).includes(text);
}

/** `host` may carry a port; an address (127.0.0.1, [::1]) counts as the base domain. */
export function parseHost(host: string, baseDomain: string): HostName {
  const name = host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
  if (name === baseDomain || name.startsWith("[") || /^[\d.]+$/.test(name)) return { kind: "base" };
  if (!name.endsWith(`.${baseDomain}`)) return { kind: "domain", domain: name };
  const labels = name.slice(0, -baseDomain.length - 1).split(".");
  const [slug = "", region] = labels;
  if (labels.length === 1) return { kind: "slug", slug, jurisdiction: null };
  if (labels.length === 2 && region !== undefined && isJurisdiction(region)) {
    return { kind: "slug", slug, jurisdiction: region };
  }
  return { kind: "domain", domain: name };
}
