// A tiny Prometheus exporter: every kind of metric in the text format, with values that tell at which scrape they were read.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Exporter {
  readonly port: number;
  /** How often it was scraped so far. */
  scrapes(): number;
  /** From the next scrape on `leaving` is no longer there, which makes it stale. */
  dropSeries(): void;
  stop(): Promise<void>;
}

function page(scrape: number, hasLeaving: boolean): string {
  return `# TYPE served_total counter
served_total{path="/é",code="200"} ${scrape}
served_total{path="/\\"quoted\\\\",code="500"} ${scrape * 1e15}
# TYPE temperature gauge
temperature ${scrape % 2 === 0 ? -0.1 : 1.7976931348623157e308}
odd{value="nan"} NaN
odd{value="inf"} +Inf
odd{value="minus_inf"} -Inf
odd{value="tiny"} 5e-324
# TYPE duration_seconds histogram
duration_seconds_bucket{le="0.1"} ${scrape}
duration_seconds_bucket{le="+Inf"} ${scrape * 3}
duration_seconds_sum ${scrape * 0.3}
duration_seconds_count ${scrape * 3}
# TYPE size_bytes summary
size_bytes{quantile="0.5"} ${scrape / 3}
size_bytes_sum ${scrape * 7}
size_bytes_count ${scrape}
${hasLeaving ? `leaving ${scrape}\n` : ""}`;
}

export async function startExporter(): Promise<Exporter> {
  let scrapes = 0;
  let hasLeaving = true;
  const server = createServer((_request, response) => {
    scrapes++;
    response.setHeader("content-type", "text/plain; version=0.0.4").end(page(scrapes, hasLeaving));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => void server.once("listening", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    scrapes: () => scrapes,
    dropSeries: () => void (hasLeaving = false),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

export const EXPORTED = [
  "served_total",
  "temperature",
  "odd",
  "duration_seconds_bucket",
  "duration_seconds_sum",
  "duration_seconds_count",
  "size_bytes",
  "size_bytes_sum",
  "size_bytes_count",
  "up",
];
