// Small blocks of one shard and day become one. A column at a time: the key columns give the order of rows, then each
// column is read from all blocks, put in order, encoded and let go.
// INVARIANT: the merged block says what its parts said; of repeats the highest seq is left, as the parts' reader would see.
//
// LIMIT: in memory at once: the encoded result (bounded by plan-compaction.ts), the order, and one column.

import type { Signal } from "../signals.ts";
import type { Column } from "../table.ts";
import { type BuildOptions, type BuiltBlock, blocksFrom } from "./build-blocks.ts";
import { type BlockFooter, type FooterCache, loadFooter } from "./block-footer.ts";
import type { ByteSource } from "./byte-source.ts";
import { joinColumns } from "./column-ops.ts";
import { readRowGroup } from "./row-group-read.ts";

export interface MergePart {
  readonly objectKey: string;
  readonly source: ByteSource;
}

async function readColumn(
  signal: Signal,
  name: string,
  part: { readonly source: ByteSource; readonly footer: BlockFooter },
): Promise<Column[]> {
  const columns: Column[] = [];
  for (const group of part.footer.rowGroups) {
    const table = await readRowGroup(part.source, { signal, group, columns: [name] });
    columns.push(table.columns[name] as Column);
  }
  return columns;
}

/** One block; null when the parts hold no rows. The parts are of one signal, shard and day. */
export async function mergeBlocks(
  signal: Signal,
  parts: readonly MergePart[],
  options: BuildOptions & { readonly footers: FooterCache },
): Promise<BuiltBlock | null> {
  const opened: { source: ByteSource; footer: BlockFooter }[] = [];
  for (const { objectKey, source } of parts) {
    opened.push({ source, footer: await loadFooter(objectKey, source, options.footers) });
  }
  const column = async (name: string): Promise<Column> => {
    const columns: Column[] = [];
    for (const part of opened) columns.push(...(await readColumn(signal, name, part)));
    return joinColumns(columns);
  };
  for await (const merged of blocksFrom({ signal, column }, options)) return merged;
  return null;
}
