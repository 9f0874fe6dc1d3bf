// Personal data on its way in: masked, hashed, dropped or refused, in every signal and wherever a sender can write text;
// what queries show afterwards, fresh and from blocks, holds no raw value.

import { describe, expect, it } from "vitest";
import { flushAll } from "../../support/labelled-telemetry.ts";
import { openIsolate } from "../../support/isolate.ts";
import { createWorld, sendTo, type World } from "../../support/world.ts";
import {
  AADHAAR,
  CARD,
  logsBody,
  MAIL,
  metricsBody,
  PATIENT,
  RANGE,
  RAW,
  sendAll,
  sendRemoteWrite,
  setRules,
  shownBy,
} from "./planted.ts";

const ALL_CLASSES = ["payment_card", "email", "in_aadhaar", "health"];
const everywhere = (action: string): Record<string, string> =>
  Object.fromEntries(ALL_CLASSES.map((name) => [name, action]));

async function rawSeries(
  world: World,
  metric: string,
): Promise<{ labels: Record<string, string>; series: string }[]> {
  const queries = [{ name: "A", metric, aggregation: "raw" }];
  const answer = await sendTo(world, "POST /v1/query", { json: { ...RANGE, queries } });
  return answer.json.results[0].series;
}

async function firstLog(world: World): Promise<{ body: unknown; attributes: Record<string, unknown> }> {
  const answer = await sendTo(world, "POST /v1/logs/search", { json: RANGE });
  return answer.json.logs.find((log: { severity_text?: string }) => log.severity_text === "INFO");
}

describe.each(["mask", "hash", "drop"])("with every class under `%s`", (action) => {
  it("no raw value is shown, fresh or from blocks, and replies count the rows", async () => {
    const world = await createWorld({ jurisdiction: "in" });
    expect((await setRules(world, everywhere(action))).status).toBe(200);
    const answers = await sendAll(world);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 204]);
    expect(answers.map(({ headers }) => headers.get("x-traceo-redacted"))).toEqual(["1", "2", "1", "1"]);
    const fresh = await shownBy(world);
    for (const raw of RAW) expect(fresh).not.toContain(raw);
    expect(fresh).toContain("stays");
    await flushAll(world);
    const stored = await shownBy(world);
    for (const raw of RAW) expect(stored).not.toContain(raw);
    expect(stored).toContain("stays");
  });
});

describe("a masked value", () => {
  it("is replaced where it stands, by the name of its class", async () => {
    const world = await createWorld();
    await setRules(world, everywhere("mask"));
    await sendAll(world);
    const { body, attributes } = await firstLog(world);
    expect(body).toBe("paid by [email] with [payment_card]");
    expect(attributes).toEqual({
      plain: "stays",
      note: "card [payment_card] of [email]",
      "card.number": "[payment_card]",
      customer: { mail: "[email]", patient: "[health]" },
      list: ["[in_aadhaar]", "kept"],
      "[email]": "as a key",
    });
  });

  it("leaves series apart that it alone told apart", async () => {
    const world = await createWorld({ tier: "enterprise" });
    await setRules(world, { email: "mask" });
    await sendTo(world, "POST /v1/metrics", { json: metricsBody(["a@shop.io", "b@shop.io", "plain"]) });
    await sendRemoteWrite(world, ["a@shop.io", "b@shop.io"]);
    const planted = await rawSeries(world, "planted");
    expect(
      planted.map(({ labels }) => labels["user"] ?? "").toSorted((left, right) => left.localeCompare(right)),
    ).toEqual(["[email]", "[email]", "plain"]);
    expect(new Set(planted.map(({ series }) => series)).size).toBe(3);
    expect((await rawSeries(world, "written_total")).length).toBe(2);
    await sendTo(world, "POST /v1/metrics", { json: metricsBody(["b@shop.io", "a@shop.io", "new"]) });
    expect((await rawSeries(world, "planted")).map(({ series }) => series)).toEqual(
      expect.arrayContaining(planted.map(({ series }) => series)),
    );
    expect((await rawSeries(world, "planted")).length).toBe(4);
  });
});

describe("a hashed value", () => {
  const tokenOf = async (world: World): Promise<string> => {
    await setRules(world, { email: "hash" });
    await sendRemoteWrite(world, [MAIL]);
    const [series] = await rawSeries(world, "written_total");
    return series?.labels["user"] ?? "";
  };

  it("is the same token within a tenant, however it is written, and another in another tenant", async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const token = await tokenOf(world);
    expect(token).toMatch(/^\[email:[0-9a-f]{16}\]$/);
    await sendTo(world, "POST /v1/logs", { json: logsBody(MAIL.toUpperCase()) });
    expect((await firstLog(world)).body).toBe(token);
    expect(await tokenOf(other)).not.toBe(token);
    const shown = (await sendTo(world, "GET /v1/privacy/rules")).text;
    expect(shown).not.toMatch(/[0-9a-f]{64}/);
  });
});

