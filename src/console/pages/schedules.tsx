// Reports on a schedule: the list, and a new one.

import type { Outcome, Page, PageAnswer, Visit } from "../page.ts";
import { seeOther } from "../page.ts";
import { formStatus } from "../parts/form-notice.tsx";
import { Moment, ScheduleActs } from "../parts/schedule-acts.tsx";
import { When } from "../parts/when.tsx";
import type { BoardHead, PageOf, ScheduleView } from "../replies.ts";
import { scheduleIn } from "../schedule-form.ts";
import { schedulePages } from "./schedule.tsx";
import { NewSchedule } from "./schedule-new.tsx";
import { scheduleEditPages, type Refused } from "./schedule-edit.tsx";

async function list(visit: Visit): Promise<Outcome<PageAnswer>> {
  return shown(visit, null);
}

async function shown(visit: Visit, refused: Refused | null): Promise<Outcome<PageAnswer>> {
  const { asking, words } = visit;
  const found = await asking.read<PageOf<ScheduleView>>("schedules.list", { query: { limit: "100" } });
  if (!found.ok) return found;
  const boards = await asking.read<PageOf<BoardHead>>("dashboards.list", { query: { limit: "200" } });
  if (!boards.ok) return boards;
  const t = words.schedules;
  const schedules = found.value.data;
  const isOpen = schedules.length === 0 || refused !== null || visit.query.has("dashboard");
  const main = (
    <>
      <div class="head">
        <h1>{t.title}</h1>
      </div>
      <p class="lead">{schedules.length === 0 ? t.emptyLead : t.lead}</p>
      <ul class="list">
        {schedules.map((one) => (
          <Row visit={visit} one={one} />
        ))}
      </ul>
      <details class="panel folded" open={isOpen}>
        <summary class="button primary">{t.make}</summary>
        {boards.value.data.length === 0 ? (
          <p class="notice">
            {t.noBoards} <a href="/console/dashboards">{words.nav.dashboards}</a>
          </p>
        ) : (
          <NewSchedule visit={visit} boards={boards.value.data} refused={refused} />
        )}
      </details>
    </>
  );
  const status = refused === null ? 200 : formStatus(refused.fault);
  return { ok: true, value: { as: "page", title: t.title, main, status } };
}

function Row({ visit, one }: { readonly visit: Visit; readonly one: ScheduleView }) {
  const t = visit.words.schedules;
  const { schedule, next_due_at: due } = one;
  return (
    <li class="item">
      <div class="grow">
        <a href={`/console/schedules/${one.id}`}>
          <strong>{schedule.name}</strong>
        </a>
        <p class="small">
          <Moment cron={schedule.cron} words={visit.words} /> · {schedule.zone} ·{" "}
          {schedule.format.toUpperCase()}
          {due === null ? null : (
            <>
              {" · "}
              {t.next} <When at={due} />
            </>
          )}
        </p>
      </div>
      <span class={`state ${schedule.paused ? "paused" : "ready"}`}>
        {schedule.paused ? t.paused : t.active}
      </span>
      <ScheduleActs visit={visit} one={one} />
    </li>
  );
}

async function make(visit: Visit): Promise<Outcome<PageAnswer>> {
  const made = await visit.asking.read<ScheduleView>("schedules.create", {
    body: scheduleIn(visit.form, null),
  });
  if (made.ok) return seeOther(`/console/schedules/${made.value.id}`);
  return shown(visit, made);
}

export const schedulesPages: readonly Page[] = [
  {
    id: "schedules",
    method: "GET",
    path: "/console/schedules",
    summary: "Schedules of reports",
    answer: list,
  },
  {
    id: "make_schedule",
    method: "POST",
    path: "/console/schedules",
    summary: "Make a schedule",
    answer: make,
  },
  ...schedulePages,
  ...scheduleEditPages,
];
