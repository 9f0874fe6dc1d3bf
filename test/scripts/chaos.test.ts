import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isMissed, type Measured } from "../../scripts/bench/report.ts";
import { checkWebhooks, toLine } from "../../scripts/chaos/check-webhooks.ts";
import { ENDPOINTS } from "../../scripts/chaos/endpoints.ts";
import { openLedger, tellOffence } from "../../scripts/chaos/ledger.ts";
import { runWebhookChaos } from "../../scripts/chaos/run-webhooks.ts";
import { startReceivers } from "../../scripts/chaos/receivers.ts";
import { freePort, loadProgress, type ChaosState } from "../../scripts/chaos/set-up.ts";
import { buildWorker } from "../../scripts/runtime/build.ts";

const missed = ({ rows }: Measured): string[] =>
  rows.filter(({ met }) => met === false).map(({ name }) => name);

/** The whole test is `npm run chaos -- webhooks`, ten thousand events; here it is shown to work, and to go on after a stop. */
test(
  "events survive a kill, doubled queue messages and bad receivers, once each",
  { timeout: 120_000 },
  async () => {
    const stateDir = join(tmpdir(), `chaos-test-${process.pid}`);
    const options = { events: 90, kills: 1, seed: 20_261_123, stateDir, say: () => {} };
    await buildWorker();
    try {
      const stopping = new AbortController();
      const say = (line: string): void => {
        if (line.startsWith("kill 1")) stopping.abort();
      };
      expect(
        await runWebhookChaos({ ...options, say, isResumed: false, signal: stopping.signal }),
      ).toBeNull();
      expect(await loadProgress(stateDir)).toMatchObject({ kills: 1, events: 90 });
      const measured = await runWebhookChaos({ ...options, isResumed: true });
      if (measured === null) throw new Error("it was not asked to stop");
      expect(missed(measured)).toEqual([]);
      const figures = new Map(measured.rows.map(({ name, value }) => [name, value]));
      expect(figures.get("kills of the gateway")).toBe(1);
      expect(figures.get("applied by the receiver module")).toBe(90);
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  },
);

test("what must not happen is seen when it does", () => {
  const sqlite = openLedger(":memory:");
  const strict = ENDPOINTS.find(({ order }) => order === "strict")?.at ?? 0;
  const keyed = ENDPOINTS.find(({ order }) => order === "per_key")?.at ?? 0;
  const apply = (endpoint: number, nos: readonly number[]): void => {
    for (const no of nos)
      sqlite.prepare("INSERT INTO applied (endpoint, lane, no) VALUES (?, 0, ?)").run(endpoint, no);
  };
  const lane = (endpoint: number) => ({ endpoint, lane: 0, events: 4, acknowledged: 4 });
  const state = {
    seed: 1,
    events: 8,
    kills: 0,
    receiverKills: 0,
    killedAt: {},
    lanes: [lane(strict), lane(keyed)],
  } as unknown as ChaosState;
  apply(strict, [0, 1, 2, 3]);
  apply(keyed, [0, 1, 2, 3]);
  expect(isMissed(checkWebhooks(sqlite, state))).toBe(false);
  expect(toLine(checkWebhooks(sqlite, state))).toBe(
    "events 8, applied by the receiver module 8, applied twice 0, lost 0, out of order in strict endpoints 0, two in flight at once 0",
  );
  apply(strict, [1]);
  expect(missed(checkWebhooks(sqlite, state))).toEqual(["applied twice", "out of order in strict endpoints"]);
  sqlite.exec(`DELETE FROM applied WHERE endpoint = ${keyed}`);
  apply(keyed, [0, 2, 1]);
  for (const offence of ["two_in_flight", "redirect_followed", "not_verified"] as const)
    tellOffence(sqlite, offence, "seen");
  expect(missed(checkWebhooks(sqlite, state))).toEqual([
    "applied by the receiver module",
    "applied twice",
    "lost",
    "out of order in strict endpoints",
    "out of order within a key",
    "two in flight at once",
    "redirects followed",
    "signatures not verified",
  ]);
});

test("two requests of one message at once are seen as such; one whose sender let go and asked again is not", async () => {
  const file = join(tmpdir(), `chaos-in-flight-${process.pid}.sqlite`);
  const port = await freePort();
  const [first] = ENDPOINTS;
  if (first === undefined) throw new Error("there are no endpoints");
  const key = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
  const receivers = await startReceivers({ port, file, seed: 1, endpoints: [{ ...first, key }] });
  const sqlite = openLedger(file);
  const url = `http://127.0.0.1:${port}/${first.at}`;
  const send = (id: string, signal?: AbortSignal) =>
    fetch(url, {
      method: "POST",
      body: "{}",
      headers: { "webhook-id": id },
      ...(signal === undefined ? {} : { signal }),
    });
  const seen = () => {
    const rows = sqlite.prepare("SELECT told FROM offences WHERE offence = 'two_in_flight'").all();
    return rows.map(({ told }) => String(told).split(" ").at(-1));
  };
  try {
    const letGo = new AbortController();
    const held = receivers.holdNext();
    const gone = send("one", letGo.signal).catch(() => "let go");
    await held;
    letGo.abort();
    expect(await gone).toBe("let go");
    await send("one");
    await send("one");
    const heldAgain = receivers.holdNext();
    const beside = send("two").catch(() => null);
    await heldAgain;
    await send("other");
    await send("two");
    await expect.poll(seen).toEqual(["two"]);
    await receivers.stop();
    await beside;
  } finally {
    sqlite.close();
    await receivers.stop();
    for (const ending of ["", "-wal", "-shm"]) await rm(`${file}${ending}`, { force: true });
  }
});
