// Webhooks from commit to receiver, and beside a receiver that is dead.

import type { Benchmark } from "./benchmark.ts";
import { startEventReceiver } from "./event-receiver.ts";
import { startMeasuredGateway } from "./gateway-world.ts";
import { compareWithDead } from "./webhook-neighbours.ts";
import { compareWithBare } from "./webhook-rates.ts";

export const webhooks: Benchmark = {
  name: "webhooks",
  summary: "events from commit to receiver, against a queue consumer that only calls fetch",
  keepsState: false,
  async run(tools) {
    const receiver = await startEventReceiver();
    const gateway = await startMeasuredGateway({ stateDir: `${tools.stateDir}/gateway` });
    try {
      const arena = { gateway, receiver, tools };
      return [...(await compareWithBare(arena)), ...(await compareWithDead(arena))];
    } finally {
      await gateway.stop();
      await receiver.stop();
    }
  },
};
