// Stands before the gateway's own Worker in the chaos test. It changes nothing of what the gateway does: it asks the harness
// where to stop, stops there for ever (the harness then kills the process), and hands queue messages on out of order, twice
// and at once, as a queue may. Handed to the runtime as text, with the built Worker beside it (scripts/chaos/front-source.ts).

import worker, { ShardObject as Shard, TenantObject as Tenant } from "../../../src/worker.ts";
import type { Armed, Step } from "../steps.ts";

const CONTROL = "CONTROL_URL";
const RECEIVERS = "RECEIVERS_URL";
const realFetch = globalThis.fetch.bind(globalThis);

const ASK_EVERY_MS = 100;
let armed: Armed = { aim: 0, step: null, nth: 0 };
let askedAtMs = 0;
let times = 0;

async function loadArmed(): Promise<Armed> {
  if (Date.now() - askedAtMs < ASK_EVERY_MS) return armed;
  askedAtMs = Date.now();
  const next: Armed = await (await realFetch(`${CONTROL}/armed`)).json();
  if (next.aim !== armed.aim) times = 0;
  armed = next;
  return armed;
}

async function atStep(step: Step): Promise<void> {
  const { step: wanted, nth } = await loadArmed();
  if (wanted !== step) return;
  times += 1;
  // Answered never: the process is killed meanwhile.
  if (times === nth) await realFetch(`${CONTROL}/reached?step=${step}`);
}

globalThis.fetch = async (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  if (!url.startsWith(RECEIVERS)) return realFetch(input, init);
  await atStep("taken");
  const response = await realFetch(input, init);
  await atStep("answered");
  answers += 1;
  return response;
};

function atKick(queue: Queue): Queue {
  return new Proxy(queue, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== "function") return value;
      return async (...given: unknown[]): Promise<unknown> => {
        await atStep("committed");
        const sent = (await Reflect.apply(value, target, given)) as unknown;
        await atStep("kicked");
        return sent;
      };
    },
  });
}

const envs = new WeakMap<object, Env>();

function steppedEnv(env: Env): Env {
  const known = envs.get(env);
  if (known !== undefined) return known;
  const own: Record<string, unknown> = { ...env };
  for (const [name, binding] of Object.entries(own))
    if (name.endsWith("_QUEUE")) own[name] = atKick(binding as Queue);
  const made = own as unknown as Env;
  envs.set(env, made);
  return made;
}

export { WorkObject } from "../../../src/worker.ts";

export class TenantObject extends Tenant {
  constructor(ctx: DurableObjectState, env: Env) {
    watchStorage(ctx.storage);
    super(ctx, steppedEnv(env));
  }

  override async alarm(): Promise<void> {
    await atStep("alarm");
    await super.alarm();
  }
}

export class ShardObject extends Shard {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, steppedEnv(env));
  }
}

interface Transacting {
  transactionSync: (this: unknown, work: () => unknown) => unknown;
}

/** Answers that no transaction has followed yet. */
let answers = 0;
let isStorageWatched = false;

/** What a transaction has written stays: whoever stops here has recorded. It cannot wait here, so it runs on until it is killed. */
function watchStorage(storage: DurableObjectStorage): void {
  if (isStorageWatched) return;
  isStorageWatched = true;
  const kept = Object.getPrototypeOf(storage) as Transacting;
  const { transactionSync } = kept;
  kept.transactionSync = function (work) {
    const value = transactionSync.call(this, work);
    if (answers > 0) {
      answers = 0;
      void atStep("recorded");
    }
    return value;
  };
}

const nothing = (): void => undefined;

/** The same messages once more, the last first, for a second consumer beside the first: it acknowledges nothing. */
function echoOf(batch: MessageBatch): MessageBatch {
  const messages = batch.messages.toReversed().map((message) => ({
    id: message.id,
    timestamp: message.timestamp,
    body: message.body,
    attempts: message.attempts + 1,
    ack: nothing,
    retry: nothing,
  }));
  return { queue: batch.queue, messages, metadata: batch.metadata, ackAll: nothing, retryAll: nothing };
}

// oxlint-disable-next-line import/no-default-export -- the platform takes a Worker's handlers from its default export
export default {
  fetch: (request, env, context) => worker.fetch(request, steppedEnv(env), context),
  async queue(batch, env) {
    await atStep("consumed");
    const own = steppedEnv(env);
    await Promise.all([worker.queue(echoOf(batch), own), worker.queue(batch, own)]);
    await atStep("delivered");
  },
  scheduled: (controller, env) => worker.scheduled(controller, steppedEnv(env)),
} satisfies ExportedHandler<Env>;
