// The platform's public prices beyond the quantities that its plans include, which are left out: a tenant among thousands
// uses none of them. Dollars. Read on the day given, in copies of the pages named that may be some weeks older: a bill
// that matters is worked out with the page of its day.

export const PRICED_ON = "2026-11-23";

interface Price {
  readonly what: string;
  readonly unit: string;
  readonly dollars: number;
  /** How many units the price is for. */
  readonly per: number;
  readonly source: string;
}

const WORKERS = "https://developers.cloudflare.com/workers/platform/pricing/";
const OBJECTS = "https://developers.cloudflare.com/durable-objects/platform/pricing/";
const DATABASE = "https://developers.cloudflare.com/d1/platform/pricing/";
const BUCKETS = "https://developers.cloudflare.com/r2/pricing/";
const QUEUES = "https://developers.cloudflare.com/queues/platform/pricing/";
const MILLION = 1_000_000;
const GIGABYTE = 1_000_000_000;

export const PRICES = {
  requests: { what: "requests of the Worker", unit: "requests", dollars: 0.3, per: MILLION, source: WORKERS },
  cpuMs: { what: "CPU time", unit: "ms", dollars: 0.02, per: MILLION, source: WORKERS },
  objectRequests: {
    what: "requests of objects",
    unit: "requests",
    dollars: 0.15,
    per: MILLION,
    source: OBJECTS,
  },
  objectGigabyteSeconds: {
    what: "objects at work",
    unit: "GB-s",
    dollars: 12.5,
    per: MILLION,
    source: OBJECTS,
  },
  objectRowsRead: {
    what: "rows read in objects",
    unit: "rows",
    dollars: 0.001,
    per: MILLION,
    source: OBJECTS,
  },
  objectRowsWritten: {
    what: "rows written in objects",
    unit: "rows",
    dollars: 1,
    per: MILLION,
    source: OBJECTS,
  },
  objectBytes: { what: "kept in objects", unit: "bytes", dollars: 0.2, per: GIGABYTE, source: OBJECTS },
  databaseRowsRead: {
    what: "rows read in databases",
    unit: "rows",
    dollars: 0.001,
    per: MILLION,
    source: DATABASE,
  },
  databaseRowsWritten: {
    what: "rows written in databases",
    unit: "rows",
    dollars: 1,
    per: MILLION,
    source: DATABASE,
  },
  databaseBytes: { what: "kept in databases", unit: "bytes", dollars: 0.75, per: GIGABYTE, source: DATABASE },
  bucketWrites: {
    what: "class A operations",
    unit: "operations",
    dollars: 4.5,
    per: MILLION,
    source: BUCKETS,
  },
  bucketReads: {
    what: "class B operations",
    unit: "operations",
    dollars: 0.36,
    per: MILLION,
    source: BUCKETS,
  },
  bucketBytes: { what: "kept in buckets", unit: "bytes", dollars: 0.015, per: GIGABYTE, source: BUCKETS },
  queueOperations: {
    what: "operations on queues",
    unit: "operations",
    dollars: 0.4,
    per: MILLION,
    source: QUEUES,
  },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof PRICES;

/** What was used in a month, by what it is billed as. */
export type MonthlyUse = Readonly<Partial<Record<Priced, number>>>;

export function dollarsOf(name: Priced, quantity: number): number {
  const { dollars, per } = PRICES[name];
  return (quantity * dollars) / per;
}

export function monthlyDollars(use: MonthlyUse): number {
  return Object.entries(use).reduce((sum, [name, quantity]) => sum + dollarsOf(name as Priced, quantity), 0);
}
