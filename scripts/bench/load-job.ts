// What the load process is asked for and what it answers: plain data, sent between processes.

/** How an instant is written into a body, in place: the number of bytes never changes. */
export type TimeCoding = "fixed64 nanoseconds" | "varint milliseconds";

/** A body that is made anew for each request by writing over its times and values. */
export interface BodyTemplate {
  readonly bytes: Uint8Array;
  readonly timeCoding: TimeCoding;
  /** Where times stand; all get the same instant, which no other request of the run has. */
  readonly times: Uint32Array;
  /** Where doubles stand. */
  readonly values: Uint32Array;
}

export interface LoadJob {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** One for each connection, so that senders have series of their own. */
  readonly bodies: readonly BodyTemplate[];
  /** The instant of the first request; each following one is a millisecond later. */
  readonly startMs: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
  /** The answer that counts; any 2xx when it is left out. */
  readonly servedStatus?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Answers that do not count, by status. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Of the load process itself, as a share of one core. */
  readonly cpuShare: number;
  /** The instant to go on from. */
  readonly nextMs: number;
}
