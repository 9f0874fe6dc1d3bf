// What is used, what it is expected to come to, and how far budgets are: each part for who may see it.

import type { Child } from "hono/jsx";
import { writeNumber, type PictureView } from "../../reporting/index.ts";
import { page, type Outcome, type Page, type PageAnswer, type Visit } from "../page.ts";
import { pictureSize } from "../panel-size.ts";
import { PictureOf } from "../parts/picture.tsx";
import { problemOf, ProblemNotice } from "../problem-page.tsx";
import type { BudgetView, ForecastView } from "../replies.ts";

const METERS = ["metric_points", "log_records", "spans", "stored_bytes", "queries"] as const;
const GROUPS = ["", "service", "team", "environment", "key"] as const;
const SPANS = ["7d", "30d", "90d"] as const;

interface Asked {
  readonly meter: (typeof METERS)[number];
  readonly group: (typeof GROUPS)[number];
  readonly span: (typeof SPANS)[number];
}

const asked = (query: URLSearchParams): Asked => ({
  meter: METERS.find((one) => one === query.get("meter")) ?? "metric_points",
  group: GROUPS.find((one) => one === query.get("group")) ?? "service",
  span: SPANS.find((one) => one === query.get("span")) ?? "30d",
});

async function usage(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { words, query, asking } = visit;
  const wanted = asked(query);
  const used = await draw(visit, usedPanel(wanted, words.usage.meters[wanted.meter]), wanted);
  if (!used.ok) return used;
  const forecast = await asking.read<ForecastView>("forecast.read", {
    query: { scope: "tenant", horizon: "30" },
  });
  const expected = forecast.ok
    ? await draw(visit, forecastPanel(forecast.value, words.usage.forecast), { span: "30d" })
    : forecast;
  const budgets = await asking.read<{ readonly data: readonly BudgetView[] }>("budgets.list");
  const t = words.usage;
  const main = (
    <>
      <div class="head">
        <h1>{t.title}</h1>
      </div>
      <Choice visit={visit} wanted={wanted} />
      <section class="panel" id="used" data-renewed>
        <h2>{t.used}</h2>
        <Drawn visit={visit} picture={used} title={t.used} />
      </section>
      <section class="panel" id="forecast" data-renewed>
        <h2>{t.forecast}</h2>
        {forecast.ok ? <Expected visit={visit} forecast={forecast.value} /> : null}
        <Drawn visit={visit} picture={expected} title={t.forecast} />
      </section>
      <section class="panel">
        <h2>{t.budgets}</h2>
        <Budgets visit={visit} budgets={budgets} />
      </section>
    </>
  );
  return page(t.title, main);
}

const SHAPE = { w: 24, h: 8 };

function draw(visit: Visit, panel: object, { span }: Pick<Asked, "span">): Promise<Outcome<PictureView>> {
  const { width, height } = pictureSize(SHAPE, visit.preferences.width);
  return visit.asking.read<PictureView>("panels.render", {
    body: { panel, from: `now-${span}`, to: "now", width, height, as: "picture" },
  });
}

const legend = (group: string): object => (group === "" ? {} : { legend: `{{${group}}}` });

const usedPanel = ({ meter, group }: Asked, title: string): object => ({
  id: "used",
  kind: "stacked_bar",
  title,
  queries: [
    { ref: "A", source: "usage", request: { interval: "day", group_by: group, meter }, ...legend(group) },
  ],
});

const numbers = (name: string, values: readonly number[], unit: string) => ({
  name,
  type: "number",
  unit,
  values,
});

const LEVEL = 0.8;

/** The band of four in five days, and its middle: what a forecast honestly says. */
function forecastPanel({ days, unit }: ForecastView, title: string): object {
  const band = days.map(
    ({ intervals }) => intervals.find(({ level }) => Math.abs(level - LEVEL) < 0.01) ?? intervals[0],
  );
  const frame = {
    name: "forecast",
    fields: [
      { name: "day", type: "time", values: days.map(({ date }) => Date.parse(`${date}T00:00:00Z`)) },
      numbers(
        "expected",
        days.map(({ mean }) => mean),
        unit,
      ),
      numbers(
        "80 % above",
        days.map(({ mean }, at) => band[at]?.lower ?? mean),
        unit,
      ),
      numbers(
        "80 % below",
        days.map(({ mean }, at) => band[at]?.upper ?? mean),
        unit,
      ),
    ],
  };
  return {
    id: "forecast",
    kind: "line",
    title,
    unit,
    queries: [{ ref: "A", source: "data", request: { frames: [frame] } }],
  };
}

