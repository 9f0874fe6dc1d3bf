// Can the gateway have this port? Asked before anything is built, so that the answer comes at once and in our words.

import { createServer } from "node:net";

const REASONS: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) =>
    `port ${port} is in use: stop what uses it, or take another with \`npm start -- --port ${port + 1}\``,
  EACCES: (port) =>
    `port ${port} may not be opened by this user: take another with \`npm start -- --port 8787\``,
};

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`\`${text}\` is no port: give a number up to 65535`);
}

/** Throws with the way out when the port cannot be had; 0, any free one, always can. */
export async function checkPort(port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(port, "127.0.0.1", resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ""];
    throw new Error(reason === undefined ? `port ${port}: ${error.message}` : reason(port), { cause: error });
  });
  await new Promise((done) => {
    probe.close(done);
  });
}
