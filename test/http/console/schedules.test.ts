// Schedules in the console without a script: filled in, changed over the version that was read, and refused in words at the
// fields that are wrong.

import { beforeEach, describe, expect, it } from "vitest";
import { signIn, submit, visit, type Signed } from "../../support/console.ts";
import { makeDashboard } from "../../support/dashboards.ts";
import { createEndpoint, createReceiver } from "../../support/receivers.ts";
import { makeSchedule, scheduleOf } from "../../support/schedules.ts";
import { createWorld, makeKey, sendTo, type World } from "../../support/world.ts";

let world: World;
let board: string;
let signed: Signed;
beforeEach(async () => {
  world = await createWorld();
  board = await makeDashboard(world);
  signed = await signIn(world, world.admin);
});

const stored = async (id: string) => (await sendTo(world, `GET /v1/schedules/${id}`)).json;

/** The fields of the page's form, as a browser without scripts would send them back. */
function fieldsIn(html: string): Record<string, string> {
  const form = /<form method="post" action="\/console\/schedules\/sch_[0-9a-z]+\/edit"[\s\S]*?<\/form>/.exec(
    html,
  )?.[0];
  if (form === undefined) throw new Error("no form to change a schedule");
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const name = /\bname="([^"]*)"/.exec(tag)?.[1] ?? "";
    const isTick = tag.includes('type="checkbox"');
    const isSent = !isTick || /\bchecked\b/.test(tag);
    if (isSent && name !== "csrf") fields[name] = /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? (isTick ? "on" : "");
  }
  for (const [, name = "", options = ""] of form.matchAll(
    /<select [^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g,
  ))
    fields[name] = /<option value="([^"]*)" selected/.exec(options)?.[1] ?? "";
  return fields;
}

async function openForm(id: string): Promise<Record<string, string>> {
  const page = await visit(signed, `/console/schedules/${id}/edit`);
  expect(page.status).toBe(200);
  return fieldsIn(page.text);
}

