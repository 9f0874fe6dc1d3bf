// The secrets of a local deployment: made once, kept, and complete also where an older release made them.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadSecrets, secretBindings } from "../../scripts/runtime/secrets.ts";
import { parseMasterKeys } from "../../src/residency/index.ts";

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "traceo-secrets-"));
  try {
    await run(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

test("secrets are made once, with a master key that the Worker takes", async () => {
  await inFolder(async (dir) => {
    const made = await loadSecrets(dir);
    expect(await loadSecrets(dir)).toEqual(made);
    expect([...(parseMasterKeys(secretBindings(made)["CELL_MASTER_KEY"] ?? "")?.keys() ?? [])]).toEqual([1]);
  });
});

test("a file from before there were master keys gets one, and keeps the rest", async () => {
  await inFolder(async (dir) => {
    const old = { operatorToken: "tgo_old", checkpointKey: "{}" };
    await writeFile(join(dir, "secrets.json"), JSON.stringify(old));
    const first = await loadSecrets(dir);
    expect(first).toMatchObject(old);
    expect(parseMasterKeys(first.masterKey)).not.toBeNull();
    expect(JSON.parse(await readFile(join(dir, "secrets.json"), "utf8"))).toEqual(first);
    expect(await loadSecrets(dir)).toEqual(first);
  });
});

test("a damaged file says how to get rid of it", async () => {
  await inFolder(async (dir) => {
    await writeFile(join(dir, "secrets.json"), '{"operatorToken":1}');
    await expect(loadSecrets(dir)).rejects.toThrow("is damaged: `npm run reset`");
  });
});
