// Queue: one tenant's object looks at the tenant's stores and records what it saw. Asked twice it records it twice, which
// is true both times.

import { tenantApi, type QueueJob } from "../../edge/index.ts";

export const OBSERVE = "residency.observe";

export const observeTenant: QueueJob = {
  kind: OBSERVE,
  run: async (rim, tenant) => {
    const observed = await tenantApi(rim, tenant).observe();
    // On the move, or gone: the next day's message finds it where it is then.
    if (!observed.ok && observed.fault.code === "internal.unavailable") throw new Error(observed.fault.code);
  },
};
