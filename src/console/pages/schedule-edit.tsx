// Changing a schedule. INVARIANT: it is saved over the version that the form was filled from, or not at all; after a conflict
// the form names the version that is in force now, so that saving once more is a choice that somebody has made.

import type { Outcome, Page, PageAnswer, Visit } from "../page.ts";
import { seeOther } from "../page.ts";
import type { Finding } from "../parts/field.tsx";
import { Facts } from "../parts/facts.tsx";
import { FormNotice, formStatus } from "../parts/form-notice.tsx";
import { problemOf } from "../problem-page.tsx";
import type { BoardHead, PageOf, ScheduleView } from "../replies.ts";
import { findingAt, formOfSchedule, scheduleIn } from "../schedule-form.ts";
import { differences, scheduleLabels } from "./schedule-facts.ts";
import { ScheduleFieldset } from "./schedule-fields.tsx";

export type Refused = Pick<Extract<Outcome<unknown>, { ok: false }>, "fault" | "action">;

/** What is wrong, by the fields of the form. */
export const findingsOf = ({ fault }: Refused, form: URLSearchParams): Finding[] =>
  (fault.violations ?? []).flatMap(({ pointer, message }) => findingAt(pointer, message, form) ?? []);

async function edit(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { asking, params } = visit;
  const found = await asking.read<ScheduleView>("schedules.get", { params });
  if (!found.ok) return found;
  return shown(visit, { stored: found.value, form: formOfSchedule(found.value.schedule), refused: null });
}

interface Editing {
  /** As it is now. */
  readonly stored: ScheduleView;
  readonly form: URLSearchParams;
  readonly refused: Refused | null;
}

async function shown(visit: Visit, editing: Editing): Promise<Outcome<PageAnswer>> {
  const boards = await visit.asking.read<PageOf<BoardHead>>("dashboards.list", { query: { limit: "200" } });
  if (!boards.ok) return boards;
  const { refused, stored } = editing;
  const title = visit.words.schedules.editTitle(stored.schedule.name);
  const status = refused === null ? 200 : formStatus(refused.fault);
  const main = <EditMain visit={visit} editing={editing} boards={boards.value.data} />;
  return { ok: true, value: { as: "page", title, main, status } };
}

interface Shown {
  readonly visit: Visit;
  readonly editing: Editing;
}

const CONFLICT = "schedules.version_conflict";

interface Boards {
  readonly boards: readonly BoardHead[];
}

function EditMain({ visit, editing, boards }: Shown & Boards) {
  const { words, csrf, who } = visit;
  const { stored, form, refused } = editing;
  const t = words.schedules;
  const home = `/console/schedules/${stored.id}`;
  const isConflict = refused?.fault.code === CONFLICT;
  const findings = refused === null ? [] : findingsOf(refused, form);
  return (
    <>
      <div class="head">
        <div>
          <p class="crumbs">
            <a href="/console/schedules">{t.title}</a> / <a href={home}>{stored.schedule.name}</a>
          </p>
          <h1>{t.editTitle(stored.schedule.name)}</h1>
        </div>
      </div>
      {isConflict ? <Conflict visit={visit} editing={editing} boards={boards} /> : null}
      {refused === null || isConflict ? null : (
        <FormNotice
          problem={problemOf(refused.fault, visit.call.requestId)}
          words={words}
          action={refused.action}
          findings={findings}
          labels={scheduleLabels(words)}
        />
      )}
      <form method="post" action={`${home}/edit`} class="panel sheet-form stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="version" value={stored.version} />
        <ScheduleFieldset words={words} boards={boards} form={form} findings={findings} edited={stored} />
        {stored.owner === who.keyId ? null : <p class="small">{t.takesOver(stored.owner)}</p>}
        <div class="actions">
          <button class="primary" type="submit">
            {isConflict ? t.saveMine : words.edit.save}
          </button>
          <a class="button quiet" href={home}>
            {words.edit.cancel}
          </a>
        </div>
      </form>
    </>
  );
}

function Conflict({ visit: { words }, editing: { stored, form }, boards }: Shown & Boards) {
  const t = words.schedules;
  const differing = differences(form, stored, { words, boards });
  return (
    <div class="notice warn stack" role="alert">
      <p>
        <strong>{t.conflict}</strong>
      </p>
      <p>{differing.length === 0 ? t.nothingDiffers : t.theirs(stored.updated_by)}</p>
      <Facts facts={differing} />
      <p>
        <a class="button" href={`/console/schedules/${stored.id}/edit`}>
          {t.startAgain}
        </a>
      </p>
    </div>
  );
}

async function save(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { form, params, asking } = visit;
  const found = await asking.read<ScheduleView>("schedules.get", { params });
  if (!found.ok) return found;
  const saved = await asking.ask("schedules.put", {
    params,
    headers: { "if-match": `"${form.get("version") ?? "0"}"` },
    body: scheduleIn(form, found.value.schedule),
  });
  if (saved.ok) return seeOther(`/console/schedules/${found.value.id}`);
  if (saved.fault.code !== CONFLICT)
    return shown(visit, { stored: meant(found.value, form), form, refused: saved });
  // As it is by now: what was read above may be older than what has won.
  const now = await asking.read<ScheduleView>("schedules.get", { params });
  return now.ok ? shown(visit, { stored: now.value, form, refused: saved }) : now;
}

/** A form that was refused goes on from the version that it was filled from: nobody has looked at another yet. */
function meant(stored: ScheduleView, form: URLSearchParams): ScheduleView {
  const version = Number(form.get("version") ?? "0");
  return { ...stored, version: Number.isInteger(version) ? version : 0 };
}

export const scheduleEditPages: readonly Page[] = [
  {
    id: "edit_schedule",
    method: "GET",
    path: "/console/schedules/{schedule_id}/edit",
    summary: "Change a schedule",
    answer: edit,
  },
  {
    id: "change_schedule",
    method: "POST",
    path: "/console/schedules/{schedule_id}/edit",
    summary: "Take a changed schedule",
    answer: save,
  },
];
