// Random policies over random rows, by the API: what a key is answered is exactly the rows on which the decision, asked
// with all that is known of the row, is allow; while rows are fresh and once they are in blocks.

import { expect, it } from "vitest";
import { ACTIONS, type Action } from "../../../src/policy/actions.ts";
import { decideAccess } from "../../../src/policy/decide-access.ts";
import type { PolicyDocument } from "../../../src/policy/policy-document.ts";
import type { Answer } from "../../support/client.ts";
import {
  flushAll,
  lineOf,
  metricOf,
  putPolicy,
  READ_ACTIONS,
  sendItems,
  SHARED_METRIC,
  spanNameOf,
  traceOf,
} from "../../support/labelled-telemetry.ts";
import { ask, compiledOf } from "../../support/policy-requests.ts";
import { randomItem, type RandomItem } from "../../support/random-items.ts";
import { randomSet, ROW_LEAVES } from "../../support/random-policies.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";
import { seededRandom } from "../../support/ingest.ts";

const ATMS = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
const RANGE = { from: ATMS - 60_000, to: ATMS + 60_000 };
const MOST_POLICIES = 6;

interface Read {
  readonly action: Action;
  /** Of an item: the id of its row, and the text by which the row is known in an answer. */
  readonly idOf: (mark: string) => string | undefined;
  readonly nameOf: (mark: string) => string;
  readonly send: (world: World, key: string) => Promise<Answer>;
  readonly namesIn: (answer: Answer) => readonly string[];
}

const query = async (world: World, key: string, asked: object): Promise<Answer> =>
  sendTo(world, "POST /v1/query", {
    key,
    json: {
      ...RANGE,
      interval: "2m",
      limit: 1_000,
      queries: [{ name: "A", metric: SHARED_METRIC, ...asked }],
    },
  });

const servicesIn = ({ json }: Answer): readonly string[] =>
  json.results[0].series.map((one: { labels: Record<string, string> }) => one.labels["service.name"]);
const serviceOf = (mark: string): string => `${mark}-service`;

const READS: readonly Read[] = [
  {
    action: "metrics:read",
    idOf: () => SHARED_METRIC,
    nameOf: serviceOf,
    send: async (world, key) => query(world, key, { aggregation: "raw" }),
    namesIn: servicesIn,
  },
  {
    action: "metrics:read",
    idOf: () => SHARED_METRIC,
    nameOf: serviceOf,
    send: async (world, key) => query(world, key, { aggregation: "sum", group_by: ["service.name"] }),
    namesIn: servicesIn,
  },
  {
    action: "metrics:read",
    idOf: metricOf,
    nameOf: metricOf,
    send: async (world, key) =>
      sendTo(world, `GET /v1/labels/__name__/values?from=${RANGE.from}&to=${RANGE.to}`, { key }),
    namesIn: ({ json }) => json.data.filter((name: string) => name !== SHARED_METRIC),
  },
  {
    action: "logs:read",
    idOf: () => undefined,
    nameOf: lineOf,
    send: async (world, key) =>
      sendTo(world, "POST /v1/logs/search", { key, json: { ...RANGE, limit: 1_000 } }),
    namesIn: ({ json }) => json.logs.map((log: { body: string }) => log.body),
  },
  {
    action: "traces:read",
    idOf: traceOf,
    nameOf: spanNameOf,
    send: async (world, key) =>
      sendTo(world, "POST /v1/traces/search", { key, json: { ...RANGE, limit: 1_000 } }),
    namesIn: ({ json }) => json.traces.map((trace: { root_name: string }) => trace.root_name),
  },
];

/** All that the key is answered, against the decision about each item. */
async function expectLaw(
  world: World,
  key: { readonly id: string; readonly secret: string },
  law: {
    readonly items: readonly RandomItem[];
    readonly policies: readonly PolicyDocument[];
    readonly about: string;
  },
): Promise<number> {
  const compiled = compiledOf({ policies: law.policies });
  const principal = { kind: "key", id: key.id, roles: ["viewer"] } as const;
  let answered = 0;
  for (const { action, idOf, nameOf, send, namesIn } of READS) {
    const type = ACTIONS[action].kind;
    const isAllowed = ({ item, meanings }: RandomItem): boolean =>
      meanings.every((meaning) => {
        const resource = { type, id: idOf(item.mark), ...meaning };
        return decideAccess(compiled, ask({ principal, action, resource })).effect === "allow";
      });
    const expected = law.items.filter(isAllowed).map(({ item }) => nameOf(item.mark));
    const answer = await send(world, key.secret);
    const names = answer.status === 403 ? [] : namesIn(answer);
    expect(names.toSorted(), `${law.about} ${action} ${answer.status}`).toEqual(expected.toSorted());
    if (answer.status === 200) answered += 1;
  }
  return answered;
}

it("what a key is answered is what the decision allows of each row", async () => {
  const seed = Date.now() % 1_000_000_000;
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const world = await createWorld();
  const key = await makeKey(world, { roles: ["viewer"] });
  const items = Array.from({ length: 60 }, (_, at) => randomItem(random, `item${at}x`));
  await sendItems(
    world,
    items.slice(0, 30).map(({ item }) => item),
    { atMs: ATMS },
  );
  await flushAll(world);
  await sendItems(
    world,
    items.slice(30).map(({ item }) => item),
    { atMs: ATMS + 1_000 },
  );
  let answered = 0;
  for (let round = 0; round < 12; round++) {
    if (round === 6) await flushAll(world);
    const drawn = randomSet(random, ROW_LEAVES).policies.slice(0, MOST_POLICIES);
    const policies = Array.from({ length: MOST_POLICIES }, (_, at): PolicyDocument => {
      const own = { policy_id: `p${at}`, subjects: [`key:${key.id}`] };
      const none = { effect: "allow", resources: ["*"], actions: ["tenant:view"] } as const;
      return {
        ...(drawn[at] ?? none),
        ...own,
        ...(drawn[at] === undefined ? {} : { actions: READ_ACTIONS }),
      };
    });
    for (const policy of policies) await putPolicy(world, policy.policy_id, { ...policy });
    answered += await expectLaw(world, key, {
      items,
      policies,
      about: `seed ${seed}: ${JSON.stringify(policies)}`,
    });
  }
  expect(answered).toBeGreaterThan(10);
});
