// The rows that a request loses while the rest is kept: how many, why, and one example for each reason.

const MAX_REASONS = 5;
const MAX_EXAMPLE_CHARS = 80;

export interface Rejected {
  readonly count: number;
  /** Empty when nothing was rejected. */
  readonly message: string;
}

export class Rejections {
  #count = 0;
  readonly #reasons = new Map<string, { count: number; example: string }>();

  get count(): number {
    return this.#count;
  }

  add(reason: string, example: string): void {
    this.#count++;
    const known = this.#reasons.get(reason);
    if (known !== undefined) known.count++;
    else this.#reasons.set(reason, { count: 1, example: example.slice(0, MAX_EXAMPLE_CHARS) });
  }

  finish(): Rejected {
    if (this.#count === 0) return { count: 0, message: "" };
    const reasons = [...this.#reasons].slice(0, MAX_REASONS).map(describe);
    const others = this.#reasons.size - reasons.length;
    if (others > 0) reasons.push(`${others} other reasons`);
    return { count: this.#count, message: `${this.#count} rejected: ${reasons.join("; ")}` };
  }
}

function describe([reason, { count, example }]: [string, { count: number; example: string }]): string {
  const of = example === "" ? "" : ` (first: \`${example.toWellFormed()}\`)`;
  return `${count} ${reason}${of}`;
}
