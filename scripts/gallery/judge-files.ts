// Every document of the gallery, looked at: by the programs for it that the machine has, and always by its own bytes. Whatever is
// wrong with one of them is told, and nothing then counts as drawn.

import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { KIND_NAMES, type KindName } from "../../src/reporting/index.ts";
import { GALLERY_PANELS } from "./gallery-panels.ts";

type Fault = string | null;

/** What each says, or null where it is not installed; throws what it complains of. */
function ask(program: string, args: readonly string[], home?: string): string | null {
  const env = home === undefined ? process.env : { ...process.env, HOME: home };
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env });
  if (error !== undefined && "code" in error && error.code === "ENOENT") return null;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program}: ${(stderr || stdout).trim()}`);
  return stdout;
}

const squeeze = (text: string): string => text.replaceAll(/\s+/g, "");

async function judgePdf(path: string, kind: KindName): Promise<Fault> {
  const bytes = await readFile(path, "latin1");
  if (!bytes.startsWith("%PDF-") || !bytes.trimEnd().endsWith("%%EOF")) return "is no whole PDF";
  ask("qpdf", ["--check", path]);
  const text = ask("pdftotext", [path, "-"]);
  const { title } = GALLERY_PANELS[kind];
  return text === null || squeeze(text).includes(squeeze(title)) ? null : `does not say "${title}"`;
}

async function judgeBook(path: string, kind: KindName): Promise<Fault> {
  const { sheets } = await readXlsx(await readFile(path), { readStyles: true });
  const [first] = sheets;
  if (first === undefined) return "has no sheet";
  if (GALLERY_PANELS[kind].queries.length === 0) return null;
  const empty = sheets.find(({ rows }) => rows.length < 2);
  if (empty !== undefined) return `has no rows in "${empty.name}"`;
  return first.cells?.get("0,0")?.style?.font?.bold === true ? null : "has no header in its style";
}

/** All of them at once: it takes longer to start than to read them. */
async function openBooks(folder: string): Promise<readonly string[] | null> {
  const dir = await mkdtemp(join(tmpdir(), "gallery-books-"));
  const books = KIND_NAMES.map((kind) => join(folder, `${kind}.xlsx`));
  try {
    const args = ["--headless", "--convert-to", "csv", "--outdir", dir, ...books];
    if (ask("soffice", args, dir) === null) return null;
    const empty = [];
    for (const kind of KIND_NAMES) {
      const text = await readFile(join(dir, `${kind}.csv`), "utf8").catch(() => "");
      if (text.trim() === "") empty.push(`${kind}.xlsx: LibreOffice finds nothing in it`);
    }
    return empty;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function judge(kind: KindName, folder: string): Promise<string[]> {
  const told: string[] = [];
  for (const [extension, look] of [
    ["pdf", judgePdf],
    ["xlsx", judgeBook],
  ] as const) {
    const file = `${kind}.${extension}`;
    const wrong = await look(join(folder, file), kind).catch((error: unknown) => String(error));
    if (wrong !== null) told.push(`${file}: ${wrong}`);
  }
  return told;
}

/** Who found nothing wrong. Throws all that is wrong. */
export async function judgeFiles(folder: string): Promise<string> {
  const wrong: string[] = [];
  for (const kind of KIND_NAMES) wrong.push(...(await judge(kind, folder)));
  const opened = await openBooks(folder);
  wrong.push(...(opened ?? []));
  if (wrong.length > 0) throw new Error(`${wrong.length} files are wrong:\n${wrong.join("\n")}`);
  const judges = ["qpdf", "pdftotext"].filter((program) => spawnSync("which", [program]).status === 0);
  return `Nothing wrong with the documents by ${[...judges, ...(opened === null ? [] : ["LibreOffice"]), "their own bytes"].join(", ")}.`;
}
