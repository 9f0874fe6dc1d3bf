// A stand-in at a cell's address: it hands everything to the real cell and keeps what the edge sent, until a test tells it to
// do something else, as a proxy or a failing machine would.

import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Passed {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
}

export type CellBehaviour = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

export interface RecordingCell {
  readonly url: string;
  readonly passed: Passed[];
  /** Until the promise that the work returns has settled the stand-in does this. */
  during<T>(behaviour: CellBehaviour, work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

function passOn(to: URL): CellBehaviour {
  return (incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    const options = { host: to.hostname, port: to.port, method, path, headers };
    const onward = httpRequest(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  };
}

export async function startRecordingCell(cell: () => URL): Promise<RecordingCell> {
  const passed: Passed[] = [];
  let behaviour: CellBehaviour | null = null;
  const server = createServer((incoming, outgoing) => {
    const { method = "", url: target = "", headers } = incoming;
    passed.push({ method, target, headers });
    (behaviour ?? passOn(cell()))(incoming, outgoing);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => void server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    passed,
    during: async (other, work) => {
      behaviour = other;
      try {
        return await work();
      } finally {
        behaviour = null;
      }
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
