// Proofs by RFC 6962: that an entry is in a tree (2.1.1 PATH), and that a tree begins with an older one (2.1.2 PROOF).
// Both read O(log size) hashes through the given reader. LIMIT: at most 54 hashes, for sizes below 2^53.

import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { rangeRoot, splitPoint, type ReadHash } from "./tree-hash.ts";

/** The audit path of leaf `index` in the tree of `size`, leaf to root, or `audit.not_found`. */
export function inclusionProof(
  index: number,
  size: number,
  readHash: ReadHash,
): Result<readonly Uint8Array[]> {
  if (!isSize(size) || !isSize(index) || index >= size) {
    return failed(fault("audit.not_found", `there is no entry \`${index}\` in a log of \`${size}\``));
  }
  return ok(path(index, { start: 0, end: size }, readHash));
}

/** That the first `oldSize` leaves of the tree of `newSize` are the older tree, or `request.invalid`. */
export function consistencyProof(
  oldSize: number,
  newSize: number,
  readHash: ReadHash,
): Result<readonly Uint8Array[]> {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) {
    return failed(
      fault("request.invalid", `a log of \`${newSize}\` cannot begin with one of \`${oldSize}\``),
    );
  }
  // The empty tree begins every tree, and a tree itself: nothing to show.
  if (oldSize === 0 || oldSize === newSize) return ok([]);
  return ok(subproof({ oldSize, isKnown: true }, { start: 0, end: newSize }, readHash));
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function path(index: number, { start, end }: Range, readHash: ReadHash): Uint8Array[] {
  if (end - start === 1) return [];
  const middle = start + splitPoint(end - start);
  return index < middle
    ? [...path(index, { start, end: middle }, readHash), rangeRoot(middle, end, readHash)]
    : [...path(index, { start: middle, end }, readHash), rangeRoot(start, middle, readHash)];
}

/** `isKnown`: the verifier holds the root of this range already, when it is the whole older tree (RFC's `b`). */
function subproof(
  old: { readonly oldSize: number; readonly isKnown: boolean },
  { start, end }: Range,
  readHash: ReadHash,
): Uint8Array[] {
  if (old.oldSize === end) return old.isKnown ? [] : [rangeRoot(start, end, readHash)];
  const middle = start + splitPoint(end - start);
  if (old.oldSize <= middle) {
    return [...subproof(old, { start, end: middle }, readHash), rangeRoot(middle, end, readHash)];
  }
  const right = subproof({ oldSize: old.oldSize, isKnown: false }, { start: middle, end }, readHash);
  return [...right, rangeRoot(start, middle, readHash)];
}
