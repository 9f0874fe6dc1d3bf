// Stands before the gateway's own Worker and counts what the platform would put on the bill: requests, rows by the
// cursors' and D1's own figures, operations on buckets and queues, how long objects are at work. Changes nothing of what
// the gateway does, but for the clock: it runs faster, alarms with it, so that hours of a tenant pass in minutes.
// The module is handed to the runtime as text, with the built Worker beside it (scripts/bench/counted-gateway.ts).

import worker, { ShardObject as Shard, TenantObject as Tenant } from "../../../src/worker.ts";

const SPEED = Number("CLOCK_SPEED");
const ORIGIN_MS = Number("CLOCK_ORIGIN_MS");
const OBJECT_GIGABYTES = 0.128;
const COUNTS_PATH = "/__counts";

const counts: Record<string, number> = {};

function count(name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

const RealDate = Date;
const realNow = RealDate.now.bind(RealDate);
const toFast = (ms: number): number => ORIGIN_MS + (ms - ORIGIN_MS) * SPEED;
const toReal = (ms: number): number => ORIGIN_MS + (ms - ORIGIN_MS) / SPEED;
const fastNow = (): number => Math.floor(toFast(realNow()));

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[], made) =>
    Reflect.construct(target, given.length === 0 ? [fastNow()] : given, made) as Date,
  get: (target, name) => (name === "now" ? fastNow : (Reflect.get(target, name) as unknown)),
});

/** `around` gets the real method bound to its object, and the arguments. */
type Around = (method: (...given: unknown[]) => unknown, given: unknown[]) => unknown;

function watched<T extends object>(object: T, around: Readonly<Record<string, Around>>): T {
  return new Proxy(object, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== "function") return value;
      // Not `bind`: every property of a stub's method is a call of its own.
      const method = (...given: unknown[]): unknown => Reflect.apply(value, target, given) as unknown;
      const wrap = typeof name === "string" ? (around[name] ?? around["*"]) : undefined;
      return wrap === undefined ? method : (...given: unknown[]) => wrap(method, given);
    },
  });
}

/** An object is paid for while at least one call or alarm of it is under way. */
const atWork = new Map<string, { calls: number; since: number }>();

async function working<T>(objectId: string, work: () => PromiseLike<T>): Promise<T> {
  const state = atWork.get(objectId) ?? { calls: 0, since: 0 };
  atWork.set(objectId, state);
  if (state.calls++ === 0) state.since = performance.now();
  try {
    return await work();
  } finally {
    if (--state.calls === 0) {
      count("objectGigabyteSeconds", ((performance.now() - state.since) / 1_000) * OBJECT_GIGABYTES);
    }
  }
}

function watchedStub(stub: DurableObjectStub): DurableObjectStub {
  const id = stub.id.toString();
  return watched(stub as object, {
    "*": (method, given) => {
      count("objectRequests");
      return working(id, () => method(...given) as PromiseLike<unknown>);
    },
  }) as DurableObjectStub;
}

function watchedNamespace(namespace: object): object {
  const toStub: Around = (method, given) => watchedStub(method(...given) as DurableObjectStub);
  const again: Around = (method, given) => watchedNamespace(method(...given) as object);
  return watched(namespace, { get: toStub, getByName: toStub, jurisdiction: again });
}

const counting =
  (name: string): Around =>
  (method, given) => {
    count(name);
    return method(...given);
  };

const BUCKET: Readonly<Record<string, Around>> = {
  put: counting("bucketWrites"),
  list: counting("bucketWrites"),
  get: counting("bucketReads"),
  head: counting("bucketReads"),
  createMultipartUpload: (method, given) => {
    // Begun and completed; its parts are counted as they come.
    count("bucketWrites", 2);
    return Promise.resolve(method(...given)).then((upload) =>
      watched(upload as object, { uploadPart: counting("bucketWrites") }),
    );
  },
};

const QUEUE: Readonly<Record<string, Around>> = {
  // A message is written, read and deleted.
  send: counting("queueMessages"),
  sendBatch: (method, given) => {
    count("queueMessages", [...(given[0] as Iterable<unknown>)].length);
    return method(...given);
  },
};

interface D1Answer {
  readonly meta?: { readonly rows_read?: number; readonly rows_written?: number };
}

function countAnswer(answer: unknown): void {
  for (const { meta } of (Array.isArray(answer) ? answer : [answer]) as D1Answer[]) {
    if (meta?.rows_read === undefined) throw new Error("D1 did not say how many rows it read");
    count("databaseRowsRead", meta.rows_read);
    count("databaseRowsWritten", meta.rows_written ?? 0);
  }
}

type Send = (this: unknown, ...given: unknown[]) => Promise<unknown>;

const SEND = "_send";
const watchedPrototypes = new WeakSet();

/** Where every statement of D1's own client passes through, whatever form its caller wants the rows in. */
function watchDatabase(database: D1Database): void {
  const { alwaysPrimarySession: session } = database as unknown as { alwaysPrimarySession: object };
  let owner = session;
  while (!Object.hasOwn(owner, SEND)) owner = Object.getPrototypeOf(owner) as object;
  if (watchedPrototypes.has(owner)) return;
  watchedPrototypes.add(owner);
  const send = Reflect.get(owner, SEND) as Send;
  const counted: Send = async function (...given) {
    const answer = await send.apply(this, given);
    countAnswer(answer);
    return answer;
  };
  Reflect.set(owner, SEND, counted);
}

const envs = new WeakMap<object, Env>();

