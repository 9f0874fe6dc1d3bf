// Queue: one tenant's object sends what is due to the tenant's endpoints. The message is acknowledged when that is sent and
// recorded; one that comes twice, late or never at all changes nothing: the object's alarm looks after the same work.
//
// STEP delivered: everything is recorded, the message is not acknowledged. A crash here brings it again: it finds nothing due.

import { tenantApi, type QueueJob } from "../../edge/index.ts";
import { DELIVER } from "../../tenant/index.ts";

export const deliverWebhooks: QueueJob = {
  kind: DELIVER,
  run: async (rim, tenant) => {
    await tenantApi(rim, tenant).deliverWebhooks();
  },
};
