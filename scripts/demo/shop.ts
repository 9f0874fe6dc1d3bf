// The system that the demonstration watches: a web shop of six services, what they call, and how long they take.

export interface ShopService {
  readonly name: string;
  readonly language: string;
  /** Requests a second at the middle of its load. */
  readonly rate: number;
  readonly latencyMs: number;
  readonly memoryMiB: number;
}

export const SERVICES: readonly ShopService[] = [
  { name: "web-frontend", language: "nodejs", rate: 24, latencyMs: 120, memoryMiB: 310 },
  { name: "checkout", language: "java", rate: 6, latencyMs: 90, memoryMiB: 720 },
  { name: "payments", language: "java", rate: 5, latencyMs: 60, memoryMiB: 640 },
  { name: "inventory", language: "go", rate: 15, latencyMs: 12, memoryMiB: 95 },
  { name: "recommendations", language: "python", rate: 9, latencyMs: 45, memoryMiB: 480 },
  { name: "shipping", language: "go", rate: 3, latencyMs: 25, memoryMiB: 80 },
];

/** One operation and the operations that it waits for, one after another. */
export interface Call {
  readonly service: string;
  readonly name: string;
  readonly route: string;
  readonly ownMs: number;
  readonly calls: readonly Call[];
}

const call = (service: string, [method, route]: [string, string], ownMs: number): Call => ({
  service,
  route,
  ownMs,
  name: `${method} ${route}`,
  calls: [],
});

const reserve = call("inventory", ["POST", "/reservations"], 9);
const stock = call("inventory", ["GET", "/stock/{sku}"], 4);
const charge = call("payments", ["POST", "/charges"], 48);
const ship = call("shipping", ["POST", "/shipments"], 18);
const suggest = call("recommendations", ["GET", "/suggestions"], 35);

/** What visitors do, each as often as it stands here. */
export const JOURNEYS: readonly Call[] = [
  { ...call("web-frontend", ["GET", "/products/{sku}"], 20), calls: [stock, suggest] },
  { ...call("web-frontend", ["GET", "/products/{sku}"], 22), calls: [stock, suggest] },
  { ...call("web-frontend", ["GET", "/cart"], 12), calls: [stock] },
  {
    ...call("web-frontend", ["POST", "/orders"], 25),
    calls: [{ ...call("checkout", ["POST", "/checkouts"], 30), calls: [reserve, charge, ship] }],
  },
];

/** Requests over the quarter of an hour swell and ebb: a factor around 1. */
export function loadAt(elapsedMs: number): number {
  return 1 + 0.35 * Math.sin((elapsedMs / 900_000) * 2 * Math.PI);
}

/** Payments fail more often for two minutes: the incident that there is to find. */
export function failureRate(service: string, elapsedMs: number): number {
  const isIncident = elapsedMs >= 540_000 && elapsedMs < 660_000;
  if (service === "payments" && isIncident) return 0.35;
  return 0.004;
}
