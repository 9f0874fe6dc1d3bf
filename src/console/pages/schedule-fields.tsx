// The fields of a schedule, for a new one and for one that is changed: when, about what, and for whom.

import type { Child } from "hono/jsx";
import { Field, type Finding } from "../parts/field.tsx";
import type { BoardHead, ScheduleView } from "../replies.ts";
import {
  AS_WRITTEN,
  endpointsOf,
  endpointText,
  FORM_FORMATS,
  MOMENT_NAMES,
  PERIODS,
} from "../schedule-form.ts";
import type { Words } from "../words/words.ts";

export interface ScheduleFields {
  readonly words: Words;
  readonly boards: readonly BoardHead[];
  /** What stands in the fields. */
  readonly form: URLSearchParams;
  readonly findings: readonly Finding[];
  /** Null for a new one. */
  readonly edited: ScheduleView | null;
}

export function ScheduleFieldset(fields: ScheduleFields) {
  return (
    <>
      <About {...fields} />
      <Moments {...fields} />
      <Content {...fields} />
      <Extras {...fields} />
      <Targets {...fields} />
      <Kept {...fields} />
    </>
  );
}

interface Option {
  readonly value: string;
  readonly text: string;
}

const Options = (options: readonly Option[], chosen: string | null): Child =>
  options.map(({ value, text }) => (
    <option value={value} selected={value === chosen}>
      {text}
    </option>
  ));

function About({ words, boards, form, findings }: ScheduleFields) {
  const t = words.schedules;
  const chosen = form.get("dashboard") ?? "";
  const listed = boards.map(({ id, title }) => ({ value: id, text: title }));
  // One that is not listed, or no longer there, stays what it is until another is chosen.
  const isListed = chosen === "" || boards.some(({ id }) => id === chosen);
  const options = isListed ? listed : [{ value: chosen, text: chosen }, ...listed];
  return (
    <div class="fields">
      <Field
        class="grow"
        name="name"
        label={t.name}
        findings={findings}
        control={(tied) => <input {...tied} required maxlength={200} value={form.get("name") ?? ""} />}
      />
      <Field
        class="grow"
        name="dashboard"
        label={t.board}
        findings={findings}
        control={(tied) => (
          <select {...tied} required>
            {Options(options, chosen)}
          </select>
        )}
      />
    </div>
  );
}

function Moments({ words, form, findings, edited }: ScheduleFields) {
  const t = words.schedules;
  const moments = [...MOMENT_NAMES, "cron" as const].map((value) => ({ value, text: t.moments[value] }));
  const isFresh = edited === null && !form.has("csrf");
  return (
    <div class="fields" data-source-fields>
      <Field
        name="moment"
        label={t.when}
        findings={findings}
        control={(tied) => <select {...tied}>{Options(moments, form.get("moment"))}</select>}
      />
      <Field
        name="cron"
        for="cron"
        label={t.cron}
        findings={findings}
        control={(tied) => (
          <input
            {...tied}
            value={form.get("cron") ?? ""}
            placeholder="30 8 * * 1-5"
            maxlength={100}
            spellcheck={false}
          />
        )}
      />
      <Field
        name="zone"
        label={words.edit.zone}
        findings={findings}
        control={(tied) => (
          <input
            {...tied}
            value={form.get("zone") ?? ""}
            maxlength={64}
            spellcheck={false}
            data-own-zone={isFresh ? "" : undefined}
          />
        )}
      />
    </div>
  );
}

function Content({ words, form, findings, edited }: ScheduleFields) {
  const t = words.schedules;
  const range = edited?.schedule.range;
  const own =
    range === undefined || "previous" in range
      ? []
      : [{ value: AS_WRITTEN, text: t.keptRange(range.from, range.to) }];
  const periods = [...own, ...PERIODS.map((value) => ({ value, text: t.periods[value] }))];
  // The picture of one panel: only where it is one already.
  const names = edited?.schedule.format === "png" ? [...FORM_FORMATS, "png"] : FORM_FORMATS;
  const formats = names.map((value) => ({ value, text: words.exports.formats[value] ?? value }));
  const languages = (["en", "ja", "zh"] as const).map((value) => ({ value, text: t.languages[value] }));
  const choices = [
    { name: "period", label: t.period, options: periods },
    { name: "format", label: words.exports.format, options: formats },
    { name: "language", label: t.language, options: languages },
  ];
  return (
    <div class="fields">
      {choices.map(({ name, label, options }) => (
        <Field
          name={name}
          label={label}
          findings={findings}
          control={(tied) => <select {...tied}>{Options(options, form.get(name))}</select>}
        />
      ))}
    </div>
  );
}

interface Ticked {
  readonly name: string;
  readonly value?: string;
  readonly text: string;
  readonly form: URLSearchParams;
}

function Tick({ name, value, text, form }: Ticked) {
  const isTicked = value === undefined ? form.has(name) : form.getAll(name).includes(value);
  return (
    <label class="check">
      <input type="checkbox" name={name} value={value} checked={isTicked} />
      <span>{text}</span>
    </label>
  );
}

function Extras({ words, form, edited }: ScheduleFields) {
  const t = words.schedules;
  const hasCondition = edited !== null && edited.schedule.condition !== null;
  return (
    <div class="ticks">
      <Tick name="summary" text={t.summary} form={form} />
      <Tick name="comparison" text={t.comparison} form={form} />
      {hasCondition ? <Tick name="condition" text={t.condition} form={form} /> : null}
    </div>
  );
}

function Targets({ words, form, findings }: ScheduleFields) {
  const t = words.schedules;
  const texts = [
    { name: "recipients", label: t.recipients, help: t.recipientsHelp, like: "ada@example.com" },
    { name: "copies", label: t.copies, help: t.copiesHelp, like: "" },
    { name: "folder_path", label: t.folder, help: t.folderHelp, like: "reports/weekly" },
  ];
  return (
    <div class="fields">
      {texts.map(({ name, label, help, like }) => (
        <Field
          class="grow"
          name={name}
          label={label}
          help={help}
          findings={findings}
          control={(tied) => (
            <input {...tied} value={form.get(name) ?? ""} placeholder={like} spellcheck={false} />
          )}
        />
      ))}
    </div>
  );
}

/** What this form can take away, but not write. */
function Kept({ words, boards, form, edited }: ScheduleFields) {
  if (edited === null) return null;
  const t = words.schedules;
  const also = edited.schedule.dashboards.slice(1);
  const endpoints = endpointsOf(edited.schedule);
  const titleOf = (id: string): string => boards.find((board) => board.id === id)?.title ?? id;
  return (
    <>
      {also.length === 0 ? null : (
        <fieldset class="ticks">
          <legend>{t.also}</legend>
          {also.map(({ id }) => (
            <Tick name="also" value={id} text={titleOf(id)} form={form} />
          ))}
        </fieldset>
      )}
      {endpoints.length === 0 ? null : (
        <fieldset class="ticks">
          <legend>{t.endpoints}</legend>
          {endpoints.map((one) => (
            <Tick
              name="endpoint"
              value={endpointText(one)}
              text={`${t.endpointKinds[one.kind]} ${one.endpoint_id}`}
              form={form}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}
