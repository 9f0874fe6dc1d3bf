// One gateway to a state folder. The lock is a socket that the owner listens on: it ends with the process, however
// that ends, so a file left behind by a killed gateway locks nothing.

import { mkdir, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join, relative } from "node:path";

/** LIMIT: a socket's path has at most about 100 characters, hence relative. */
function socketPath(stateDir: string): string {
  return relative(".", join(stateDir, "running.sock"));
}

export async function isRunning(stateDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath(stateDir));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Takes the folder for this process until it ends; throws when another has it. */
export async function lockState(stateDir: string): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  if (await isRunning(stateDir))
    throw new Error(`a gateway is already running on ${stateDir}: stop it first`);
  const path = socketPath(stateDir);
  await rm(path, { force: true });
  const server: Server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  server.unref();
}