interface Chosen {
  readonly name: string;
  readonly label: string;
  readonly told: Readonly<Record<string, string>>;
  readonly now: string;
}

function Choose({ name, label, told, now }: Chosen) {
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        {Object.entries(told).map(([one, text]) => (
          <option value={one} selected={one === now}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Choice({ visit: { words }, wanted }: { readonly visit: Visit; readonly wanted: Asked }) {
  const t = words.usage;
  return (
    <form class="bar">
      <Choose name="meter" label={t.meter} told={t.meters} now={wanted.meter} />
      <Choose name="group" label={t.group} told={t.groups} now={wanted.group} />
      <Choose name="span" label={words.range.label} told={t.spans} now={wanted.span} />
      <button class="primary" type="submit">
        {words.board.show}
      </button>
    </form>
  );
}

interface Shown {
  readonly visit: Visit;
  readonly picture: Outcome<PictureView>;
  readonly title: string;
}

function Drawn({ visit, picture, title }: Shown): Child {
  const { words, call } = visit;
  if (picture.ok) return <PictureOf picture={picture.value} words={words} title={title} />;
  const isYoung = picture.fault.code === "finops.history_too_short";
  if (isYoung) return <p class="notice">{words.usage.tooYoung}</p>;
  return (
    <ProblemNotice problem={problemOf(picture.fault, call.requestId)} words={words} action={picture.action} />
  );
}

function Expected({
  visit: { words },
  forecast,
}: {
  readonly visit: Visit;
  readonly forecast: ForecastView;
}) {
  const { unit, total, month_end: month, statements } = forecast;
  const t = words.usage;
  return (
    <>
      <dl class="figures">
        <div>
          <dt>{t.monthEnd(month.month)}</dt>
          <dd>{writeNumber(month.mean, { unit })}</dd>
        </div>
        <div>
          <dt>{t.spent}</dt>
          <dd>{writeNumber(month.spent, { unit })}</dd>
        </div>
        <div>
          <dt>{t.nextDays}</dt>
          <dd>{writeNumber(total.mean, { unit })}</dd>
        </div>
      </dl>
      <ul class="plain small">
        {statements.map(({ text }) => (
          <li>{text}</li>
        ))}
      </ul>
    </>
  );
}

interface Budgeted {
  readonly visit: Visit;
  readonly budgets: Outcome<{ readonly data: readonly BudgetView[] }>;
}

const FULL = 100;

function Budgets({ visit, budgets }: Budgeted): Child {
  const { words, call } = visit;
  const t = words.usage;
  if (!budgets.ok)
    return (
      <ProblemNotice
        problem={problemOf(budgets.fault, call.requestId)}
        words={words}
        action={budgets.action}
      />
    );
  if (budgets.value.data.length === 0) return <p class="notice">{t.noBudgets}</p>;
  return (
    <ul class="list">
      {budgets.value.data.map(({ name, status }) => (
        <li class="item">
          <div class="grow">
            <strong>{name}</strong>
            <p class="small">
              {t.spentOf(status.spent, status.period)}
              {status.in_force.length === 0 ? "" : ` · ${t.inForce(status.in_force.join(", "))}`}
            </p>
            <progress
              max={FULL}
              value={Math.min(FULL, status.percent)}
              class={status.percent >= FULL ? "bad" : ""}
              aria-label={`${name}: ${Math.round(status.percent)} %`}
            ></progress>
          </div>
          <span class="state">{Math.round(status.percent)} %</span>
        </li>
      ))}
    </ul>
  );
}

export const usagePages: readonly Page[] = [
  {
    id: "usage",
    method: "GET",
    path: "/console/usage",
    summary: "Usage, forecast and budgets",
    answer: usage,
  },
];
