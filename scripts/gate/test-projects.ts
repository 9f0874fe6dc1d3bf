// The test projects and the folders under `test` that belong to each: the one list behind the vitest configuration,
// `npm test` and the lint rule that no test file stands where nothing runs it.

export interface TestProject {
  readonly name: string;
  readonly folders: readonly string[];
}

/** Inside workerd, with the bindings of wrangler.toml's `local` environment. */
export const WORKERS_PROJECT: TestProject = {
  name: "workers",
  folders: ["unit", "object", "store", "http", "jobs", "every", "formats"],
};

/** In Node, from outside: the gate itself, real clients, scripts, browsers. */
export const NODE_PROJECT: TestProject = {
  name: "node",
  folders: ["lint", "conformance", "scripts", "browser"],
};

export const TEST_PROJECTS: readonly TestProject[] = [NODE_PROJECT, WORKERS_PROJECT];
