// The attribution of each row of a table, as a small number; labels are read once for each distinct text.

import { NULL_CODE, type Table } from "../table.ts";
import { MOST_CHARS, NOTHING_SAID, type Attribution, type ReadLabels } from "./attribution.ts";

export interface AttributedRows {
  nameOf(row: number): number;
  at(name: number): Attribution;
}

/** A resource that says nothing at all. */
const BARE = -1;

export function attributeRows({ columns }: Table, read: ReadLabels): AttributedRows {
  const { service_name: service, resource, attributes } = columns;
  if (service?.kind !== "dict" || resource?.kind !== "dict")
    throw new TypeError("a table without its origin");
  const labels = numberLabels(read);
  const ofResource = resource.values.map((text) => (text === "{}" ? BARE : labels.of(text)));
  const ofAttributes =
    attributes?.kind === "dict" ? new Int32Array(attributes.values.length).fill(BARE) : null;
  const labelled = (row: number): number => {
    const known = ofResource[resource.codes[row] as number] ?? BARE;
    if (known !== BARE) return known;
    if (attributes?.kind !== "dict" || ofAttributes === null) return labels.of("{}");
    const code = attributes.codes[row] as number;
    if (ofAttributes[code] === BARE) ofAttributes[code] = labels.of(attributes.values[code] ?? "{}");
    return ofAttributes[code] as number;
  };
  const names = service.values.length + 1;
  return {
    nameOf: (row) => {
      const code = service.codes[row] as number;
      return labelled(row) * names + (code === NULL_CODE ? names - 1 : code);
    },
    at: (name) => {
      const said = service.values[name % names] ?? "";
      return { service: said.slice(0, MOST_CHARS), ...labels.at(Math.floor(name / names)) };
    },
  };
}

type Labels = ReturnType<ReadLabels>;

/** Small numbers for what texts say of the labels. */
function numberLabels(read: ReadLabels): { of(text: string): number; at(number: number): Labels } {
  const numbers = new Map<string, number>();
  const known: Labels[] = [];
  return {
    of(text) {
      const labels = read(text);
      const name = JSON.stringify([labels.team, labels.environment, labels.tags]);
      const number = numbers.get(name) ?? known.push(labels) - 1;
      numbers.set(name, number);
      return number;
    },
    at: (number) => known[number] ?? NOTHING_SAID,
  };
}
