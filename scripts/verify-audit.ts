// `npm run verify-audit -- FILE [--key KEY] [--json]`: checks an audit export offline, with Node 24 and nothing else.
// FILE is an export or `-` for standard input; KEY is a verifier key (`name+hash+base64`) or a file that holds one.
// Exit status: 0 verified, 1 not verified, 2 wrong usage or unreadable input. Progress goes to standard error.

import { createReadStream, existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { EXPORT_CHECKS, parseVerifierKey, splitLines, verifyExport } from "../src/audit/index.ts";
import type { ExportCheck, ExportReport, VerifierKey } from "../src/audit/index.ts";
import { base64 } from "../src/kernel/bytes.ts";
import { failed, ok, type Result } from "../src/kernel/result.ts";

const USAGE = "usage: npm run verify-audit -- FILE|- [--key VERIFIER_KEY_OR_FILE] [--json]";
const PROGRESS_LINES = 100_000;
const MARKS = { passed: "ok", failed: "FAILED", skipped: "skipped" } as const;

interface Arguments {
  readonly file: string;
  readonly key: VerifierKey | undefined;
  readonly isJson: boolean;
}

function readArguments(argv: readonly string[]): Result<Arguments, string> {
  const options = { key: { type: "string" }, json: { type: "boolean" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) return failed(`name one file\n${USAGE}`);
    if (values.key === undefined) return ok({ file, key: undefined, isJson: values.json === true });
    const key = parseVerifierKey(readKeyText(values.key));
    if (!key.ok) return failed(`--key: ${key.fault.detail}`);
    return ok({ file, key: key.value, isJson: values.json === true });
  } catch (error) {
    return failed(`${(error as Error).message}\n${USAGE}`);
  }
}

function readKeyText(textOrFile: string): string {
  return (existsSync(textOrFile) ? readFileSync(textOrFile, "utf8") : textOrFile).trim();
}

async function* reportProgress(lines: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const line of lines) {
    count++;
    if (count % PROGRESS_LINES === 0) process.stderr.write(`${count} lines read\n`);
    yield line;
  }
}

async function verifyFile({ file, key }: Arguments): Promise<Result<ExportReport, string>> {
  const stream: AsyncIterable<Uint8Array> = file === "-" ? process.stdin : createReadStream(file);
  try {
    return ok(await verifyExport(reportProgress(splitLines(stream)), key));
  } catch (error) {
    // Only a failed system call is the input's fault; anything else is a bug of ours.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return failed(`cannot read \`${file}\`: ${(error as Error).message}`);
  }
}

function toJson(report: ExportReport): string {
  return JSON.stringify({
    verified: report.isVerified,
    first_bad_line: report.firstBadLine,
    tenant: report.tenant,
    jurisdiction: report.jurisdiction,
    from_seq: report.fromSeq,
    entries: report.entries,
    checkpoint_at: report.checkpointAt,
    root: report.root === null ? null : base64(report.root),
    checks: report.checks,
  });
}

/** The export chooses some of this text: escape sequences in it must not reach a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "\uFFFD");
}

function toTable(report: ExportReport): string {
  const names = Object.keys(EXPORT_CHECKS) as ExportCheck[];
  const rows = names.map((name) => {
    const { status, line, detail } = report.checks[name];
    const place = line === null ? "" : `line ${line}: `;
    const note = detail === null ? "" : `\n${" ".repeat(20)}${place}${printable(detail)}`;
    return `${name.padEnd(11)}${MARKS[status].padEnd(9)}${EXPORT_CHECKS[name]}${note}`;
  });
  const log = `tenant ${report.tenant ?? "unknown"}, jurisdiction ${printable(report.jurisdiction ?? "unknown")}`;
  const range = `entries ${report.fromSeq} to ${report.fromSeq + report.entries}, the end not included`;
  const trust =
    report.checks.key.status === "passed" ? "" : " against the key in the file itself: compare that key";
  const verdict = report.isVerified
    ? `VERIFIED${trust}`
    : `NOT VERIFIED, first bad line ${report.firstBadLine}`;
  return [
    log,
    `${range}, signed at ${report.checkpointAt ?? "an unknown time"}`,
    "",
    ...rows,
    "",
    verdict,
  ].join("\n");
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}

async function main(): Promise<number> {
  const given = readArguments(process.argv.slice(2));
  if (!given.ok) return refuse(given.fault);
  const report = await verifyFile(given.value);
  if (!report.ok) return refuse(report.fault);
  process.stdout.write(`${given.value.isJson ? toJson(report.value) : toTable(report.value)}\n`);
  return report.value.isVerified ? 0 : 1;
}

process.exitCode = await main();
