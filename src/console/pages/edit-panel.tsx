// The form of one panel.

import type { Dashboard } from "../../reporting/index.ts";
import { isKind, KIND_NAMES } from "../../reporting/index.ts";
import { HEIGHTS, nearest, WIDTHS } from "../draft.ts";
import { fieldsOf } from "../panel-fields.ts";
import { QueryFieldset } from "../parts/query-fields.tsx";
import type { Words } from "../words/words.ts";

type Panel = Dashboard["rows"][number]["panels"][number];

interface Shown {
  readonly panel: Panel;
  /** Its place among all panels of the dashboard. */
  readonly no: number;
  readonly words: Words;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export function PanelForm({ panel, no, words }: Shown) {
  const t = words.edit;
  const prefix = `p${no}.`;
  const name = panel.title === "" ? t.newPanel : panel.title;
  const isNew = panel.title === "";
  return (
    <details class="panel panel-edit" open={isNew} data-panel-no={no}>
      <summary>
        <span class="name">{name}</span>
        <span class="small">{isKind(panel.kind) ? words.kinds[panel.kind] : panel.kind}</span>
      </summary>
      <div class="two">
        <div class="stack">
          <Face panel={panel} no={no} words={words} />
          <Queries panel={panel} no={no} words={words} />
          <div class="bar">
            <button class="quiet" type="submit" name="do" value={`up:${no}`} formnovalidate>
              {t.up}
            </button>
            <button class="quiet" type="submit" name="do" value={`down:${no}`} formnovalidate>
              {t.down}
            </button>
            <button class="quiet bad" type="submit" name="do" value={`remove:${no}`} formnovalidate>
              {t.removePanel}
            </button>
          </div>
        </div>
        <div class="preview" data-preview-of={String(no)} role="region" aria-label={`${t.preview}: ${name}`}>
          <p class="small">{t.previewHint}</p>
        </div>
      </div>
      <input type="hidden" name={`${prefix}id`} value={panel.id} />
    </details>
  );
}

function Face({ panel, no, words }: Shown) {
  const t = words.edit;
  const prefix = `p${no}.`;
  return (
    <>
      <div class="fields">
        <label class="grow">
          <span>{t.panelTitle}</span>
          <input name={`${prefix}title`} value={panel.title} maxlength={200} />
        </label>
        <label>
          <span>{words.query.kind}</span>
          <select name={`${prefix}kind`}>
            {KIND_NAMES.map((kind) => (
              <option value={kind} selected={kind === panel.kind}>
                {words.kinds[kind]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="fields">
        <Size name={`${prefix}width`} label={t.width} of={WIDTHS} value={panel.grid.w} told={t.widths} />
        <Size name={`${prefix}height`} label={t.height} of={HEIGHTS} value={panel.grid.h} told={t.heights} />
        <label>
          <span>{t.unit}</span>
          <input
            name={`${prefix}unit`}
            value={panel.unit ?? ""}
            maxlength={32}
            placeholder="ms"
            spellcheck={false}
          />
        </label>
      </div>
    </>
  );
}

interface Sized {
  readonly name: string;
  readonly label: string;
  readonly of: Readonly<Record<string, number>>;
  readonly value: number;
  readonly told: Readonly<Record<string, string>>;
}

function Size({ name, label, of, value, told }: Sized) {
  const chosen = nearest(of, value);
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        {Object.keys(of).map((one) => (
          <option value={one} selected={one === chosen}>
            {told[one] ?? one}
          </option>
        ))}
      </select>
    </label>
  );
}

function Queries({ panel, no, words }: Shown) {
  const prefix = `p${no}.`;
  const t = words.edit;
  if (panel.kind === "text")
    return (
      <label>
        <span>{t.prose}</span>
        <textarea name={`${prefix}prose`} rows={6}>
          {textOf(panel.options["text"])}
        </textarea>
      </label>
    );
  const fields = fieldsOf(panel.queries);
  if (fields !== null) return <QueryFieldset fields={fields} words={words} prefix={prefix} />;
  return (
    <label>
      <span>{t.queries}</span>
      <textarea name={`${prefix}queries`} rows={10} spellcheck={false}>
        {JSON.stringify(panel.queries, null, 2)}
      </textarea>
    </label>
  );
}
