// Where each jurisdiction's data lives, what holds it there and what its law asks: a row each.
// Cloudflare locks Durable Objects, D1, R2 and Queues to `eu` and, since 2026, to `us`; it has no jurisdiction for
// India, Japan or China. INVARIANT: nothing we print claims more than the row's guarantee.
// The rules are an engineer's reading of the law, for a privacy officer to review: they refuse in doubt.

import type { Jurisdiction } from "../directory/index.ts";
import { EEA } from "./countries.ts";
import type { JurisdictionRow, Regulation, Source } from "./jurisdiction-row.ts";

const PLATFORM_PAGE = {
  url: "https://developers.cloudflare.com/durable-objects/reference/data-location/",
  on: "2026-11-23",
};

const LOCKED: Source = {
  ...PLATFORM_PAGE,
  says: "an object made in a jurisdiction's subnamespace runs and stores data only in that jurisdiction",
};
const ONLY_A_HINT: Source = {
  ...PLATFORM_PAGE,
  says: "the platform has no jurisdiction for this country; a location hint is a wish and no guarantee",
};

const law = (name: string, meaning: string): Regulation => ({ name, meaning });

/** Countries of concern of 28 CFR Part 202, with the regions that it counts to China. */
const US_COUNTRIES_OF_CONCERN = ["CN", "HK", "MO", "CU", "IR", "KP", "RU", "VE"];

export const JURISDICTION_ROWS: Readonly<Record<Jurisdiction, JurisdictionRow>> = {
  eu: {
    name: "European Union",
    regulations: [
      law("GDPR", "Regulation (EU) 2016/679; chapter V rules transfers to third countries"),
      law("DPIA", "an impact assessment before processing of high risk (GDPR, article 35)"),
      law("SCC", "standard contractual clauses, Commission Decision (EU) 2021/914, modules 1 to 4"),
    ],
    primary: { country: "DE", region: "western Europe" },
    backup: { country: "IE", region: "western Europe" },
    countries: EEA,
    platformJurisdiction: "eu",
    locationHint: "weur",
    guarantee: "platform",
    guaranteeSource: LOCKED,
    lock: "preferred",
    lockReason:
      "the GDPR rules where personal data goes and on what basis; it does not ask for storage in the Union",
    prohibited: ["BY", "IR", "KP", "RU", "SY"],
    // Adequacy decisions of the Commission. Not `US`: its decision covers certified companies only.
    adequate: ["AD", "AR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"],
    neverLeaves: ["credential"],
    aggregatedElsewhere: ["operational", "usage", "telemetry", "audit"],
    needs: { personal: ["scc", "sub_processor"], special: ["scc", "sub_processor", "consent"] },
  },
  us: {
    name: "United States",
    regulations: [
      law("CCPA", "California Consumer Privacy Act as changed by the CPRA"),
      law("VCDPA, CPA, CTDPA, UCPA", "the privacy acts of Virginia, Colorado, Connecticut and Utah"),
      law("28 CFR 202", "no bulk sensitive personal data to countries of concern"),
    ],
    primary: { country: "US", region: "eastern United States" },
    backup: { country: "US", region: "western United States" },
    countries: ["US"],
    platformJurisdiction: "us",
    locationHint: "enam",
    guarantee: "platform",
    guaranteeSource: LOCKED,
    lock: "preferred",
    lockReason: "no federal or state law of general application asks for storage in the country",
    prohibited: US_COUNTRIES_OF_CONCERN,
    adequate: [...EEA, "CA", "CH", "GB", "JP"],
    neverLeaves: ["credential"],
    aggregatedElsewhere: ["operational", "usage", "telemetry", "audit"],
    needs: { personal: ["sub_processor"], special: ["sub_processor", "consent"] },
  },
  in: {
    name: "India",
    regulations: [
      law(
        "DPDP",
        "Digital Personal Data Protection Act 2023 and Rules 2025, which the earlier PDP bill led to",
      ),
      law("consent", "processing rests on free, specific, informed consent (DPDP, section 6)"),
      law("CERT-In", "directions of 28 April 2022: logs of 180 days are kept within Indian jurisdiction"),
      law("RBI", "circular of 6 April 2018: payment system data is stored only in India"),
    ],
    primary: { country: "IN", region: "Mumbai" },
    backup: { country: "IN", region: "Hyderabad" },
    countries: ["IN"],
    platformJurisdiction: null,
    locationHint: "apac",
    guarantee: "best_effort",
    guaranteeSource: ONLY_A_HINT,
    lock: "required",
    lockReason: "CERT-In has logs kept within Indian jurisdiction, RBI has payment data stored only in India",
    prohibited: ["CN", "KP", "PK"],
    adequate: [],
    neverLeaves: ["credential", "financial", "payment_card", "government_id", "biometric"],
    aggregatedElsewhere: ["operational", "usage", "telemetry"],
    needs: { personal: ["sub_processor", "consent"], special: ["scc", "sub_processor", "consent"] },
  },
  jp: {
    name: "Japan",
    regulations: [
      law("APPI", "Act on the Protection of Personal Information; article 28 rules transfers abroad"),
      law("FISC", "security guidelines for the computer systems of financial institutions"),
    ],
    primary: { country: "JP", region: "Tokyo" },
    backup: { country: "JP", region: "Osaka" },
    countries: ["JP"],
    platformJurisdiction: null,
    locationHint: "apac",
    guarantee: "best_effort",
    guaranteeSource: ONLY_A_HINT,
    lock: "preferred",
    lockReason:
      "the APPI allows transfers with consent or equal protection; FISC asks to know and control the place",
    prohibited: ["KP"],
    adequate: [...EEA, "GB"],
    neverLeaves: ["credential", "government_id"],
    aggregatedElsewhere: ["operational", "usage", "telemetry", "audit"],
    needs: { personal: ["consent"], special: ["scc", "sub_processor", "consent"] },
  },
  cn: {
    name: "China",
    regulations: [
      law("CSL", "Cybersecurity Law; article 37 keeps data of critical operators in the country"),
      law("PIPL", "Personal Information Protection Law; articles 38 to 43 rule transfers abroad"),
      law("DSL", "Data Security Law; important data leaves only after an assessment"),
    ],
    primary: { country: "CN", region: "Beijing" },
    backup: { country: "CN", region: "Shanghai" },
    countries: ["CN"],
    platformJurisdiction: null,
    locationHint: "apac",
    guarantee: "best_effort",
    guaranteeSource: ONLY_A_HINT,
    lock: "required",
    lockReason: "CSL article 37 and PIPL article 40 have the data stored in the country",
    prohibited: ["KP", "US"],
    adequate: [],
    neverLeaves: [
      "telemetry",
      "audit",
      "credential",
      "financial",
      "payment_card",
      "government_id",
      "health",
      "biometric",
    ],
    aggregatedElsewhere: ["usage"],
    needs: { personal: ["scc", "sub_processor", "consent"], special: ["scc", "sub_processor", "consent"] },
  },
};
