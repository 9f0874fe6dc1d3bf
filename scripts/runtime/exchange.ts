// One HTTP request by Node's own client, which sends the Host it is told to; the answer as text.

import { request, type RequestOptions } from "node:http";

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export function exchange(options: RequestOptions, body?: string | Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
