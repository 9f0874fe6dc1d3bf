// All that the edge needs to decide for a tenant, as of now: the bundle, at the epoch that the object stands at.

import { labelsOf } from "../finops/index.ts";
import { loadSetting } from "../finops/store/settings.ts";
import { listOpenKeys } from "../identity/store/keys.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import type { Bundle } from "../policy/index.ts";
import { loadAccess } from "../policy/store/access.ts";
import { loadRules } from "../privacy/store/rules.ts";
import { loadKeyRing } from "../residency/store/silo-keys.ts";
import { openBudgets, stopsOf } from "./finops/budget-book.ts";
import { refusalOf } from "./moves/standing.ts";
import type { ObjectParts } from "./object-parts.ts";
import { loadState } from "./object-store.ts";
import { openPrivacyKey } from "./privacy-key.ts";
import { ensureSiloKey } from "./rekey.ts";

/** `tenant.unknown`, or what a tenant that is elsewhere is refused with. */
export async function assembleBundle({ store, keyMaker, desk }: ObjectParts): Promise<Result<Bundle>> {
  await ensureSiloKey(keyMaker);
  const hashKey = await openPrivacyKey(keyMaker);
  const { db } = store;
  const nowMs = store.clock();
  const state = loadState(db);
  if (state === null) return failed(fault("tenant.unknown", "the object was never initialised"));
  const away = refusalOf(state.standing);
  if (away !== null) return failed(away);
  const keys = Object.fromEntries(listOpenKeys(db).map((key) => [key.id, key]));
  const { overrides: limits, fullLabels } = desk.bundled(state);
  const { epoch, tenant, formerLayouts } = state;
  return ok({
    epoch,
    tenant,
    formerLayouts,
    keys,
    access: loadAccess(db),
    privacy: { ...loadRules(db), hashKey },
    limits,
    fullLabels,
    siloKeys: loadKeyRing(db),
    stops: stopsOf(openBudgets(db, nowMs), nowMs),
    attribution: labelsOf(loadSetting(db, "attribution").document),
  });
}
