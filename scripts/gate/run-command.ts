// Runs one tool of the repository and keeps what it said. Tools are found in node_modules/.bin first, stdin is
// closed so that nothing can ask, and a tool that hangs is ended after its time.
import { spawn } from "node:child_process";
import { delimiter, join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

export interface CommandResult {
  readonly passed: boolean;
  /** Standard output and error as they came; empty when they were shown at once. */
  readonly output: string;
}

interface CommandOptions {
  /** `show` passes the output through as it comes; `keep` returns it. */
  readonly output: "show" | "keep";
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 10 * 60_000;

export function runCommand(command: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const [tool = "", ...args] = command;
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const pipe = options.output === "show" ? "inherit" : "pipe";
  const child = spawn(tool, args, {
    cwd: ROOT,
    env: environment(),
    stdio: ["ignore", pipe, pipe],
    timeout: timeoutMs,
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((done) => {
    const end = (passed: boolean, note: string): void =>
      done({ passed, output: Buffer.concat(chunks).toString("utf8") + note });
    child.on("error", (error) => end(false, `\`${tool}\` could not be started: ${error.message}\n`));
    child.on("close", (code, signal) => end(code === 0, signal === null ? "" : `\nended by ${signal}\n`));
  });
}

function environment(): NodeJS.ProcessEnv {
  const path = [join(ROOT, "node_modules/.bin"), process.env["PATH"] ?? ""].join(delimiter);
  return { ...process.env, PATH: path, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" };
}
