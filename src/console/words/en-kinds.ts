// What the kinds of picture are called in English: as the API calls them.

import { KIND_NAMES, KINDS, type KindName } from "../../reporting/index.ts";

/** Every name has its row: the cast tells what `fromEntries` forgets. */
export const EN_KINDS = Object.fromEntries(KIND_NAMES.map((name) => [name, KINDS[name].title])) as Readonly<
  Record<KindName, string>
>;
