// Reports on a schedule: the list, and what is done with one of them.

import type { Outcome, Page, PageAnswer, Visit } from "../page.ts";
import { seeOther } from "../page.ts";
import { When } from "../parts/when.tsx";
import { problemOf, ProblemNotice } from "../problem-page.tsx";
import type { BoardHead, PageOf, RunView, ScheduleView } from "../replies.ts";
import { scheduleIn } from "../schedule-form.ts";
import { NewSchedule } from "./schedule-fields.tsx";

type Refused = Pick<Extract<Outcome<unknown>, { ok: false }>, "fault" | "action">;

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
      {refused === null ? null : <Notice visit={visit} refused={refused} />}
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
          <NewSchedule visit={visit} boards={boards.value.data} />
        )}
      </details>
    </>
  );
  const status = refused === null ? 200 : 422;
  return { ok: true, value: { as: "page", title: t.title, main, status } };
}

function Notice({ visit, refused }: { readonly visit: Visit; readonly refused: Refused }) {
  const problem = problemOf(refused.fault, visit.call.requestId);
  return <ProblemNotice problem={problem} words={visit.words} action={refused.action} />;
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
          <code>{schedule.cron}</code> · {schedule.zone} · {schedule.format.toUpperCase()}
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
      <Acts visit={visit} one={one} />
    </li>
  );
}

function Acts({ visit, one }: { readonly visit: Visit; readonly one: ScheduleView }) {
  const t = visit.words.schedules;
  const { name, paused } = one.schedule;
  return (
    <form method="post" action={`/console/schedules/${one.id}`} class="actions">
      <input type="hidden" name="csrf" value={visit.csrf} />
      <button type="submit" name="do" value="run" aria-label={`${t.run}: ${name}`}>
        {t.run}
      </button>
      <button
        class="quiet"
        type="submit"
        name="do"
        value={paused ? "resume" : "pause"}
        aria-label={`${paused ? t.resume : t.pause}: ${name}`}
      >
        {paused ? t.resume : t.pause}
      </button>
    </form>
  );
}

async function make(visit: Visit): Promise<Outcome<PageAnswer>> {
  const made = await visit.asking.read<ScheduleView>("schedules.create", { body: scheduleIn(visit.form) });
  if (made.ok) return seeOther(`/console/schedules/${made.value.id}`);
  return shown(visit, made);
}

const OPEN_RUNS: ReadonlySet<string> = new Set(["queued", "running"]);

async function show(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { asking, words, params, csrf } = visit;
  const found = await asking.read<ScheduleView>("schedules.get", { params });
  if (!found.ok) return found;
  const runs = await asking.read<PageOf<RunView>>("schedules.list_runs", { params, query: { limit: "30" } });
  if (!runs.ok) return runs;
  const t = words.schedules;
  const { schedule } = found.value;
  const isMoving = runs.value.data.some(({ state }) => OPEN_RUNS.has(state));
  const main = (
    <>
      <div class="head">
        <div>
          <p class="crumbs">
            <a href="/console/schedules">{t.title}</a>
          </p>
          <h1>{schedule.name}</h1>
        </div>
      </div>
      <ul class="list">
        <Row visit={visit} one={found.value} />
      </ul>
      <h2>{t.runs}</h2>
      <div id="live-runs" data-poll={isMoving ? "1500" : undefined}>
        {runs.value.data.length === 0 ? <p class="notice">{t.noRuns}</p> : null}
        <ul class="list">
          {runs.value.data.map((run) => (
            <Run visit={visit} run={run} />
          ))}
        </ul>
      </div>
      <details class="folded">
        <summary>{t.remove}</summary>
        <form method="post" action={`/console/schedules/${found.value.id}`}>
          <input type="hidden" name="csrf" value={csrf} />
          <p>{t.removeWarning}</p>
          <button class="danger" type="submit" name="do" value="delete">
            {t.remove}
          </button>
        </form>
      </details>
    </>
  );
  return { ok: true, value: { as: "page", title: schedule.name, main } };
}

function Run({ visit, run }: { readonly visit: Visit; readonly run: RunView }) {
  const { words } = visit;
  const t = words.schedules;
  const [file] = run.files;
  const fault = run.fault === null ? null : (words.problems[run.fault] ?? run.fault);
  return (
    <li class="item">
      <div class="grow">
        <When at={run.due_at} /> <span class="small">{t.kinds[run.kind]}</span>
        {fault === null ? null : <p class="small bad">{fault}</p>}
        {OPEN_RUNS.has(run.state) ? <progress aria-label={t.runStates[run.state]}></progress> : null}
      </div>
      <span class={`state ${run.state}`}>{t.runStates[run.state]}</span>
      {file === undefined ? null : (
        <a class="button" href={`/console/runs/${run.id}/file`} download={file.name}>
          {words.exports.download}
        </a>
      )}
    </li>
  );
}

const VERBS: Readonly<Record<string, string>> = {
  run: "schedules.run",
  pause: "schedules.pause",
  resume: "schedules.resume",
  delete: "schedules.delete",
};

async function act({ form, params, asking }: Visit): Promise<Outcome<PageAnswer>> {
  const asked = form.get("do") ?? "";
  const operation = VERBS[asked] ?? "schedules.run";
  const done = await asking.ask(operation, { params });
  if (!done.ok) return done;
  const home = "/console/schedules";
  return seeOther(asked === "delete" ? home : `${home}/${params["schedule_id"] ?? ""}`);
}

async function fetchFile({ params, asking }: Visit): Promise<Outcome<PageAnswer>> {
  const reply = await asking.ask("reports.get_file", { params });
  return reply.ok ? { ok: true, value: { as: "file", reply: reply.value } } : reply;
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
  {
    id: "schedule",
    method: "GET",
    path: "/console/schedules/{schedule_id}",
    summary: "A schedule and its runs",
    answer: show,
  },
  {
    id: "act_on_schedule",
    method: "POST",
    path: "/console/schedules/{schedule_id}",
    summary: "Run, pause, resume or delete a schedule",
    answer: act,
  },
  {
    id: "run_file",
    method: "GET",
    path: "/console/runs/{run_id}/file",
    summary: "The report of a run",
    answer: fetchFile,
  },
];
