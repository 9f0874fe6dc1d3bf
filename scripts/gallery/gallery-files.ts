// The gallery's kinds as files that are not SVG: a PNG, a PDF and a workbook of each, and a PDF, a workbook and an HTML document
// of all of them, from the exports of a gateway.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { KIND_NAMES, type KindName } from "../../src/reporting/index.ts";
import { exchangeBytes } from "../runtime/exchange-bytes.ts";
import { GALLERY_PANELS } from "./gallery-panels.ts";

export interface ExportsFrom {
  readonly port: number;
  readonly host: string;
  readonly key: string;
  readonly folder: string;
  readonly range: { readonly from: string; readonly to: string };
  readonly trace: string;
}

const OF_KIND = ["png", "pdf", "xlsx"] as const;
const WHOLE = ["pdf", "xlsx", "html"] as const;

const panelOf = (kind: KindName, trace: string): object => {
  const panel = { id: kind.replaceAll("_", "-"), kind, ...GALLERY_PANELS[kind] };
  return JSON.parse(JSON.stringify(panel).replaceAll("$trace", trace)) as object;
};

async function save(from: ExportsFrom, file: string, body: object): Promise<string> {
  const { port, host, key, folder, range } = from;
  const headers = {
    host: `${host}:${port}`,
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
  };
  const options = { host: "127.0.0.1", port, method: "POST", path: "/v1/exports", headers };
  const answer = await exchangeBytes(options, JSON.stringify({ ...range, ...body }));
  if (answer.status !== 200)
    throw new Error(`${file} was answered ${answer.status}: ${answer.bytes.toString("utf8").slice(0, 300)}`);
  await writeFile(join(folder, file), answer.bytes);
  return file;
}

/** The names of the files of one kind. */
export async function saveKind(from: ExportsFrom, kind: KindName): Promise<string[]> {
  const source = { kind: "panels", panels: [panelOf(kind, from.trace)] };
  return Promise.all(
    OF_KIND.map(async (format) => save(from, `${kind}.${format}`, { title: kind, source, format })),
  );
}

/** The names of the files that have all kinds. */
export async function saveWhole(from: ExportsFrom): Promise<string[]> {
  const title = `${KIND_NAMES.length} kinds of picture`;
  const source = { kind: "panels", panels: KIND_NAMES.map((kind) => panelOf(kind, from.trace)) };
  const whole = [];
  for (const format of WHOLE) whole.push(await save(from, `gallery.${format}`, { title, source, format }));
  return whole;
}
