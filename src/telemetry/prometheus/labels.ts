// The labels of a remote-write series (prometheus.io/docs/specs/prw/remote_write_spec): sorted by name, each once, none
// empty. A sender that breaks this is broken, so the whole request is refused.

import { malformed } from "../intake/refusal.ts";
import { LENGTH, type WireReader } from "../intake/wire-reader.ts";

const NAME = (1 << 3) | LENGTH;
const VALUE = (2 << 3) | LENGTH;

export interface Label {
  readonly name: string;
  readonly value: string;
}

export function readLabel(reader: WireReader, end: number): Label {
  const label = { name: "", value: "" };
  for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
    if (tag === NAME) label.name = reader.string();
    else if (tag === VALUE) label.value = reader.string();
    else reader.skip();
  }
  if (label.name === "") malformed("a label has no name");
  return label;
}

export function checkOrder(labels: readonly Label[]): void {
  for (let at = 1; at < labels.length; at++) {
    const before = (labels[at - 1] as Label).name;
    const name = (labels[at] as Label).name;
    const shown = name.slice(0, 64);
    if (before === name) malformed(`the label \`${shown}\` stands twice in a series`);
    if (before > name) malformed(`the labels of a series are not sorted: \`${shown}\` stands too late`);
  }
}