describe("a dropped value", () => {
  it("takes its field with it; a name that must be there says so", async () => {
    const world = await createWorld();
    await setRules(world, everywhere("drop"));
    await sendAll(world);
    const log = await firstLog(world);
    expect(log.body ?? null).toBeNull();
    expect(log.attributes).toEqual({ plain: "stays", customer: {}, list: ["kept"] });
    const traces = await sendTo(world, "POST /v1/traces/search", { json: RANGE });
    expect(traces.text).toContain("[dropped]");
  });
});

describe("a refused value", () => {
  it("costs its row: partial success says how many and why, and nothing of them is stored", async () => {
    const world = await createWorld();
    await setRules(world, { email: "refuse", payment_card: "allow" });
    const logs = await sendTo(world, "POST /v1/logs", { json: logsBody("nothing here") });
    expect([logs.status, logs.json]).toEqual([
      200,
      {
        partialSuccess: {
          rejectedLogRecords: "2",
          errorMessage: "2 refused by the privacy rules (email)",
        },
      },
    ]);
    expect((await sendTo(world, "POST /v1/logs/search", { json: RANGE })).json.logs).toEqual([]);
    const plain = {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                { timeUnixNano: String(BigInt(RANGE.from + 1) * 1_000_000n), body: { stringValue: "fine" } },
                {
                  timeUnixNano: String(BigInt(RANGE.from + 2) * 1_000_000n),
                  body: { stringValue: `to ${MAIL}` },
                },
              ],
            },
          ],
        },
      ],
    };
    const mixed = await sendTo(world, "POST /v1/logs", { json: plain });
    expect(mixed.json.partialSuccess.rejectedLogRecords).toBe("1");
    const kept = (await sendTo(world, "POST /v1/logs/search", { json: RANGE })).json.logs;
    expect(kept.map((log: { body: string }) => log.body)).toEqual(["fine"]);
  });

  it("is counted by remote write in its header", async () => {
    const world = await createWorld();
    await setRules(world, { in_aadhaar: "refuse", email: "allow" });
    const answer = await sendRemoteWrite(world, [AADHAAR, "plain"]);
    expect([answer.status, answer.headers.get("x-traceo-rejected-samples")]).toEqual([204, "1"]);
    expect((await rawSeries(world, "written_total")).map(({ labels }) => labels["user"])).toEqual(["plain"]);
  });

  it("may be sent again, and is stored, once the rules let it", async () => {
    const world = await createWorld();
    const body = { json: logsBody(`to ${MAIL}`) };
    await setRules(world, { email: "refuse" });
    await sendTo(world, "POST /v1/logs", body);
    await setRules(world, { email: "mask" });
    await sendTo(world, "POST /v1/logs", body);
    expect((await firstLog(world)).body).toBe("to [email]");
  });
});

describe("without a rule", () => {
  it("telemetry stays as it came, but for the numbers that the jurisdiction's default masks", async () => {
    const world = await createWorld({ jurisdiction: "in" });
    await sendAll(world);
    const shown = await shownBy(world);
    expect(shown).toContain(MAIL);
    expect(shown).toContain(PATIENT);
    expect(shown).not.toContain(CARD);
    expect(shown).not.toContain(AADHAAR);
  });

  it("and with `allow` for all, nothing is looked at or counted", async () => {
    const world = await createWorld({ jurisdiction: "in" });
    await setRules(world, { payment_card: "allow", in_aadhaar: "allow", in_pan: "allow" });
    const answers = await sendAll(world);
    expect(answers.map(({ headers }) => headers.get("x-traceo-redacted"))).toEqual([null, null, null, null]);
    const shown = await shownBy(world);
    for (const raw of RAW) expect(shown).toContain(raw);
  });
});

describe("a change of the rules", () => {
  it("is in force at once, also in an isolate that knows the rules before it", async () => {
    const world = await createWorld();
    const elsewhere = openIsolate();
    await setRules(world, { email: "allow" });
    const before = await elsewhere.send(world, "POST /v1/logs", { json: logsBody("x") });
    expect(before.status).toBe(200);
    await setRules(world, { email: "mask" });
    const after = await elsewhere.send(world, "POST /v1/logs", { json: logsBody(`late ${MAIL}`) });
    expect([after.status, after.headers.get("x-traceo-redacted")]).toEqual([200, "2"]);
    const logs = (await sendTo(world, "POST /v1/logs/search", { json: RANGE })).json.logs;
    const bodies = logs.map((log: { body: unknown }) => log.body);
    expect(bodies).toContain("late [email]");
    expect(bodies).not.toContain(`late ${MAIL}`);
    await elsewhere.settle();
  });

  it("also when it is another call to the tenant that finds out", async () => {
    const world = await createWorld();
    const elsewhere = openIsolate();
    expect((await elsewhere.send(world, "GET /v1/tenant")).status).toBe(200);
    await setRules(world, { email: "refuse" });
    // The isolate decides by the rules before; what it asks for before it appends is told of the newer ones.
    const sent = await elsewhere.send(world, "POST /v1/logs", { json: logsBody(`late ${MAIL}`) });
    expect([sent.status, sent.json.partialSuccess?.rejectedLogRecords]).toEqual([200, "2"]);
    expect((await sendTo(world, "POST /v1/logs/search", { json: RANGE })).json.logs).toEqual([]);
    await elsewhere.settle();
  });
});
