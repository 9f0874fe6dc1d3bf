// What a verification finds in good exports and in every kind of tampering.

import { expect, test } from "vitest";
import {
  encodeEntry,
  exportCheckpointLine,
  exportHeaderLine,
  verifyExport,
} from "../../../src/audit/index.ts";
import { createVerifierKey, EMPTY_FRONTIER, logOrigin } from "../../../src/audit/index.ts";
import type { ExportCheck, ExportReport, VerifierKey } from "../../../src/audit/index.ts";
import { base64, concatBytes, parseBase64, utf8 } from "../../../src/kernel/bytes.ts";
import { printedSeed, seededBelow } from "./naive-tree.ts";
import {
  frontierOf,
  noteOf,
  OTHER_TENANT,
  sampleEntry,
  sampleExport,
  TENANT,
  verifierKey,
} from "./sample-log.ts";

function verify(lines: readonly string[], key: VerifierKey | null = verifierKey()): Promise<ExportReport> {
  return verifyExport(lines.map(utf8), key ?? undefined);
}

function failures(report: ExportReport): Partial<Record<ExportCheck, number | null>> {
  const rows = Object.entries(report.checks).filter(([, finding]) => finding.status === "failed");
  return Object.fromEntries(rows.map(([name, finding]) => [name, finding.line]));
}

const encodedEntries = (size: number): string[] =>
  Array.from({ length: size }, (_, seq) => encodeEntry(sampleEntry(seq)));

test.each([
  [0, 0],
  [1, 0],
  [2, 0],
  [300, 0],
  [300, 1],
  [300, 256],
  [300, 299],
  [300, 300],
])("an untouched export of %i entries from %i on verifies", async (size, fromSeq) => {
  const report = await verify(await sampleExport(size, fromSeq));
  expect(failures(report)).toEqual({});
  expect(report).toMatchObject({ isVerified: true, firstBadLine: null, fromSeq, entries: size - fromSeq });
  expect(report).toMatchObject({ tenant: TENANT, jurisdiction: "eu" });
});

test("without a key the export verifies against its own, and the report says so", async () => {
  const report = await verify(await sampleExport(3), null);
  expect(report.isVerified).toBe(true);
  expect(report.checks.key).toMatchObject({ status: "skipped", detail: expect.stringContaining("on trust") });
});

test("a changed entry that is still well formed breaks the root", async () => {
  const lines = await sampleExport(10);
  const report = await verify(lines.with(4, lines[4]?.replace("allowed", "denied") ?? ""));
  expect(report).toMatchObject({ isVerified: false, firstBadLine: 12 });
  expect(failures(report)).toEqual({ root: 12 });
});

test("any single changed byte of any line is found, and one that spoils a line is found at that line", async () => {
  const below = seededBelow(printedSeed());
  const lines = await sampleExport(6, 2);
  for (let round = 0; round < 400; round++) {
    const at = below(lines.length);
    const bytes = utf8(lines[at] ?? "");
    const position = below(bytes.length);
    bytes[position] = (bytes[position] ?? 0) ^ (1 << below(8));
    const report = await verifyExport(lines.map(utf8).with(at, bytes), verifierKey());
    if (report.isVerified) expect.fail(`line ${at + 1}, byte ${position}`);
    expect(report.firstBadLine === at + 1 || report.firstBadLine === lines.length).toBe(true);
  }
});

test.each([0, 1, 63, 65, 128])("a signature of %i bytes is a wrong one, not an error", async (length) => {
  const lines = await sampleExport(2);
  const note = JSON.parse(lines.at(-1) ?? "") as { checkpoint: string };
  const [text = "", line = ""] = note.checkpoint.split("\n\n");
  const [dash = "", name = "", encoded = ""] = line.trimEnd().split(" ");
  const keyId = (parseBase64(encoded) ?? new Uint8Array()).subarray(0, 4);
  const signature = base64(concatBytes([keyId, new Uint8Array(length)]));
  const checkpoint = `${text}\n\n${dash} ${name} ${signature}\n`;
  const report = await verify(lines.with(-1, exportCheckpointLine(checkpoint)));
  expect(Object.keys(failures(report))).toEqual([length === 0 ? "checkpoint" : "signature"]);
});

test("a removed entry is found where the gap begins", async () => {
  const lines = await sampleExport(10);
  expect(failures(await verify(lines.toSpliced(5, 1)))).toEqual({ sequence: 6, checkpoint: 11, root: 11 });
  const last = await verify(lines.toSpliced(10, 1));
  expect(failures(last)).toEqual({ checkpoint: 11, root: 11 });
  expect(last.checks.signature.status).toBe("passed");
});

test("swapped entries are found at the first of them", async () => {
  const lines = await sampleExport(10);
  const swapped = lines.with(3, lines[4] ?? "").with(4, lines[3] ?? "");
  expect(failures(await verify(swapped))).toEqual({ sequence: 4, root: 12 });
});

