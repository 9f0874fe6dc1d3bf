// Symmetric positive definite equations by Cholesky's factorisation, in place. Rows say where their first entry
// stands, so that the banded part of a matrix costs what its band costs.

export interface SymmetricSystem {
  readonly size: number;
  /** Row by row; only the lower triangle is read. Overwritten by the factor. */
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  /** Column of the first entry of each row that may differ from zero. */
  readonly firstColumn: Int32Array;
}

/** Keeps a pivot that rounding made zero or negative from poisoning the rest. */
const LEAST_PIVOT = 1e-12;

function factorise({ size, matrix, firstColumn }: SymmetricSystem): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    const first = firstColumn[i] as number;
    for (let j = first; j <= i; j++) {
      const other = j * size;
      // Two sums by turns: a single one would wait for its own last addition.
      let even = 0;
      let odd = 0;
      let k = Math.max(first, firstColumn[j] as number);
      for (; k + 1 < j; k += 2) {
        even += (matrix[row + k] as number) * (matrix[other + k] as number);
        odd += (matrix[row + k + 1] as number) * (matrix[other + k + 1] as number);
      }
      if (k < j) even += (matrix[row + k] as number) * (matrix[other + k] as number);
      const rest = (matrix[row + j] as number) - even - odd;
      matrix[row + j] =
        i === j ? Math.sqrt(Math.max(rest, LEAST_PIVOT)) : rest / (matrix[other + j] as number);
    }
  }
}

/** The solution; the system's matrix is spent. */
export function solveSymmetric(system: SymmetricSystem): Float64Array {
  factorise(system);
  const { size, matrix, firstColumn } = system;
  const solution = system.right.slice();
  for (let i = 0; i < size; i++) {
    let sum = solution[i] as number;
    for (let k = firstColumn[i] as number; k < i; k++)
      sum -= (matrix[i * size + k] as number) * (solution[k] as number);
    solution[i] = sum / (matrix[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = (solution[i] as number) / (matrix[i * size + i] as number);
    solution[i] = value;
    for (let k = firstColumn[i] as number; k < i; k++)
      solution[k] = (solution[k] as number) - (matrix[i * size + k] as number) * value;
  }
  return solution;
}
