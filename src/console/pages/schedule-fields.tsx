// The form of a new schedule.

import type { Visit } from "../page.ts";
import type { BoardHead } from "../replies.ts";
import { MOMENT_NAMES, PERIODS, REPORT_FORMATS } from "../schedule-form.ts";

interface Shown {
  readonly visit: Visit;
  readonly boards: readonly BoardHead[];
}

export function NewSchedule({ visit, boards }: Shown) {
  const { words, csrf, query, form } = visit;
  const t = words.schedules;
  const given = (name: string): string => form.get(name) ?? "";
  const chosen = form.get("dashboard") ?? query.get("dashboard");
  const board = boards.find(({ id }) => id === chosen);
  return (
    <form method="post" action="/console/schedules" class="stack">
      <input type="hidden" name="csrf" value={csrf} />
      <div class="fields">
        <label class="grow">
          <span>{t.name}</span>
          <input name="name" required maxlength={200} value={given("name") || (board?.title ?? "")} />
        </label>
        <label class="grow">
          <span>{t.board}</span>
          <select name="dashboard" required>
            {boards.map(({ id, title }) => (
              <option value={id} selected={id === chosen}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Moments visit={visit} />
      <Content visit={visit} />
      <Targets visit={visit} />
      <p>
        <button class="primary" type="submit">
          {t.create}
        </button>
      </p>
    </form>
  );
}

function Moments({ visit: { words, form } }: Pick<Shown, "visit">) {
  const t = words.schedules;
  const moment = form.get("moment") ?? "weekdays";
  return (
    <div class="fields">
      <label>
        <span>{t.when}</span>
        <select name="moment">
          {MOMENT_NAMES.map((name) => (
            <option value={name} selected={name === moment}>
              {t.moments[name]}
            </option>
          ))}
          <option value="cron" selected={moment === "cron"}>
            {t.moments.cron}
          </option>
        </select>
      </label>
      <label>
        <span>{t.cron}</span>
        <input
          name="cron"
          value={form.get("cron") ?? ""}
          placeholder="30 8 * * 1-5"
          maxlength={100}
          spellcheck={false}
        />
      </label>
      <label>
        <span>{words.edit.zone}</span>
        <input
          name="zone"
          value={form.get("zone") ?? "UTC"}
          maxlength={64}
          spellcheck={false}
          data-own-zone
        />
      </label>
    </div>
  );
}

function Content({ visit: { words, form, preferences } }: Pick<Shown, "visit">) {
  const t = words.schedules;
  const isSent = form.has("name");
  return (
    <div class="fields">
      <label>
        <span>{t.period}</span>
        <select name="period">
          {PERIODS.map((name) => (
            <option value={name} selected={name === (form.get("period") ?? "day")}>
              {t.periods[name]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words.exports.format}</span>
        <select name="format">
          {REPORT_FORMATS.map((name) => (
            <option value={name} selected={name === form.get("format")}>
              {words.exports.formats[name] ?? name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t.language}</span>
        <select name="language">
          {(["en", "ja", "zh"] as const).map((name) => (
            <option value={name} selected={name === (form.get("language") ?? preferences.language)}>
              {t.languages[name]}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input type="checkbox" name="summary" checked={!isSent || form.has("summary")} />
        <span>{t.summary}</span>
      </label>
      <label class="check">
        <input type="checkbox" name="comparison" checked={form.has("comparison")} />
        <span>{t.comparison}</span>
      </label>
    </div>
  );
}

function Targets({ visit: { words, form } }: Pick<Shown, "visit">) {
  const t = words.schedules;
  return (
    <div class="fields">
      <label class="grow">
        <span>{t.recipients}</span>
        <input name="recipients" value={form.get("recipients") ?? ""} aria-describedby="recipients-help" />
        <span class="small" id="recipients-help">
          {t.recipientsHelp}
        </span>
      </label>
      <label class="grow">
        <span>{t.folder}</span>
        <input
          name="folder_path"
          value={form.get("folder_path") ?? ""}
          placeholder="reports/weekly"
          maxlength={200}
        />
        <span class="small">{t.folderHelp}</span>
      </label>
    </div>
  );
}
