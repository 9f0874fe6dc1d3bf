// `npm run verify-residency -- FILE [--key KEY] [--json]`: checks a residency statement offline, with Node 24 and nothing
// else. FILE is what `GET /v1/residency/evidence` answered, or `-`; KEY is a verifier key (`name+hash+base64`) or a file
// that holds one. Exit status: 0 verified, 1 not verified, 2 wrong usage or unreadable input.

import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseVerifierKey, type VerifierKey } from "../src/audit/index.ts";
import { checkEvidence, EVIDENCE_CHECKS, type EvidenceReport } from "./evidence/check-evidence.ts";

const USAGE = "usage: npm run verify-residency -- FILE|- [--key VERIFIER_KEY_OR_FILE] [--json]";
const MARKS = { passed: "ok", failed: "FAILED", skipped: "skipped" } as const;

/** Wrong usage or input: said in one line. */
class Refused extends Error {}

function readKey(textOrFile: string): VerifierKey {
  const text = (existsSync(textOrFile) ? readFileSync(textOrFile, "utf8") : textOrFile).trim();
  const key = parseVerifierKey(text);
  if (!key.ok) throw new Refused(`--key: ${key.fault.detail}`);
  return key.value;
}

function readArguments() {
  const options = { key: { type: "string" }, json: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Refused(`name one file\n${USAGE}`);
  const key = values.key === undefined ? undefined : readKey(values.key);
  return { text: readFileSync(file === "-" ? 0 : file, "utf8"), key, isJson: values.json === true };
}

/** The file chooses some of this text: escape sequences in it must not reach a terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, "\uFFFD");

function toTable({ findings, statement, isVerified }: EvidenceReport): string {
  const rows = findings.map(({ check, status, detail }) => {
    const note = detail === null ? "" : `\n${" ".repeat(22)}${printable(detail)}`;
    return `${check.padEnd(13)}${MARKS[status].padEnd(9)}${EVIDENCE_CHECKS[check]}${note}`;
  });
  const trusts = findings.some(({ check, status }) => check === "key" && status === "passed");
  const trust = trusts ? "" : " against the key in the file itself: compare that key";
  const verdict = isVerified ? `VERIFIED${trust}` : "NOT VERIFIED";
  return [...summaryOf(statement), "", ...rows, "", verdict].join("\n");
}

function summaryOf(statement: EvidenceReport["statement"]): string[] {
  if (statement === null) return ["no statement"];
  const { tenant, period, coverage, held } = statement;
  const spans = held.map(({ jurisdiction, guarantee, first, last, guarantee_source: source }) =>
    printable(`${first} to ${last}: \`${jurisdiction}\`, held by \`${guarantee}\` (${source.says})`),
  );
  const gaps = coverage.gaps.map(({ from, to }) => printable(`nobody looked from ${from} to ${to}`));
  const seen = `${coverage.observations} observations from ${period.from} to ${period.to}`;
  return [printable(`tenant ${tenant}, ${seen}`), ...spans, ...gaps];
}

async function main(): Promise<number> {
  const { text, key, isJson } = readArguments();
  const report = await checkEvidence(text, key);
  const { isVerified: verified, tenant, period, findings } = report;
  const out = isJson ? JSON.stringify({ verified, tenant, period, checks: findings }) : toTable(report);
  process.stdout.write(`${out}\n`);
  return verified ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const isOfInput = error instanceof Refused || syscall !== undefined || code?.startsWith("ERR_PARSE_ARGS");
  // Anything else is a bug of ours.
  if (isOfInput !== true) throw error;
  process.stderr.write(`${(error as Error).message}\n${error instanceof Refused ? "" : USAGE}\n`);
  process.exitCode = 2;
}
