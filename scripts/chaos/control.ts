// What the gateway's front asks: where to stop, and the word that it has stopped there. Its answer to the second question never
// comes.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { STEPS, type Armed, type Step } from "./steps.ts";

export interface Control {
  readonly url: string;
  arm(where: Omit<Armed, "aim">): void;
  /** Lets the gateway live. */
  disarm(): void;
  /** Resolves when the step that is armed has been reached. */
  reached(): Promise<Step>;
  /** For a step that is reached outside of the gateway. */
  say(step: Step): void;
  close(): void;
}

const UNARMED = { step: null, nth: 0 } as const;

export async function startControl(): Promise<Control> {
  let armed: Armed = { aim: 1, ...UNARMED };
  let arrival = Promise.withResolvers<Step>();
  const arm: Control["arm"] = (where) => {
    armed = { aim: armed.aim + 1, ...where };
    arrival = Promise.withResolvers();
  };
  const say = (step: Step): void => {
    if (step === armed.step) arrival.resolve(step);
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://control");
    if (url.pathname === "/armed") return void response.end(JSON.stringify(armed));
    const step = STEPS.find((name) => name === url.searchParams.get("step"));
    if (step !== undefined) say(step);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arm,
    disarm: () => arm(UNARMED),
    reached: () => arrival.promise,
    say,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
