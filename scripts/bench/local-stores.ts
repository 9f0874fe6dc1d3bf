// The bucket and the catalog of the eu cell on the embedded runtime, opened without the gateway: to put in place what
// months of ingest would have left there.

import { resolve } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";

export interface LocalStores {
  readonly database: D1Database;
  readonly bucket: R2Bucket;
  close(): Promise<void>;
}

const SCRIPT = "export default { fetch: () => new Response(null) }";

export async function openLocalStores(stateDir: string): Promise<LocalStores> {
  const { d1Databases, r2Buckets, compatibilityDate } = unstable_getMiniflareWorkerOptions(
    "wrangler.toml",
    "local",
  ).workerOptions;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      log: new Log(LogLevel.WARN),
      resourcePersistencePath: resolve(stateDir),
      workers: [{ name: "stores", modules: true, script: SCRIPT, d1Databases, r2Buckets, compatibilityDate }],
    } as never),
  );
  const bindings = await miniflare.getBindings<{ CELL_EU_DB: D1Database; CELL_EU_BUCKET: R2Bucket }>(
    "stores",
  );
  return { database: bindings.CELL_EU_DB, bucket: bindings.CELL_EU_BUCKET, close: () => miniflare.dispose() };
}
