// Countries by ISO 3166-1 alpha-2 code, in the groups that the law speaks of.

/** The member states of the European Union: 27. */
const EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" ");

/** The European Economic Area, in which the GDPR holds: the Union with Iceland, Liechtenstein and Norway. */
export const EEA: readonly string[] = [...EU, "IS", "LI", "NO"];

/** Is it written like a country's code? Which are assigned changes; a made-up one is in no list and gets no exception. */
export function isCountryCode(text: string): boolean {
  return /^[A-Z]{2}$/.test(text);
}
