// The door of the forecast: days of a cost or a usage in, days, totals and their intervals out.

export { forecastDaily, type ForecastOptions } from "./forecast-daily.ts";
export type { Forecast } from "./forecast.ts";
export { suppose, type Supposed, type WhatIf } from "./what-if.ts";
