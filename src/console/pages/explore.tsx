// Explore: a question put together from fields, its answer as a picture, and from there into a dashboard.

import type { Child } from "hono/jsx";
import { KIND_NAMES, type PictureView } from "../../reporting/index.ts";
import { appendPanel } from "../append-panel.ts";
import { seeOther, type Outcome, type Page, type PageAnswer, type Visit } from "../page.ts";
import { queriesOf, readFields, type QueryFields } from "../panel-fields.ts";
import { pictureSize } from "../panel-size.ts";
import { PictureOf } from "../parts/picture.tsx";
import { QueryFieldset, Suggestions } from "../parts/query-fields.tsx";
import { RangePicker, rangeIn } from "../parts/range.tsx";
import { problemOf, ProblemNotice } from "../problem-page.tsx";
import type { Board, BoardHead, PageOf } from "../replies.ts";
import { suggest, type Suggested } from "../suggestions.ts";

const OWN = { from: "now-1h", to: "now" };
const SHAPE = { w: 24, h: 10 };

/** Those that say something of any answer of the source. */
const USUAL_KIND: Readonly<Record<QueryFields["source"], string>> = {
  metrics: "line",
  logs: "logs",
  traces: "table",
  topology: "topology",
  usage: "stacked_bar",
};

interface Question {
  readonly fields: QueryFields;
  readonly kind: string;
  readonly title: string;
}

function questionIn(form: URLSearchParams): Question {
  const fields = readFields(form);
  const kind = form.get("kind") ?? "";
  const known = KIND_NAMES.find((name) => name === kind) ?? USUAL_KIND[fields.source];
  return { fields, kind: known, title: form.get("title")?.trim() ?? "" };
}

const isAsked = (query: URLSearchParams, { fields }: Question): boolean =>
  query.has("source") && (fields.source !== "metrics" || fields.metric !== "");

const panelOf = ({ fields, kind, title }: Question): object => ({
  id: "explored",
  kind,
  title,
  queries: queriesOf(fields),
});

async function explore(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { query, asking, words, preferences } = visit;
  const question = questionIn(query);
  const range = rangeIn(query);
  const suggested = await suggest(asking, range.from);
  const { width, height } = pictureSize(SHAPE, preferences.width);
  const { from = OWN.from, to = OWN.to } = range;
  const picture = isAsked(query, question)
    ? await asking.read<PictureView>("panels.render", {
        body: { panel: panelOf(question), from, to, width, height, as: "picture" },
      })
    : null;
  const boards =
    picture === null
      ? null
      : await asking.read<PageOf<BoardHead>>("dashboards.list", { query: { limit: "200" } });
  const main = (
    <>
      <div class="head">
        <h1>{words.explore.title}</h1>
      </div>
      <Ask visit={visit} question={question} suggested={suggested} />
      <section class="panel answer" aria-live="polite" id="answer" data-renewed>
        <Answer visit={visit} picture={picture} question={question} suggested={suggested} />
      </section>
      {picture?.ok === true ? (
        <Keep visit={visit} boards={boards?.ok === true ? boards.value.data : []} question={question} />
      ) : null}
    </>
  );
  return { ok: true, value: { as: "page", title: words.explore.title, main } };
}

interface Asked {
  readonly visit: Visit;
  readonly question: Question;
}

function Ask({ visit, question, suggested }: Asked & { readonly suggested: Suggested }) {
  const { words, query } = visit;
  return (
    <form class="bar question" action="/console/explore">
      <QueryFieldset fields={question.fields} words={words} />
      <label>
        <span>{words.query.kind}</span>
        <select name="kind">
          <option value="">{words.query.anyKind}</option>
          {KIND_NAMES.map((name) => (
            <option value={name} selected={query.get("kind") === name}>
              {words.kinds[name]}
            </option>
          ))}
        </select>
      </label>
      <RangePicker words={words} query={query} own={OWN} isOptional={false} />
      <button class="primary" type="submit">
        {words.explore.run}
      </button>
      <Suggestions metrics={suggested.metrics} labels={suggested.labels} />
    </form>
  );
}

