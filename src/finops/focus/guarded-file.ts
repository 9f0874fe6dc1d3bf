// A file whose own words lead its reader through it: nobody has judged them. INVARIANT: nothing outside of the file is asked for,
// and what a reader trips over is told from a store that failed.

/** A file that is read in ranges. */
export interface RangedFile {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

export interface GuardedFile extends RangedFile {
  /** Did the store fail with it? Then it says nothing of what is in the file. */
  isOfStore(error: unknown): boolean;
}

export function guardFile(file: RangedFile): GuardedFile {
  const { byteLength } = file;
  const failures = new WeakSet<object>();
  return {
    byteLength,
    async slice(start, end = byteLength) {
      if (!(start >= 0 && start <= end && end <= byteLength)) throw new RangeError("outside of the file");
      try {
        return await file.slice(start, end);
      } catch (error) {
        if (typeof error === "object" && error !== null) failures.add(error);
        throw error;
      }
    },
    isOfStore: (error) => typeof error === "object" && error !== null && failures.has(error),
  };
}
