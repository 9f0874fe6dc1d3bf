// The load generator, a process of its own: raw sockets, one request at a time on each, bodies patched in place. It must
// cost little next to what it measures: it says how much of a core it took.

import { connect, type Socket } from "node:net";
import { concatBytes, utf8 } from "../../src/kernel/bytes.ts";
import { readAnswers } from "./answer-reader.ts";
import type { BodyTemplate, LoadJob, LoadResult, TimeCoding } from "./load-job.ts";

const NANOS_PER_MS = 1_000_000n;
const VARINT_BYTES = 6;

const WRITE_TIME: Readonly<Record<TimeCoding, (bytes: DataView, places: Uint32Array, ms: number) => void>> = {
  "fixed64 nanoseconds": (bytes, places, ms) => {
    const nanos = BigInt(ms) * NANOS_PER_MS;
    const [low, high] = [Number(nanos & 0xffff_ffffn), Number(nanos >> 32n)];
    for (const at of places) {
      bytes.setUint32(at, low, true);
      bytes.setUint32(at + 4, high, true);
    }
  },
  "varint milliseconds": (bytes, places, ms) => {
    for (let i = 0; i < VARINT_BYTES; i++) {
      const more = i === VARINT_BYTES - 1 ? 0 : 0x80;
      const byte = (Math.floor(ms / 128 ** i) % 128) | more;
      for (const at of places) bytes.setUint8(at + i, byte);
    }
  },
};

/** Cheap numbers that neither repeat nor compress away entirely: a slow wave with two decimals. */
function writeValues(bytes: DataView, places: Uint32Array, ms: number): void {
  for (let i = 0; i < places.length; i++) {
    const hundredths = Math.round(5_000 + 4_000 * Math.sin(i + ms / 5_000) + ((ms * 7 + i * 13) % 100));
    bytes.setFloat64(places[i] ?? 0, hundredths / 100, true);
  }
}

interface Tally {
  isCounting: boolean;
  requests: number;
  nextMs: number;
  readonly refusals: Record<string, number>;
  readonly latenciesMs: number[];
}

function headOf(job: LoadJob, sizeBytes: number): Uint8Array {
  const headers = { ...job.headers, host: job.host, "content-length": String(sizeBytes) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return utf8(`POST ${job.path} HTTP/1.1\r\n${lines.join("")}\r\n`);
}

/** Keeps one connection busy until told to stop. Resolves when its last answer is in. */
function drive(
  job: LoadJob,
  body: BodyTemplate,
  run: { readonly tally: Tally; readonly isOver: () => boolean },
): Promise<void> {
  const { tally } = run;
  const head = headOf(job, body.bytes.byteLength);
  const message = concatBytes([head, body.bytes]);
  const part = new DataView(message.buffer, message.byteOffset + head.byteLength);
  let sentAt = 0;
  const send = (socket: Socket): void => {
    const ms = tally.nextMs++;
    WRITE_TIME[body.timeCoding](part, body.times, ms);
    writeValues(part, body.values, ms);
    sentAt = performance.now();
    socket.write(message);
  };
  return new Promise((resolve, reject) => {
    const socket = connect(job.port, "127.0.0.1", () => send(socket));
    socket.setNoDelay(true);
    socket.on("error", reject);
    readAnswers(socket, (status) => {
      if (tally.isCounting) count(tally, status, isServed(job, status) ? performance.now() - sentAt : null);
      if (!run.isOver()) return send(socket);
      socket.destroy();
      resolve();
    });
  });
}

function isServed({ servedStatus }: LoadJob, status: number): boolean {
  return servedStatus === undefined ? status >= 200 && status < 300 : status === servedStatus;
}

function count(tally: Tally, status: number, servedInMs: number | null): void {
  if (servedInMs === null) {
    tally.refusals[status] = (tally.refusals[status] ?? 0) + 1;
    return;
  }
  tally.requests++;
  tally.latenciesMs.push(servedInMs);
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function work(job: LoadJob): Promise<LoadResult> {
  const tally: Tally = { isCounting: false, requests: 0, nextMs: job.startMs, refusals: {}, latenciesMs: [] };
  let isOver = false;
  const drivers = job.bodies.map((body) => drive(job, body, { tally, isOver: () => isOver }));
  const ended = Promise.all(drivers);
  await Promise.race([wait(job.warmUpMs), ended]);
  tally.isCounting = true;
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  await Promise.race([wait(job.durationMs), ended]);
  tally.isCounting = false;
  const seconds = (performance.now() - startedAt) / 1_000;
  const used = process.cpuUsage(cpu);
  isOver = true;
  await ended;
  const sorted = tally.latenciesMs.sort((left, right) => left - right);
  const quantile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    requests: tally.requests,
    seconds,
    refusals: tally.refusals,
    nextMs: tally.nextMs,
    medianMs: quantile(0.5),
    p99Ms: quantile(0.99),
    cpuShare: (used.user + used.system) / 1_000_000 / seconds,
  };
}

process.on("message", (job) => {
  work(job as LoadJob).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
