// The outside network of tests in workerd, where it is a webhook receiver: `http://localhost:7/{box}?answers=500,200` answers as its
// address says, request after request, the last answer for ever. `hold` answers when the test releases the box. What a box got
// is at `/{box}/log`. Runs in Node, outside of what is tested; everything else goes to the real network.

import { Response, type Request } from "miniflare";
import { RECEIVER_ORIGIN } from "./receiver-origin.ts";

export interface ReceivedRequest {
  readonly atMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Requests of the box under way when it came, itself too. */
  readonly underWay: number;
}

interface Box {
  readonly received: ReceivedRequest[];
  readonly held: (() => void)[];
  underWay: number;
  isReleased: boolean;
}

const boxes = new Map<string, Box>();

function boxOf(name: string): Box {
  const box = boxes.get(name) ?? { received: [], held: [], underWay: 0, isReleased: false };
  boxes.set(name, box);
  return box;
}

function release(box: Box): Response {
  box.isReleased = true;
  for (const answer of box.held.splice(0)) answer();
  return new Response(null, { status: 204 });
}

async function answerTo(box: Box, answer: string): Promise<Response> {
  if (answer === "hold" && !box.isReleased) await new Promise<void>((resolve) => void box.held.push(resolve));
  if (answer === "hold") return new Response("held");
  const [status = "200", retryAfter] = answer.split("~");
  const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  if (status.startsWith("3")) headers["location"] = `${RECEIVER_ORIGIN}/redirected`;
  return new Response(`answer ${status}`, { status: Number(status), headers });
}

async function receive(box: Box, request: Request, answers: readonly string[]): Promise<Response> {
  box.underWay++;
  const { underWay } = box;
  const headers = Object.fromEntries(request.headers);
  box.received.push({ atMs: Date.now(), headers, body: await request.text(), underWay });
  const answer = answers[Math.min(box.received.length, answers.length) - 1] ?? "200";
  return answerTo(box, answer).finally(() => box.underWay--);
}

export async function receiverService(request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.origin !== RECEIVER_ORIGIN) return (await fetch(request as never)) as unknown as Response;
  const [, name = "", verb = ""] = url.pathname.split("/");
  const box = boxOf(name);
  if (verb === "log") return Response.json(box.received);
  if (verb === "release") return release(box);
  return receive(box, request, (url.searchParams.get("answers") ?? "200").split(","));
}
