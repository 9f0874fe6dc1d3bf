// .wrangler/demo.json: where the local gateway is and the keys of its demonstration tenants, for people and scripts.
// It can be lost: the next start gives the tenants new keys.

import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";

const demoAccessSchema = z.object({
  slug: z.string(),
  host: z.string(),
  jurisdiction: z.string(),
  isolation: z.string(),
  tenant_id: z.string(),
  admin_key: z.string(),
  engineer_key: z.string(),
  viewer_key: z.string(),
});

const demoFileSchema = z.object({
  base_url: z.string(),
  operator_token: z.string(),
  tenants: z.record(z.string(), demoAccessSchema),
});

export type DemoAccess = z.infer<typeof demoAccessSchema>;
export type DemoFile = z.infer<typeof demoFileSchema>;

/** Null when there is none, or none that can be read. */
export async function loadDemoFile(path: string): Promise<DemoFile | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return demoFileSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export async function writeDemoFile(path: string, demo: DemoFile): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
