// Under which labels telemetry says whom it is charged to. Edges count by them, so the epoch rises with a change.

import type { AttributionSettings } from "../../finops/index.ts";
import { loadSetting, saveSetting } from "../../finops/store/settings.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";

export function setAttribution({ db }: Tx, settings: AttributionSettings): Result<Change> {
  const { document: before } = loadSetting(db, "attribution");
  const version = saveSetting(db, "attribution", settings);
  return ok({
    reply: { version, ...settings },
    resource: `attribution:${version}`,
    detail: { before, after: settings },
    raisesEpoch: true,
    effects: [],
  });
}
