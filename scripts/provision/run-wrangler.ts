// Runs the repository's own wrangler with standard input closed, so that it can ask nothing.

import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

const WRANGLER = "node_modules/wrangler/bin/wrangler.js";

/** wrangler's standard output. Throws with its first error line when it fails. */
export function runWrangler(command: readonly string[]): Promise<string> {
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", CI: "true" };
  const child = spawn(process.execPath, [WRANGLER, ...command], { env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) return resolve(output.stdout);
      const said = stripVTControlCharacters(`${output.stderr}\n${output.stdout}`).split("\n");
      const reason =
        said.find((line) => line.includes("[ERROR]")) ?? said.find((line) => line.trim() !== "") ?? "";
      reject(
        new Error(`wrangler ${command.join(" ")} failed: ${reason.replace(/^.*\[ERROR\]\s*/, "").trim()}`),
      );
    });
  });
}

/** wrangler with its output passed through; its exit status. */
export function showWrangler(command: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [WRANGLER, ...command], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
}
