// Where the bytes of a block come from, as the reader sees it: an object in R2, or memory in tests.

export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes from `start` to `end`, half-open; throws when the object is gone or shorter. */
  read(start: number, end: number): Promise<Uint8Array>;
}

export interface ReadCount {
  reads: number;
  bytes: number;
}

/** The same source, adding every read to `count`. */
export function countReads(source: ByteSource, count: ReadCount): ByteSource {
  return {
    sizeBytes: source.sizeBytes,
    read(start, end) {
      count.reads += 1;
      count.bytes += end - start;
      return source.read(start, end);
    },
  };
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: (start, end) => Promise.resolve(bytes.slice(start, end)) };
}
