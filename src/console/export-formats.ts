// The formats that exports are offered in, the most asked for first: those of the registry, of which there may be more.

import { FORMAT_NAMES, type FormatName } from "../reporting/index.ts";

const FIRST: readonly string[] = ["pdf", "xlsx", "csv", "png"];

const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

export const EXPORT_FORMATS: readonly FormatName[] = FORMAT_NAMES.toSorted((a, b) => rank(a) - rank(b));
