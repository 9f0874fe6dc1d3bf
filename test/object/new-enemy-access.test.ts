// Policies, grants, tier and status that change while stale isolates hammer the tenant object and its shards. With the
// other file of this name at least 10,000 interleavings (`npm run crash -- enemy`); two files, for cores to share them.

import { describe } from "vitest";
import { testNewEnemy } from "../support/new-enemy-suite.ts";

describe("no operation takes effect under an epoch that a change of access has superseded", () => {
  testNewEnemy({
    tenants: 9,
    changes: { key: 10, rotation: 2, policy: 30, grant: 30, tier: 8, status: 8 },
  });
});
