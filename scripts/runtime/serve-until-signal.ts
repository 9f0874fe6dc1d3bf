// Keeps gateways serving until Ctrl-C: fires their cron, which the local runtime does not do by itself, and ends what is
// under way before the process goes.

import type { Gateway } from "./gateway.ts";
import { reasonOf } from "./say-failure.ts";

const TICK_MS = 60_000;

export interface Serving {
  readonly isStopping: boolean;
}

function tick(gateway: Gateway): void {
  gateway.tick().catch((error: unknown) => console.error(`a cron run failed: ${reasonOf(error)}`));
}

/** The runtime's own handlers end the process where it stands; ours take their place. Stops in the order given. */
export function serveUntilSignal(gateways: readonly Gateway[]): Serving {
  const serving = { isStopping: false };
  const ticking = setInterval(() => gateways.forEach(tick), TICK_MS);
  const stop = async (): Promise<void> => {
    if (serving.isStopping) return;
    serving.isStopping = true;
    clearInterval(ticking);
    process.stdout.write("\nstopping\n");
    for (const gateway of gateways) await gateway.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"])
    process.removeAllListeners(signal).on(signal, () => void stop());
  return serving;
}
