// Takes files of bills out of the tenant's bucket that no import stands for any more. Repeating it is harmless.

import { dropBillFiles } from "../../finops/store/bill-files.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { loadKeyRing } from "../../residency/store/silo-keys.ts";
import { loadState, type ObjectStore } from "../object-store.ts";

export async function dropBills(store: ObjectStore, placement: Placement, payload: Json): Promise<void> {
  const { folder } = payload as { folder: string };
  const state = loadState(store.db);
  if (state === null) return;
  const bucket = placement.bucket({ ...state.tenant, siloKeys: loadKeyRing(store.db) }, "operational");
  await dropBillFiles(bucket, folder);
}
