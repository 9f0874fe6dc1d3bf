// What the runtime writes to its log while a test file runs. Access lines would drown the report of a hostile test, so they
// are kept from it; lines that tell of a bug of ours are kept for the test to ask for, and all others are printed.

export interface RuntimeLog {
  /** Details of every `bug` line so far. */
  readonly bugs: readonly string[];
  release(): void;
}

const ACCESS = '{"event":"access"';
const BUG = '"event":"bug"';

export function tapRuntimeLog(): RuntimeLog {
  const { log, error } = console;
  const bugs: string[] = [];
  const tap =
    (print: typeof console.log): typeof console.log =>
    (...parts) => {
      const text = String(parts[0]);
      if (text.includes(BUG)) bugs.push(text);
      if (!text.startsWith(ACCESS)) print(...parts);
    };
  console.log = tap(log);
  console.error = tap(error);
  return { bugs, release: () => void Object.assign(console, { log, error }) };
}
