// What a test may not do: be left out, run alone, sleep, write its own expectation, or replace our modules.
// `test/support` may wait (it polls with a deadline); conformance and browser tests may ask whether a client exists.

const LEFT_OUT = /^(it|test|describe|suite)(\.[a-z]+)*\.(skip|only|todo|fails)$/i;
const LEFT_OUT_ALIAS = /^(xit|xdescribe|xtest|fit|fdescribe)$/;
const WHEN_INSTALLED = /^(it|test|describe|suite)(\.[a-z]+)*\.(skipIf|runIf)$/;
const SLEEP = /^(setTimeout|setInterval|scheduler\.wait)$/;
const SNAPSHOT = /\.(toMatch|toThrowErrorMatching)\w*Snapshot$/;
const MODULE_MOCK = /^vi\.(mock|doMock|hoisted)$/;

const HAS_OPTIONAL_CLIENTS = /^test\/(conformance|browser)\//;
const MAY_WAIT = /^test\/support\//;

function isTestFile(file: string): boolean {
  return file.startsWith("test/");
}

/** Judges the dotted name of a call or a read in a file under `test`. */
export function judgeTestName(file: string, name: string): string | null {
  if (!isTestFile(file)) return null;
  if (LEFT_OUT.test(name) || LEFT_OUT_ALIAS.test(name)) return `\`${name}\`: every test runs`;
  if (WHEN_INSTALLED.test(name) && !HAS_OPTIONAL_CLIENTS.test(file)) return `\`${name}\`: every test runs`;
  if (SLEEP.test(name) && !MAY_WAIT.test(file)) {
    return `\`${name}\` in a test: wait for the condition through test/support`;
  }
  if (SNAPSHOT.test(name))
    return "a snapshot in a test: it writes itself where none stands, so it cannot fail";
  if (MODULE_MOCK.test(name)) return `\`${name}\`: our own code is not mocked`;
  return null;
}

export function judgeTestImport(file: string, source: string): string | null {
  const isTimer = /^(node:)?timers(\/promises)?$/.test(source);
  return isTestFile(file) && isTimer && !MAY_WAIT.test(file) ? `\`${source}\` in a test: no sleeps` : null;
}
