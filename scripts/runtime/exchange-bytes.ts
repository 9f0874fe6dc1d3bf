// One HTTP request by Node's own client, answered with bytes, and how long it took to the first of them and to the last.

import { request, type IncomingHttpHeaders, type RequestOptions } from "node:http";

export interface BytesAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

export function exchangeBytes(options: RequestOptions, body?: string | Uint8Array): Promise<BytesAnswer> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const parts: Buffer[] = [];
      let firstByteMs = Number.NaN;
      response.on("data", (part: Buffer) => {
        if (parts.length === 0) firstByteMs = performance.now() - startedAt;
        parts.push(part);
      });
      response.on("error", reject);
      response.on("end", () => {
        const totalMs = performance.now() - startedAt;
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, bytes: Buffer.concat(parts), firstByteMs, totalMs });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
