// A tenant with something of everything, for others to try to reach: what may be guessed or seen of it (its loot: ids, names,
// cursors), and texts that nobody else has ever sent, so that one in another's answer was leaked.

import { runDurableObjectAlarm } from "cloudflare:test";
import { OPERATIONS } from "../../../src/manifest.ts";
import { sendAsOperator, type Answer } from "../client.ts";
import { flushAll } from "../labelled-telemetry.ts";
import { rawDatabaseOf, tenantStub } from "../objects.ts";
import { targetOf } from "../operation-asks.ts";
import { PLAUSIBLE_ASKS, type Word } from "../plausible-asks.ts";
import { traceOf } from "../plausible-telemetry.ts";
import { deliver } from "../receivers.ts";
import { createWorld, makeKey, sendTo, type Wanted, type World } from "../world.ts";

export interface Victim extends World {
  /** Names of things: sent by attackers, and no leak when they are answered. */
  readonly loot: readonly string[];
  readonly numbers: readonly number[];
  /** Its words, and its keys. */
  readonly canaries: ReadonlySet<string>;
}

const CANARY = /cx[a-z]{18}|tgk_[0-9a-z_]+/g;

/** Which of the victim's texts stand in an answer. */
export function leaksIn(answer: Answer, { canaries }: Victim): string[] {
  const headers = [...answer.headers].flat().join("\n");
  const found = `${answer.text}\n${headers}`.match(CANARY) ?? [];
  return found.filter((text) => canaries.has(text));
}

function newName(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return prefix + Array.from(bytes, (byte) => String.fromCharCode(97 + (byte % 26))).join("");
}

/** What outsiders may well know: names under which things are asked for. */
const NAMES_OF_THINGS: ReadonlySet<string> = new Set([
  "policyid",
  "roleid",
  "grantid",
  "userid",
  "cedarid",
  "metric",
  "service",
  "labelkey",
  "span",
  "remotemetric",
]);

/** In this order: a change of access waits for approval once the tenant asks for it. */
const TOLD = OPERATIONS.filter(({ id }) => PLAUSIBLE_ASKS[id]?.keeps === true);
const NOT_TOLD: ReadonlySet<string> = new Set([
  "tenants.create",
  "tenants.offboard",
  "moves.start",
  "tenants.give_residency_exception",
]);

interface Words {
  readonly word: Word;
  readonly loot: string[];
  readonly canaries: Set<string>;
}

function createWords(): Words {
  const known = new Map<string, string>();
  const [loot, canaries] = [[] as string[], new Set<string>()];
  const word: Word = (place) => {
    const isName = NAMES_OF_THINGS.has(place);
    const text = known.get(place) ?? newName(isName ? "cy" : "cx");
    if (isName && !known.has(place)) loot.push(text);
    if (!isName) canaries.add(text);
    known.set(place, text);
    return text;
  };
  return { word, loot, canaries };
}

async function tellEverything(world: World, { word, loot }: Words): Promise<void> {
  for (const operation of TOLD.filter(({ id }) => !NOT_TOLD.has(id))) {
    const asked = PLAUSIBLE_ASKS[operation.id]?.ask({ word, keyId: "", nowMs: Date.now() });
    if (asked === undefined) continue;
    const { status, params, json, body, headers } = asked;
    const repeat = newName("idem");
    loot.push(repeat);
    const answer = await sendTo(world, targetOf(operation, params), {
      headers: { ...headers, "idempotency-key": repeat },
      ...(json === undefined ? {} : { json }),
      ...(body === undefined ? {} : { body: body as BodyInit }),
    });
    if (answer.status !== status) throw new Error(`${operation.id}: ${answer.status} ${answer.text}`);
  }
}

async function move({ tenant }: World, word: Word): Promise<string> {
  const path = `/operator/v1/tenants/${tenant.id}/moves`;
  const json = { to: { shards: 2 }, reason: word("movereason") };
  const begun = await sendAsOperator(`POST ${path}`, { json });
  const id = begun.json.id as string;
  for (let alarms = 0; alarms < 40; alarms++) {
    await runDurableObjectAlarm(tenantStub(tenant));
    if ((await sendAsOperator(`GET ${path}/${id}`)).json.state === "done") return id;
  }
  throw new Error(`the move does not end: ${begun.text}`);
}

