// The global deployment's cron and queues leave the tenants of operators' cells alone: their own cell works for them.

import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { generateKeyPairSync } from "node:crypto";
import { expect, it, vi } from "vitest";
import { CRON_TASKS, QUEUE_JOBS } from "../../src/manifest.ts";
import worker from "../../src/worker.ts";
import { createWorld } from "../support/world.ts";

const { privateKey } = generateKeyPairSync("ed25519");
const withCells = {
  ...env,
  OPERATOR_CELLS: JSON.stringify({ in: { url: "http://127.0.0.1:1" } }),
  CELL_SIGNING_KEY: JSON.stringify(privateKey.export({ format: "jwk" })),
} as Env;

it.each(QUEUE_JOBS.map(({ kind }) => kind))(
  "a `%s` message for such a tenant is acknowledged without work",
  async (kind) => {
    const { tenant } = await createWorld({ jurisdiction: "in" });
    const says = vi.spyOn(console, "error").mockImplementation(() => {});
    const messages = [{ id: "m0", timestamp: Date.now(), attempts: 1, body: { kind, tenant_id: tenant.id } }];
    const batch = createMessageBatch("traceo-work-in", messages);
    const context = createExecutionContext();
    await worker.queue(batch, withCells);
    expect((await getQueueResult(batch, context)).explicitAcks).toEqual(["m0"]);
    expect(says).not.toHaveBeenCalled();
    says.mockRestore();
  },
);

it("every cron task runs through without asking for their stores", async () => {
  await createWorld({ jurisdiction: "in" });
  await createWorld({ jurisdiction: "eu" });
  const says = vi.spyOn(console, "error").mockImplementation(() => {});
  // Every minute of a day that some task calls its own.
  const minutes = Array.from({ length: 24 * 60 }, (_, minute) => new Date(Date.UTC(2026, 10, 23, 0, minute)));
  // What is due in every minute is due in these too.
  const own = CRON_TASKS.filter((task) => !minutes.every((at) => task.isDue(at)));
  const due = minutes.filter((at) => own.some((task) => task.isDue(at)));
  expect(due.length).toBeGreaterThan(0);
  for (const at of due)
    await worker.scheduled(createScheduledController({ scheduledTime: at, cron: "* * * * *" }), withCells);
  expect(says).not.toHaveBeenCalled();
  says.mockRestore();
});