describe("a schedule that is changed", () => {
  it("stands in its form as it is, and sending the form back changes nothing but what was written", async () => {
    const endpoint = await createEndpoint(world, createReceiver().url);
    const id = await makeSchedule(
      world,
      scheduleOf(board, {
        cron: "15 6 * * 2",
        include_comparison: true,
        condition: { tests: [{ test: "has_data" }] },
        recipients: [{ user: "ada" }, { email: "bob@example.com", country: "DE" }],
        destinations: [
          { kind: "webhook", endpoint_id: endpoint.id },
          { kind: "folder", path: "reports/daily" },
        ],
      }),
    );
    const before = (await stored(id)).schedule;
    const fields = await openForm(id);
    expect(fields).toMatchObject({
      name: "Morning report",
      dashboard: board,
      moment: "cron",
      cron: "15 6 * * 2",
      zone: "Europe/Berlin",
      recipients: "ada, bob@example.com DE",
      folder_path: "reports/daily",
      version: "1",
    });
    const sent = await submit(signed, `/console/schedules/${id}/edit`, { ...fields, name: "Evening report" });
    expect([sent.status, sent.headers.get("location")]).toEqual([303, `/console/schedules/${id}`]);
    expect(await stored(id)).toMatchObject({ version: 2, schedule: { ...before, name: "Evening report" } });
  });

  it("is not written over what somebody else has saved, before that was looked at", async () => {
    const id = await makeSchedule(world, scheduleOf(board));
    const fields = await openForm(id);
    const theirs = scheduleOf(board, { name: "Theirs", format: "xlsx", recipients: [{ user: "bob" }] });
    const put = await sendTo(world, `PUT /v1/schedules/${id}`, { json: theirs });
    expect(put.status).toBe(200);
    const path = `/console/schedules/${id}/edit`;
    const late = await submit(signed, path, { ...fields, name: "Mine" });
    expect(late.status).toBe(409);
    expect(late.text).toContain("Somebody else has changed this schedule since you opened it");
    expect(late.text).toMatch(/<dt>Name<\/dt><dd>Theirs<\/dd>/);
    expect(late.text).toMatch(/<dt>Format<\/dt><dd>Excel workbook/);
    expect(late.text).toMatch(/<dt>Recipients<\/dt><dd>bob<\/dd>/);
    expect((await stored(id)).schedule.name).toBe("Theirs");
    const kept = fieldsIn(late.text);
    expect(kept).toMatchObject({ name: "Mine", format: "csv", recipients: "ada", version: "2" });
    expect((await submit(signed, path, kept)).status).toBe(303);
    expect(await stored(id)).toMatchObject({ version: 3, schedule: { name: "Mine", format: "csv" } });
  });

  it("is refused at the fields that are wrong, and what was written stays", async () => {
    const id = await makeSchedule(world, scheduleOf(board));
    const fields = await openForm(id);
    const path = `/console/schedules/${id}/edit`;
    const answer = await submit(signed, path, {
      ...fields,
      zone: "Nowhere/Here",
      folder_path: "../up",
      recipients: "ada, bob@@example.com DE",
    });
    expect(answer.status).toBe(422);
    for (const field of ["zone", "folder-path", "recipients"]) {
      expect(answer.text).toContain(`<a href="#f-${field}">`);
      expect(answer.text).toMatch(new RegExp(`id="f-${field}"[^>]*aria-invalid="true"`));
      expect(answer.text).toContain(`id="f-${field}-wrong"`);
    }
    expect(answer.text).toContain("bob@@example.com DE: ");
    expect(fieldsIn(answer.text)).toMatchObject({ zone: "Nowhere/Here", folder_path: "../up", version: "1" });
    expect((await stored(id)).version).toBe(1);
  });

  it("is told to be gone where somebody has deleted it meanwhile", async () => {
    const id = await makeSchedule(world, scheduleOf(board));
    const fields = await openForm(id);
    expect((await sendTo(world, `DELETE /v1/schedules/${id}`)).status).toBe(200);
    const late = await submit(signed, `/console/schedules/${id}/edit`, fields);
    expect([late.status, late.text.includes("There is no such schedule")]).toEqual([404, true]);
  });

  it("is changed by nobody who may not have reports made, nor by a form of another page", async () => {
    const id = await makeSchedule(world, scheduleOf(board));
    const fields = await openForm(id);
    const viewer = await signIn(world, world.viewer);
    const path = `/console/schedules/${id}/edit`;
    const [page, sent] = [await visit(viewer, path), await submit(viewer, path, { ...fields, name: "Mine" })];
    expect([page.status, sent.status]).toEqual([403, 403]);
    expect(sent.text).toContain("`reports:schedule`");
    const foreign = await submit(signed, path, { ...fields, csrf: "0".repeat(64) });
    expect([foreign.status, foreign.text.includes("did not come from this page")]).toEqual([403, true]);
    expect(await stored(id)).toMatchObject({ version: 1, schedule: { name: "Morning report" } });
  });

  it("takes the right to send outside from whoever saves it", async () => {
    const id = await makeSchedule(world, scheduleOf(board, { recipients: [{ user: "ada" }] }));
    const { secret } = await makeKey(world, { roles: ["analyst"] });
    const fields = await openForm(id);
    const other = await signIn(world, secret);
    const path = `/console/schedules/${id}/edit`;
    const sent = await submit(other, path, { ...fields, recipients: "ada, eve@example.com DE" });
    expect(sent.status).toBe(403);
    expect((await stored(id)).schedule.recipients).toEqual([{ user: "ada" }]);
  });
});

describe("a new schedule", () => {
  it("is refused at its fields too, and nothing that was written is lost", async () => {
    const answer = await submit(signed, "/console/schedules", {
      name: "Late",
      dashboard: board,
      moment: "cron",
      cron: "every day",
      zone: "UTC",
      period: "day",
      format: "pdf",
      language: "en",
      recipients: "ada",
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('<a href="#f-cron">');
    expect(answer.text).toMatch(/id="f-cron"[^>]*value="every day"/);
    expect((await sendTo(world, "GET /v1/schedules")).json.data).toEqual([]);
  });
});
