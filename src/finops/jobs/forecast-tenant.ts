// Queue: one tenant's nightly forecasts, made in its object. Asking twice makes them once a day.

import { tenantApi, type QueueJob } from "../../edge/index.ts";

export const FORECAST = "finops.forecast";

export const forecastTenant: QueueJob = {
  kind: FORECAST,
  run: async (rim, tenant) => void (await tenantApi(rim, tenant).forecastTonight()),
};
