// Keys that are created, rotated and revoked while stale isolates hammer the tenant object and its shards. With the other
// file of this name at least 10,000 interleavings (`npm run crash -- enemy`); two files, for cores to share them.

import { describe } from "vitest";
import { testNewEnemy } from "../support/new-enemy-suite.ts";

describe("no operation takes effect under an epoch that a change of keys has superseded", () => {
  testNewEnemy({
    tenants: 11,
    changes: { key: 80, rotation: 14, policy: 2, grant: 2, tier: 1, status: 1 },
  });
});
