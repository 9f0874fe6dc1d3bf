// The receivers, all in one process: an HTTP server that hands each request to traceo-webhook-receiver on a SQLite file, and
// misbehaves around it. It may be killed at any time; what it has seen is in the file.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import {
  applyInSql,
  createReceiver,
  sqliteDatabase,
  type Answer,
  type Receiver,
  type WebhookMessage,
} from "../../src/webhooks/receiver/index.ts";
import { seededRandom } from "../demo/seeded-random.ts";
import { TIMEOUT_SECONDS, type ChaosEndpoint, type ChaosEvent } from "./endpoints.ts";
import { openWatch } from "./in-flight.ts";
import { countRequest, openLedger, tellOffence } from "./ledger.ts";
import { chooseDoing, type Doing } from "./misbehave.ts";

export interface ReceiverSettings {
  readonly port: number;
  readonly file: string;
  readonly seed: number;
  /** With the key that its signatures are verified by. */
  readonly endpoints: readonly (ChaosEndpoint & { readonly key: string })[];
}

const GIVES_UP_AFTER_MS = TIMEOUT_SECONDS * 1_000;
/** Long enough for the sender to have gone, short enough for the test. */
const TOO_LATE_MS = GIVES_UP_AFTER_MS + 500;
/** A request that is never answered is let go of when the sender has not. */
const HELD_MS = 15_000;

const settings = JSON.parse(process.argv[2] ?? "{}") as ReceiverSettings;
const sqlite = openLedger(settings.file);
const random = seededRandom(String(settings.seed));
let isHoldingNext = false;

/** Recorded without a constraint: a second application shows. */
function record(endpoint: ChaosEndpoint, { body }: WebhookMessage) {
  const { data } = JSON.parse(body) as { data: { payload: ChaosEvent } };
  const { lane, no } = data.payload;
  return [
    { sql: "INSERT INTO applied (endpoint, lane, no) VALUES (?, ?, ?)", params: [endpoint.at, lane, no] },
  ];
}

function receiverOf(endpoint: ReceiverSettings["endpoints"][number]): Receiver {
  const order = endpoint.order === "strict" ? "consecutive" : "none";
  const apply = applyInSql(sqliteDatabase(sqlite), {
    endpoint: String(endpoint.at),
    handle: (message) => record(endpoint, message),
    ordering: { order, firstSequence: 1 },
  });
  return createReceiver({ keys: [endpoint.key], apply, clock: () => Date.now() });
}

const places = new Map(
  settings.endpoints.map((endpoint) => [`/${endpoint.at}`, { endpoint, receiver: receiverOf(endpoint) }]),
);
type Place = Exclude<ReturnType<(typeof places)["get"]>, undefined>;

/** A sender that gives up and asks again at once: that it let go may be heard of after the new request. */
const HEARD_LATE_MS = 200;

const watch = openWatch({
  heardLate: () => wait(HEARD_LATE_MS),
  tell: (told) => tellOffence(sqlite, "two_in_flight", told),
});

/** What was cut off here: its connection ends as it does when a sender lets go. */
const cutOff = new WeakSet<ServerResponse>();

/** Of a strict endpoint nothing may be on its way beside a message, of others not the message itself. */
function enter({ endpoint }: Place, request: IncomingMessage, response: ServerResponse): void {
  const id = String(request.headers["webhook-id"]);
  const { socket } = request;
  const leave = watch.enter({
    name: endpoint.order === "strict" ? String(endpoint.at) : id,
    told: `${endpoint.at} ${endpoint.order} ${id}`,
    // A sender that has its answer keeps the connection.
    isLetGo: () => (socket.destroyed || socket.readableEnded) && !cutOff.has(response),
  });
  response.once("close", leave);
}

function cut(response: ServerResponse): void {
  cutOff.add(response);
  response.destroy();
}

async function accept(
  { endpoint, receiver }: Place,
  request: IncomingMessage,
  body: string,
): Promise<Answer> {
  const headers = { get: (name: string) => request.headers[name]?.toString() ?? null };
  const answer = await receiver.accept({ headers, body });
  const { outcome } = answer;
  const told = `${endpoint.at} ${headers.get("webhook-id")} ${headers.get("x-traceo-sequence")}`;
  if (outcome === "early" || outcome === "late") tellOffence(sqlite, "out_of_order", `${outcome} ${told}`);
  if (outcome === "not_verified") tellOffence(sqlite, "not_verified", told);
  return answer;
}

interface Asked {
  readonly response: ServerResponse;
  /** Applies the message; again when asked again. */
  readonly apply: () => Promise<Answer>;
}

const DOINGS: Readonly<Record<Doing, (asked: Asked) => Promise<unknown> | unknown>> = {
  answer: async ({ response, apply }) => response.writeHead((await apply()).status).end(),
  refuse: ({ response }) => response.writeHead(500).end(),
  apply_and_refuse: async ({ response, apply }) => {
    await apply();
    response.writeHead(500).end();
  },
  drop: ({ response }) => cut(response),
  apply_and_drop: async ({ response, apply }) => {
    await apply();
    cut(response);
  },
  hold: ({ response }) => letGo(response),
  answer_late: async ({ response, apply }) => {
    await wait(TOO_LATE_MS);
    response.writeHead((await apply()).status).end();
  },
  redirect: ({ response }) =>
    response.writeHead(307, { location: `http://127.0.0.1:${settings.port}/followed` }).end(),
};

async function letGo(response: ServerResponse): Promise<void> {
  await wait(HELD_MS);
  cut(response);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const place = places.get(request.url ?? "");
  if (place === undefined) {
    tellOffence(sqlite, "redirect_followed", request.url ?? "");
    return void response.writeHead(404).end();
  }
  enter(place, request, response);
  countRequest(sqlite, place.endpoint.at);
  const body = await text(request);
  const asked = { response, apply: () => accept(place, request, body) };
  if (!isHoldingNext)
    return void (await DOINGS[chooseDoing(place.endpoint.behaviour, () => random.next())](asked));
  // The work is done and the gateway dies before it hears of it.
  isHoldingNext = false;
  await asked.apply();
  process.send?.("holding");
  await letGo(response);
}

process.on("message", (message) => {
  if (message === "hold next") isHoldingNext = true;
});
process.on("disconnect", () => process.exit(0));

const server = createServer((request, response) => {
  serve(request, response).catch((error: unknown) => {
    // A sender that is gone is what this test makes; anything else is not.
    if (!response.destroyed) process.stderr.write(`receiver: ${String(error)}\n`);
    response.destroy();
  });
});
server.listen(settings.port, "127.0.0.1", () => process.send?.("listening"));
