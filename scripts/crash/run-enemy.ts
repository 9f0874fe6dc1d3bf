// The new-enemy tests as a soak: no operation takes effect under an epoch that has been superseded, over all of their
// interleavings. Each file prints its seed and what it counted.

import { toRow, type Measured } from "../bench/report.ts";
import { runProject } from "../gate/run-project.ts";

export async function runEnemy(seed: number): Promise<Measured> {
  Object.assign(process.env, { TEST_SOAK: "full", TEST_SEED: String(seed) });
  const { passed, failed } = await runProject({ project: "workers", args: ["test/object/new-enemy"] });
  const rows = [
    toRow({ name: "tenants whose interleavings all held", value: passed, unit: "tenants", target: "= 20" }),
    toRow({ name: "tenants of which one did not", value: failed, unit: "tenants", target: "= 0" }),
  ];
  return { name: "enemy", rows };
}