function watchedEnv(env: Env): Env {
  const known = envs.get(env);
  if (known !== undefined) return known;
  const own: Record<string, unknown> = { ...env };
  for (const [name, binding] of Object.entries(own)) {
    if (name === "TENANT" || name === "SHARD") own[name] = watchedNamespace(binding as object);
    else if (/_BUCKET(?:_\d+)?$/.test(name)) own[name] = watched(binding as object, BUCKET);
    else if (name.endsWith("_QUEUE")) own[name] = watched(binding as object, QUEUE);
    else if (/^DIRECTORY$|_DB(?:_\d+)?$/.test(name)) watchDatabase(binding as D1Database);
  }
  const made = own as unknown as Env;
  envs.set(env, made);
  return made;
}

type Cursor = SqlStorageCursor<Record<string, SqlStorageValue>>;

const unread = new Set<Cursor>();

/** A cursor knows its rows once it has been read to its end, which is before the next statement. */
function settle(): void {
  for (const cursor of unread) {
    count("objectRowsRead", cursor.rowsRead);
    count("objectRowsWritten", cursor.rowsWritten);
  }
  unread.clear();
}

interface AlarmMethods {
  setAlarm: (this: DurableObjectStorage, at: number | Date) => Promise<void>;
  getAlarm: (this: DurableObjectStorage) => Promise<number | null>;
}

/** The platform bills an alarm that is set as a row written. */
const ALARM_ROWS = 1;
let isStorageWatched = false;
const objectSizes = new Map<string, number>();

function watchObject(ctx: DurableObjectState): void {
  if (isStorageWatched) return;
  isStorageWatched = true;
  const state = Object.getPrototypeOf(ctx) as { waitUntil: (work: Promise<unknown>) => void };
  const { waitUntil } = state;
  // What goes on after an answer keeps the object at work too.
  state.waitUntil = function (this: DurableObjectState, work) {
    waitUntil.call(
      this,
      working(this.id.toString(), () => work),
    );
  };
  watchStorage(ctx.storage);
}

function watchStorage(storage: DurableObjectStorage): void {
  const sql = Object.getPrototypeOf(storage.sql) as { exec: (...given: unknown[]) => Cursor };
  const { exec } = sql;
  sql.exec = function (...given) {
    settle();
    const cursor = exec.apply(this, given);
    unread.add(cursor);
    return cursor;
  };
  const kept = Object.getPrototypeOf(storage) as AlarmMethods;
  const { setAlarm, getAlarm } = kept;
  kept.setAlarm = async function (this: DurableObjectStorage, at: number | Date) {
    count("objectRowsWritten", ALARM_ROWS);
    await setAlarm.call(this, toReal(Number(at)));
  };
  kept.getAlarm = async function (this: DurableObjectStorage) {
    const at = await getAlarm.call(this);
    return at === null ? null : toFast(at);
  };
}

function alarmOf(ctx: DurableObjectState, alarm: () => Promise<void>): Promise<void> {
  count("objectRequests");
  return working(ctx.id.toString(), async () => {
    await alarm();
    objectSizes.set(ctx.id.toString(), ctx.storage.sql.databaseSize);
  });
}

export { WorkObject } from "../../../src/worker.ts";

export class TenantObject extends Tenant {
  constructor(ctx: DurableObjectState, env: Env) {
    watchObject(ctx);
    super(ctx, watchedEnv(env));
  }

  override async alarm(): Promise<void> {
    await alarmOf(this.ctx, () => super.alarm());
  }
}

export class ShardObject extends Shard {
  constructor(ctx: DurableObjectState, env: Env) {
    watchObject(ctx);
    super(ctx, watchedEnv(env));
  }

  override async alarm(): Promise<void> {
    await alarmOf(this.ctx, () => super.alarm());
  }
}

async function bucketBytes(env: Env): Promise<number> {
  let total = 0;
  for (const bucket of [env.CELL_EU_BUCKET, env.SILO_INITECH_BUCKET]) {
    for (let cursor: string | undefined; ;) {
      const page = await bucket.list(cursor === undefined ? {} : { cursor });
      for (const object of page.objects) total += object.size;
      if (!page.truncated) break;
      cursor = page.cursor;
    }
  }
  return total;
}

async function databaseBytes(env: Env): Promise<number> {
  let total = 0;
  for (const [name, binding] of Object.entries(env)) {
    if (!/^DIRECTORY$|_DB(?:_\d+)?$/.test(name)) continue;
    const { meta } = await (binding as D1Database).prepare("SELECT 1").run();
    total += meta.size_after;
  }
  return total;
}

async function report(env: Env): Promise<Response> {
  settle();
  // Before the report's own statements.
  const counted = { ...counts };
  const objectBytes = [...objectSizes.values()].reduce((total, size) => total + size, 0);
  const stored = {
    bucketBytes: await bucketBytes(env),
    objectBytes,
    databaseBytes: await databaseBytes(env),
  };
  return Response.json({ nowMs: fastNow(), counts: counted, stored });
}

// oxlint-disable-next-line import/no-default-export -- the platform takes a Worker's handlers from its default export
export default {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname === COUNTS_PATH) return report(env);
    count("requests");
    return worker.fetch(request, watchedEnv(env), context);
  },
  async queue(batch, env) {
    count("requests");
    await worker.queue(batch, watchedEnv(env));
  },
  async scheduled(controller, env) {
    count("cronRuns");
    await worker.scheduled(controller, watchedEnv(env));
  },
} satisfies ExportedHandler<Env>;
