// Bodies go through the edge as they come, both ways: a piece arrives at the other end before the next was sent, and large
// bodies leave no trace in the edge's memory. A stand-in at the cell's address answers, so that only the edge is measured.

import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { send } from "../../support/node/send.ts";
import type { CellBehaviour } from "../../support/node/recording-cell.ts";
import { startGatewayAndCell, type CellTenant, type GatewayAndCell } from "./gateway-and-cell.ts";

const MEBIBYTE = 1_048_576;
const BODIES = 4;
const BODY_MEBIBYTES = 64;
/** LIMIT: what the runtime keeps for four connections and its collector's slack; the bodies are 256 MB. */
const MOST_GROWTH_MB = 64;

let pair: GatewayAndCell;
let tenant: CellTenant;
beforeAll(async () => {
  pair = await startGatewayAndCell();
  tenant = await pair.createTenant();
});
afterAll(() => pair.stop());

/** The edge knows the cell's answer by the id that it has put into the token. */
function markOf({ headers }: IncomingMessage): Record<string, string> {
  const [, claims = ""] = String(headers["x-traceo-forward"]).split(".");
  const { jti } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { jti: string };
  return { "x-request-id": jti, "content-type": "application/octet-stream" };
}

interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

function newGate(): Gate {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return { opened, open };
}

it("hands each piece of a request and of an answer on before the next one is there", async () => {
  const [firstArrived, answerRead] = [newGate(), newGate()];
  const behaviour: CellBehaviour = (incoming, outgoing) => {
    const got: string[] = [];
    incoming.on("data", (piece: Buffer) => {
      got.push(piece.toString());
      firstArrived.open();
    });
    incoming.once("end", () => {
      outgoing.writeHead(200, markOf(incoming)).write(`got ${got.join("")}`);
      void answerRead.opened.then(() => outgoing.end("; end"));
    });
  };
  const text = await pair.between.during(behaviour, async () => {
    const outgoing = httpRequest({
      host: pair.main.url.hostname,
      port: pair.main.url.port,
      method: "POST",
      path: "/v1/logs",
      headers: { host: tenant.host, authorization: `Bearer ${tenant.engineerKey}` },
    });
    outgoing.write("one,");
    await firstArrived.opened;
    outgoing.end("two");
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once("response", resolve).once("error", reject);
    });
    let read = "";
    for await (const piece of incoming) {
      read += String(piece);
      answerRead.open();
    }
    return read;
  });
  expect(text).toBe("got one,two; end");
});

const sink = (take: (bytes: number) => void): CellBehaviour => {
  return (incoming: IncomingMessage, outgoing: ServerResponse) => {
    incoming.on("data", (piece: Buffer) => take(piece.byteLength));
    incoming.once("end", () => outgoing.writeHead(204, markOf(incoming)).end());
  };
};

function* pieces(): Generator<Uint8Array> {
  for (let left = BODY_MEBIBYTES; left > 0; left--) yield Buffer.alloc(MEBIBYTE, left);
}

it("takes large bodies through, with or without a length, in memory that they do not fill", async () => {
  const warm = await pair.main.megabytes();
  let taken = 0;
  let highest = warm;
  const watch: Promise<void>[] = [];
  const look = async (): Promise<void> => {
    highest = Math.max(highest, await pair.main.megabytes());
  };
  const behaviour = sink((bytes) => {
    const before = Math.floor(taken / (16 * MEBIBYTE));
    taken += bytes;
    if (Math.floor(taken / (16 * MEBIBYTE)) > before) watch.push(look());
  });
  const ask = { path: "/v1/logs", host: tenant.host, key: tenant.engineerKey };
  await pair.between.during(behaviour, async () => {
    const length = { headers: { "content-length": BODY_MEBIBYTES * MEBIBYTE } };
    const replies = await Promise.all(
      Array.from({ length: BODIES }, (_, at) =>
        send(pair.main.url, { ...ask, chunks: pieces(), ...(at % 2 === 0 ? {} : length) }),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
  });
  await Promise.all([...watch, look()]);
  console.log(
    `edge's runtime: ${Math.round(warm)} MB before, ${Math.round(highest)} MB at most, ${taken / MEBIBYTE} MiB through`,
  );
  expect(taken).toBe(BODIES * BODY_MEBIBYTES * MEBIBYTE);
  expect(highest - warm).toBeLessThan(MOST_GROWTH_MB);
});

it("gives the client the real cell's refusal of a body that is too large", async () => {
  const refused = await send(pair.main.url, {
    path: "/v1/logs",
    host: tenant.host,
    key: tenant.engineerKey,
    headers: { "content-type": "application/x-protobuf" },
    chunks: pieces(),
  });
  expect(refused.status).toBe(413);
});