async function propose(world: World, word: Word): Promise<string> {
  const settings = { time_zone: "UTC", trusted_networks: [], requires_approval: true };
  await sendTo(world, "PUT /v1/access-settings", { json: settings });
  const json = { subject: `group:${word("proposed")}`, role: "engineer" };
  const answer = await sendTo(world, `PUT /v1/grants/${word("proposedid")}`, { json });
  return answer.json.proposal_id as string;
}

async function cursorsOf(world: World): Promise<string[]> {
  const range = { from: "now-1h", limit: 1 };
  const answers = await Promise.all([
    sendTo(world, "GET /v1/keys?limit=1"),
    sendTo(world, "POST /v1/logs/search", { json: range }),
    sendTo(world, "POST /v1/traces/search", { json: range }),
    sendTo(world, "GET /v1/access-proposals?limit=1"),
  ]);
  const found = answers.flatMap(({ json }) => [json.next_cursor, json.cursor] as unknown[]);
  return found.filter((cursor) => typeof cursor === "string");
}

/** A delivery that is settled, so that nothing of the victim moves by itself while it is attacked. */
async function webhooksOf(world: World): Promise<string[]> {
  const listed = await sendTo(world, "GET /v1/webhooks/endpoints");
  const ids = (listed.json.data as { id: string }[]).map(({ id }) => id);
  const tested = await Promise.all(
    ids.map(async (id) => sendTo(world, `POST /v1/webhooks/endpoints/${id}/test`)),
  );
  await deliver(world);
  return [...ids, ...tested.flatMap(({ json }) => [json.event_id as string, json.message_id as string])];
}

async function dashboardsOf(world: World): Promise<string[]> {
  const listed = await sendTo(world, "GET /v1/dashboards");
  return (listed.json.data as { id: string }[]).map(({ id }) => id);
}

/** With what is due shown in the database; next due in days, so that it does not move by itself. */
async function schedulesOf(world: World, word: Word, boards: readonly string[]): Promise<string[]> {
  const json = {
    name: word("schedulename"),
    cron: "0 9 1 1 *",
    dashboards: boards.slice(0, 1).map((id) => ({ id })),
    recipients: [{ user: word("scheduleuser") }],
  };
  const made = await sendTo(world, "POST /v1/schedules", { json });
  if (made.status !== 201) throw new Error(`no schedule: ${made.text}`);
  return [made.json.id as string];
}

async function storedNames({ tenant }: World): Promise<string[]> {
  const found = await rawDatabaseOf(tenant)
    .prepare("SELECT block_id, object_key FROM blocks WHERE tenant_id = ? ORDER BY block_id LIMIT 2")
    .bind(tenant.id)
    .all<{ block_id: string; object_key: string }>();
  return found.results.flatMap(({ block_id: id, object_key: key }) => [id, key]);
}

export async function createVictim(wanted: Wanted): Promise<Victim> {
  const world = await createWorld(wanted);
  const words = createWords();
  const { word, loot, canaries } = words;
  await tellEverything(world, words);
  const spare = await makeKey(world, { roles: ["viewer"], name: word("sparekey") });
  await flushAll(world);
  const [moveId, proposalId] = [await move(world, word), await propose(world, word)];
  const boards = await dashboardsOf(world);
  loot.push(...(await webhooksOf(world)), ...boards, ...(await schedulesOf(world, word, boards)));
  // A second line waits unflushed, so that there is a next page too.
  await tellFresh(world, word);
  const checkpoint = await sendTo(world, "GET /v1/audit/checkpoint");
  const { tenant, host } = world;
  loot.push(tenant.id, tenant.slug, host, spare.id, moveId, proposalId, traceOf(word("span")));
  loot.push(
    checkpoint.headers.get("x-request-id") ?? "",
    ...(await cursorsOf(world)),
    ...(await storedNames(world)),
  );
  for (const secret of world.secrets) canaries.add(secret);
  const size = checkpoint.json.size as number;
  return { ...world, loot: [...new Set(loot)], numbers: [0, 1, 2, size - 1, size], canaries };
}

async function tellFresh(world: World, word: Word): Promise<void> {
  const ask = PLAUSIBLE_ASKS["otlp.logs"]?.ask({ word, keyId: "", nowMs: Date.now() });
  if (ask?.body === undefined) throw new Error("no logs to tell");
  await sendTo(world, "POST /v1/logs", { body: ask.body as BodyInit, headers: { ...ask.headers } });
}