test("an inserted entry is found at its line, a renumbered log breaks the root", async () => {
  const lines = await sampleExport(10);
  const inserted = lines.toSpliced(5, 0, encodeEntry(sampleEntry(3)));
  expect(failures(await verify(inserted))).toEqual({ sequence: 6, checkpoint: 13, root: 13 });
  const renumbered = [...lines.slice(0, 11), encodeEntry(sampleEntry(10)), ...lines.slice(11)];
  expect(failures(await verify(renumbered))).toEqual({ checkpoint: 13, root: 13 });
});

test("a truncated line, a blank line and one of another tenant are found at their lines", async () => {
  const lines = await sampleExport(10);
  const truncated = await verify(lines.with(7, lines[7]?.slice(0, -9) ?? ""));
  expect(failures(truncated)).toEqual({ entries: 8, root: 12 });
  expect(failures(await verify(lines.with(2, "")))).toMatchObject({ entries: 3 });
  expect(failures(await verify(lines.with(2, encodeEntry(sampleEntry(1, OTHER_TENANT)))))).toMatchObject({
    entries: 3,
  });
  expect(failures(await verify(lines.with(2, `"${"x".repeat(300_000)}"`)))).toMatchObject({ entries: 3 });
});

test("a file cut anywhere is not verified", async () => {
  const lines = await sampleExport(4);
  for (let count = 0; count < lines.length; count++) {
    const report = await verify(lines.slice(0, count));
    expect(report.isVerified).toBe(false);
    expect(report.firstBadLine).toBe(count < 2 ? count + 1 : count);
  }
});

test("an older or newer checkpoint of the same log in place of its own does not fit", async () => {
  const lines = await sampleExport(10);
  for (const size of [7, 11]) {
    const note = await noteOf(frontierOf(encodedEntries(size)));
    const report = await verify(lines.with(-1, exportCheckpointLine(note)));
    expect(failures(report)).toEqual({ checkpoint: 12, root: 12 });
    expect(report.checks.signature.status).toBe("passed");
  }
});

test("a checkpoint of another jurisdiction or another log does not fit", async () => {
  const lines = await sampleExport(3);
  const elsewhere = await noteOf(frontierOf(encodedEntries(3)), "us");
  expect(failures(await verify(lines.with(-1, exportCheckpointLine(elsewhere))))).toEqual({ checkpoint: 5 });
  const own = await noteOf(frontierOf(encodedEntries(3)));
  const renamed = own.replaceAll(TENANT, OTHER_TENANT);
  const report = await verify(lines.with(-1, exportCheckpointLine(renamed)));
  expect(failures(report)).toEqual({ checkpoint: 5, signature: 5 });
});

test("the wrong key is found in the header and in the signature", async () => {
  const publicKey = new Uint8Array(32).fill(0x58);
  const wrong = createVerifierKey(logOrigin(TENANT), publicKey);
  const lines = await sampleExport(3);
  expect(failures(await verify(lines, wrong))).toEqual({ key: 1, signature: 5 });
  const forged = exportHeaderLine({ tenant: TENANT, jurisdiction: "eu", key: wrong, prefix: EMPTY_FRONTIER });
  expect(failures(await verify(lines.with(0, forged)))).toEqual({ key: 1 });
  expect(failures(await verify(lines.with(0, forged), null))).toEqual({ signature: 5 });
});

test("a part with another prefix breaks the root, one with another start is no header", async () => {
  const lines = await sampleExport(10, 4);
  const prefix = frontierOf(encodedEntries(5).slice(1));
  const forged = exportHeaderLine({ tenant: TENANT, jurisdiction: "eu", key: verifierKey(), prefix });
  expect(failures(await verify(lines.with(0, forged)))).toEqual({ root: 8 });
  const moved = lines[0]?.replace('"from_seq":4', '"from_seq":5') ?? "";
  expect(failures(await verify(lines.with(0, moved)))).toEqual({ header: 1 });
  const bare = lines[0]?.replace(/"frontier":"[^"]+",/, "") ?? "";
  expect(failures(await verify(lines.with(0, bare)))).toEqual({ header: 1 });
});

test("a header of another format, with a member too many or of another log's key is refused", async () => {
  const lines = await sampleExport(3);
  const header = lines[0] ?? "";
  const bads = [
    header.replace("traceo-audit/1", "traceo-audit/2"),
    header.replace('{"format"', '{"extra":1,"format"'),
    header.replace(`"tenant":"${TENANT}"`, `"tenant":"${OTHER_TENANT}"`),
    ` ${header}`,
  ];
  for (const bad of bads) {
    const report = await verify(lines.with(0, bad));
    expect(failures(report)).toEqual({ header: 1 });
    expect(report.root).toBeNull();
  }
});
