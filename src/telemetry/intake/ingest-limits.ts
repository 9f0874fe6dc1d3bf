// What one ingest request may hold. Past `maxPoints` the request is refused; past any other limit the row is rejected
// and the rest is kept (OTLP's partial success).

export interface IngestLimits {
  /** Points, log records or spans in one request. */
  readonly maxPoints: number;
  /** Attributes of one row, and of its resource and scope each. */
  readonly maxAttributes: number;
  /** A string or bytes value, and a name or key. */
  readonly maxStringBytes: number;
  readonly maxBodyBytes: number;
  /** All texts of one row together, in UTF-16 units: keeps one row below the shard's cap on a stored batch. */
  readonly maxRowChars: number;
  /** Nesting of attribute values; a plain value is depth 1. */
  readonly maxDepth: number;
  /** The accepted window of row times, half-open. */
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
  /** When the request arrived: the time of a log record that has none. */
  readonly receivedMs: number;
}

/** The limits that do not depend on the tenant or the clock. */
export const INGEST_SIZES = {
  maxPoints: 100_000,
  maxAttributes: 256,
  maxStringBytes: 64 * 1024,
  maxBodyBytes: 256 * 1024,
  // LIMIT: 512 Ki units are at most 1.5 MiB of UTF-8, below the 1.9 MB that one stored batch may take.
  maxRowChars: 512 * 1024,
  maxDepth: 16,
} as const;
