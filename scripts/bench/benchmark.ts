// What a benchmark is: a name and a run that gives rows. Progress goes to standard error, through `say`.

import type { Row } from "./report.ts";

export interface BenchmarkTools {
  /** A folder of the benchmark's own, empty at the start of the run unless `keeps` says otherwise. */
  readonly stateDir: string;
  readonly say: (line: string) => void;
  /** 1 for the real thing; smaller shortens every phase, for trying a benchmark out. */
  readonly scale: number;
}

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  /** Generated state is found again by the next run. */
  readonly keepsState: boolean;
  run(tools: BenchmarkTools): Promise<readonly Row[]>;
}
