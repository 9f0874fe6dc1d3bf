// A schedule and its runs: what it says, what can be done with it, and the reports that were made.

import type { Outcome, Page, PageAnswer, Visit } from "../page.ts";
import { seeOther } from "../page.ts";
import { Facts } from "../parts/facts.tsx";
import { ScheduleActs } from "../parts/schedule-acts.tsx";
import { When } from "../parts/when.tsx";
import type { BoardHead, PageOf, RunView, ScheduleView } from "../replies.ts";
import { factsOf } from "./schedule-facts.ts";

const OPEN_RUNS: ReadonlySet<string> = new Set(["queued", "running"]);

async function show(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { asking, params } = visit;
  const found = await asking.read<ScheduleView>("schedules.get", { params });
  if (!found.ok) return found;
  const runs = await asking.read<PageOf<RunView>>("schedules.list_runs", { params, query: { limit: "30" } });
  if (!runs.ok) return runs;
  const boards = await asking.read<PageOf<BoardHead>>("dashboards.list", { query: { limit: "200" } });
  const offered = await asking.offered(["schedules.put"]);
  const one = found.value;
  const main = (
    <>
      <Head visit={visit} one={one} offered={offered} />
      <About visit={visit} one={one} boards={boards.ok ? boards.value.data : []} />
      <Runs visit={visit} runs={runs.value.data} />
      <Removal visit={visit} one={one} />
    </>
  );
  return { ok: true, value: { as: "page", title: one.schedule.name, main } };
}

interface Shown {
  readonly visit: Visit;
  readonly one: ScheduleView;
}

function Head({ visit, one, offered }: Shown & { readonly offered: ReadonlySet<string> }) {
  const t = visit.words.schedules;
  return (
    <div class="head">
      <div>
        <p class="crumbs">
          <a href="/console/schedules">{t.title}</a>
        </p>
        <h1>{one.schedule.name}</h1>
      </div>
      <div class="actions">
        <ScheduleActs visit={visit} one={one} />
        {offered.has("schedules.put") ? (
          <a class="button primary" href={`/console/schedules/${one.id}/edit`}>
            {t.edit}
          </a>
        ) : null}
      </div>
    </div>
  );
}

function About({ visit: { words }, one, boards }: Shown & { readonly boards: readonly BoardHead[] }) {
  const t = words.schedules;
  const { paused } = one.schedule;
  const facts = factsOf(one, { words, boards });
  return (
    <section class="panel about-schedule">
      <p>
        <span class={`state ${paused ? "paused" : "ready"}`}>{paused ? t.paused : t.active}</span>{" "}
        {one.next_due_at === null ? null : (
          <span class="small">
            {t.next} <When at={one.next_due_at} />
          </span>
        )}
      </p>
      <Facts facts={facts.filter(({ field, text }) => field !== "name" && text !== "")} />
    </section>
  );
}

function Runs({ visit, runs }: { readonly visit: Visit; readonly runs: readonly RunView[] }) {
  const t = visit.words.schedules;
  const isMoving = runs.some(({ state }) => OPEN_RUNS.has(state));
  return (
    <>
      <h2>{t.runs}</h2>
      <div id="live-runs" data-poll={isMoving ? "1500" : undefined}>
        {runs.length === 0 ? <p class="notice">{t.noRuns}</p> : null}
        <ul class="list">
          {runs.map((run) => (
            <Run visit={visit} run={run} />
          ))}
        </ul>
      </div>
    </>
  );
}

function Removal({ visit: { words, csrf }, one }: Shown) {
  const t = words.schedules;
  return (
    <details class="folded">
      <summary>{t.remove}</summary>
      <form method="post" action={`/console/schedules/${one.id}`}>
        <input type="hidden" name="csrf" value={csrf} />
        <p>{t.removeWarning}</p>
        <button class="danger" type="submit" name="do" value="delete">
          {t.remove}
        </button>
      </form>
    </details>
  );
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

export const schedulePages: readonly Page[] = [
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
