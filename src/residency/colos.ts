// Which country an isolate runs in: `request.cf.colo` is the airport code of the data center that the request hit, which
// is where the Worker runs (developers.cloudflare.com/workers/runtime-apis/request, `cf.country` is the client's).
// On a hostname of Regional Services only data centers of the region decrypt and run Workers, so it names one of those.
// INVARIANT: only data centers of countries that a jurisdiction counts as its own are listed, as of 2026-02; one that is
// not listed is in no region, and strict tenants are refused there until it is added.
// LIMIT: Smart Placement would move the isolate away from that data center: it stays off (wrangler.toml has none).

const CODES: Readonly<Record<string, string>> = {
  AT: "VIE",
  BE: "BRU",
  BG: "SOF",
  CN: "BHY CAN CGD CGO CKG CSX CTU CZX DLC FOC FUO HAK HGH HYN JXG KHN KMG KWE PKX SHA SJW SZX TAO TEN TNA TYN XFN XIY XNN",
  CY: "LCA",
  CZ: "PRG",
  DE: "DUS FRA HAM MUC STR TXL",
  DK: "CPH",
  EE: "TLL",
  ES: "BCN MAD",
  FI: "HEL",
  FR: "BOD CDG LYS MRS",
  GR: "ATH SKG",
  HR: "ZAG",
  HU: "BUD",
  IE: "DUB",
  IN: "AGR AMD BLR BOM CCU CJB CNN COK DEL HYD IXC KNU MAA NAG PAT",
  IS: "KEF",
  IT: "FCO MXP PMO",
  JP: "FUK KIX NRT OKA",
  LT: "VNO",
  LU: "LUX",
  LV: "RIX",
  MT: "MLA",
  NL: "AMS",
  NO: "OSL",
  PL: "WAW WRO",
  PT: "LIS",
  RO: "OTP",
  SE: "ARN GOT",
  SK: "BTS",
  US: "ABQ ANC ATL AUS BGR BNA BOS BUF CLE CLT CMH DEN DFW DTW EWR FSD HNL IAD IAH IND JAX LAS LAX MCI MEM MIA MSP OKC OMA ORD ORF PDX PHL PHX PIT RDU RIC SAN SAT SEA SFO SJC SLC SMF STL TLH TPA",
};

const COUNTRY_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(CODES).flatMap(([country, codes]) => codes.split(" ").map((code) => [code, country])),
);

/** Null for a data center that is not known to be in any jurisdiction's countries. */
export function countryOfColo(colo: string): string | null {
  return COUNTRY_OF.get(colo.toUpperCase()) ?? null;
}
