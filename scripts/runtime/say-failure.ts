// How a script ends when it cannot go on: its reason on one line of standard error and exit status 1.
// `TRACEO_DEBUG=1` adds the stack for whoever works on the scripts.

/** The first line of what was thrown. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n", 1)[0] ?? "";
}

export async function runScript(name: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${name}: ${reasonOf(error)}\n`);
    if (process.env["TRACEO_DEBUG"] === "1") console.error(error);
    process.exit(1);
  }
}
