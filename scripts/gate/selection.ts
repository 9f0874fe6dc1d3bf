// Reads `--only a,b` and decides what runs: names of check steps, of test projects, or of folders under `test`.
// Everything else on the command line is handed to vitest.
import { TEST_PROJECTS } from "./test-projects.ts";
import type { ProjectRun } from "./run-project.ts";

export interface Selection {
  readonly steps: readonly string[];
  readonly projects: readonly ProjectRun[];
  /** Names that stand for nothing. */
  readonly unknown: readonly string[];
}

interface Arguments {
  readonly only: readonly string[] | null;
  readonly rest: readonly string[];
}

export function readArguments(argv: readonly string[]): Arguments {
  const only: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? "";
    if (word === "--only") only.push(...(argv[(index += 1)] ?? "").split(","));
    else if (word.startsWith("--only=")) only.push(...word.slice("--only=".length).split(","));
    else rest.push(word);
  }
  return { only: only.length === 0 ? null : only.filter((name) => name !== ""), rest };
}

export function select(stepNames: readonly string[], { only, rest }: Arguments): Selection {
  if (only === null) {
    return {
      steps: stepNames,
      projects: TEST_PROJECTS.map(({ name }) => ({ project: name, args: rest })),
      unknown: [],
    };
  }
  const wanted = new Set(only);
  const projects = TEST_PROJECTS.flatMap((project): ProjectRun[] => {
    const filters = project.folders.filter((folder) => wanted.has(folder)).map((folder) => `test/${folder}/`);
    if (wanted.has(project.name)) return [{ project: project.name, args: rest }];
    return filters.length === 0 ? [] : [{ project: project.name, args: [...filters, ...rest] }];
  });
  const known = new Set([...stepNames, ...TEST_PROJECTS.flatMap(({ name, folders }) => [name, ...folders])]);
  return {
    steps: stepNames.filter((name) => wanted.has(name)),
    projects,
    unknown: only.filter((name) => !known.has(name)),
  };
}