interface Answered extends Asked {
  readonly picture: Outcome<PictureView> | null;
  readonly suggested: Suggested;
}

function Answer({ visit, picture, question, suggested }: Answered): Child {
  const { words, call } = visit;
  if (picture === null) return <Beginning visit={visit} question={question} suggested={suggested} />;
  if (picture.ok) return <PictureOf picture={picture.value} words={words} title={words.explore.title} />;
  const problem = problemOf(picture.fault, call.requestId);
  return <ProblemNotice problem={problem} words={words} action={picture.action} />;
}

const SHOWN_METRICS = 24;

function Beginning({ visit: { words }, suggested }: Asked & { readonly suggested: Suggested }): Child {
  const t = words.explore;
  const metrics = suggested.metrics.slice(0, SHOWN_METRICS);
  return (
    <div class="empty-panel">
      <h2>{t.beginTitle}</h2>
      {metrics.length === 0 ? <p>{t.noMetrics}</p> : <p>{t.beginLead}</p>}
      <ul class="chips">
        {metrics.map((metric) => (
          <li>
            <a
              class="chip"
              href={`/console/explore?${new URLSearchParams({ source: "metrics", metric, range: "1h" }).toString()}`}
            >
              {metric}
            </a>
          </li>
        ))}
        <li>
          <a class="chip" href="/console/explore?source=logs&range=1h">
            {words.query.sources.logs}
          </a>
        </li>
        <li>
          <a class="chip" href="/console/explore?source=topology&range=1h">
            {words.query.sources.topology}
          </a>
        </li>
      </ul>
    </div>
  );
}

function Keep({ visit, boards, question }: Asked & { readonly boards: readonly BoardHead[] }) {
  const { words, csrf, query } = visit;
  const t = words.explore;
  return (
    <form method="post" action="/console/explore" class="bar keep">
      <input type="hidden" name="csrf" value={csrf} />
      {["source", "metric", "aggregation", "group_by", "filters", "text"].map((name) => (
        <input type="hidden" name={name} value={query.get(name) ?? ""} />
      ))}
      <input type="hidden" name="kind" value={question.kind} />
      <label class="grow">
        <span>{t.panelTitle}</span>
        <input name="title" required maxlength={200} value={question.fields.metric} />
      </label>
      <label>
        <span>{t.into}</span>
        <select name="dashboard">
          <option value="">{t.newBoard}</option>
          {boards.map(({ id, title }) => (
            <option value={id}>{title}</option>
          ))}
        </select>
      </label>
      <button type="submit" class="primary">
        {t.keep}
      </button>
    </form>
  );
}

async function keep({ form, asking }: Visit): Promise<Outcome<PageAnswer>> {
  const question = questionIn(form);
  const id = form.get("dashboard") ?? "";
  if (id === "") {
    const body = { title: question.title, rows: [{ title: "", panels: appendPanel([], panelOf(question)) }] };
    const made = await asking.read<BoardHead>("dashboards.create", { body });
    return made.ok ? seeOther(`/console/dashboards/${made.value.id}`) : made;
  }
  const params = { dashboard_id: id };
  const found = await asking.read<Board>("dashboards.get", { params });
  if (!found.ok) return found;
  const { rows, ...rest } = found.value.dashboard;
  const [last = { title: "", collapsed: false, panels: [] }] = rows.slice(-1);
  const taken = rows.flatMap(({ panels }) => panels.map((panel) => panel.id));
  const panels = appendPanel(last.panels, panelOf(question), taken);
  const saved = await asking.ask("dashboards.put", {
    params,
    query: { summary: "a panel from explore" },
    body: { ...rest, rows: [...rows.slice(0, -1), { ...last, panels }] },
    headers: { "if-match": `"${found.value.version}"` },
  });
  return saved.ok ? seeOther(`/console/dashboards/${id}`) : saved;
}

export const explorePages: readonly Page[] = [
  {
    id: "explore",
    method: "GET",
    path: "/console/explore",
    summary: "Put a question together and see its answer",
    answer: explore,
  },
  {
    id: "keep_explored",
    method: "POST",
    path: "/console/explore",
    summary: "Add what was explored to a dashboard",
    answer: keep,
  },
];
