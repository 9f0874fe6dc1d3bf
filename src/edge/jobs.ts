// Background work as the manifest lists it: cron tasks that find what is due, and queue jobs that do it, tenant by
// tenant. INVARIANT: a message carries ids only; the work itself happens in the tenant's objects, in its jurisdiction.

import { z } from "zod";
import type { Tenant } from "../directory/index.ts";
import { isId, type TenantId } from "../kernel/ids.ts";
import { workAt } from "../tenant/index.ts";
import type { Rim } from "./rim.ts";

export interface QueueJob {
  /** `domain.verb`, the message's `kind`. */
  readonly kind: string;
  readonly run: (rim: Rim, tenant: Tenant) => Promise<void>;
}

export interface CronTask {
  readonly name: string;
  /** The platform's cron fires each minute; the task says which minutes are its own. */
  readonly isDue: (at: Date) => boolean;
  readonly run: (rim: Rim, nowMs: number) => Promise<void>;
}

/** The same job, done by the tenant's worker in its jurisdiction: the queue's consumer may run anywhere. */
export const inRegion = ({ kind }: QueueJob): QueueJob => ({
  kind,
  run: async (rim, tenant) => workAt(rim.placement, tenant).work(kind, tenant),
});

export interface Assigned {
  readonly kind: string;
  readonly tenant: Tenant;
}

/** Where the work is done: the job of that kind. */
export async function runJob(rim: Rim, jobs: readonly QueueJob[], { kind, tenant }: Assigned): Promise<void> {
  const job = jobs.find((listed) => listed.kind === kind);
  if (job === undefined) throw new Error(`no job of kind ${kind}`);
  await job.run(rim, tenant);
}

const messageSchema = z.strictObject({
  kind: z.string(),
  tenant_id: z.custom<TenantId>((value) => typeof value === "string" && isId("tenant", value)),
});

export type WorkMessage = z.infer<typeof messageSchema>;

/** LIMIT: a batch of messages is at most 100 (and 256 KB). */
const SEND_AT_ONCE = 100;

export async function sendWork(queue: Queue, messages: readonly WorkMessage[]): Promise<void> {
  for (let at = 0; at < messages.length; at += SEND_AT_ONCE) {
    await queue.sendBatch(
      messages.slice(at, at + SEND_AT_ONCE).map((body) => ({ body, contentType: "json" })),
    );
  }
}

/** Each message is acknowledged by itself: one that fails comes again, and at last goes to the dead letters. */
export async function consume(rim: Rim, jobs: readonly QueueJob[], batch: MessageBatch): Promise<void> {
  // Beside each other: one tenant's slow receivers hold up no other tenant's work.
  await Promise.all(batch.messages.map((message) => consumeOne(rim, jobs, { batch, message })));
}

interface Consumed {
  readonly batch: MessageBatch;
  readonly message: Message;
}

async function consumeOne(rim: Rim, jobs: readonly QueueJob[], { batch, message }: Consumed): Promise<void> {
  try {
    await perform(rim, jobs, message.body);
    message.ack();
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : "thrown";
    const { id: message_id, attempts } = message;
    rim.report({ event: "job_failed", queue: batch.queue, message_id, attempts, reason });
    message.retry({ delaySeconds: Math.min(2 ** attempts, 600) });
  }
}

async function perform(rim: Rim, jobs: readonly QueueJob[], body: unknown): Promise<void> {
  const { kind, tenant_id: id } = messageSchema.parse(body);
  if (!jobs.some((listed) => listed.kind === kind)) throw new Error(`no job of kind ${kind}`);
  const tenant = await rim.directory.load({ by: "id", id });
  // A tenant that is gone has nothing left to do, and the one of an operator's cell is that cell's to work for.
  if (tenant !== null && rim.placement.serves(tenant.jurisdiction)) await runJob(rim, jobs, { kind, tenant });
}

/** What no attempt could do: said loudly, with ids only, and kept from coming back. */
export function buryDead(rim: Rim, batch: MessageBatch): void {
  for (const message of batch.messages) {
    const parsed = messageSchema.safeParse(message.body);
    rim.report({
      event: "dead_letter",
      queue: batch.queue,
      message_id: message.id,
      ...(parsed.success ? parsed.data : {}),
    });
  }
  batch.ackAll();
}

/** Every task that is due runs, whatever happens to the others. */
export async function runCron(rim: Rim, tasks: readonly CronTask[], nowMs: number): Promise<void> {
  const due = tasks.filter((task) => task.isDue(new Date(nowMs)));
  const runs = await Promise.allSettled(due.map((task) => task.run(rim, nowMs)));
  for (const [index, run] of runs.entries()) {
    if (run.status === "fulfilled") continue;
    rim.report({ event: "cron_failed", task: due[index]?.name ?? "", reason: String(run.reason) });
  }
}
