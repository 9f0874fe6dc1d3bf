// The fields of a query: which of them matter follows from the source, and the page's script shows only those.

import { AGGREGATIONS, FIELD_SOURCES, type QueryFields } from "../panel-fields.ts";
import type { Words } from "../words/words.ts";

interface Shown {
  readonly fields: QueryFields;
  readonly words: Words;
  readonly prefix?: string;
}

export function QueryFieldset({ fields, words, prefix = "" }: Shown) {
  const t = words.query;
  return (
    <div class="fields" data-source-fields>
      <label>
        <span>{t.source}</span>
        <select name={`${prefix}source`}>
          {FIELD_SOURCES.map((source) => (
            <option value={source} selected={source === fields.source}>
              {t.sources[source]}
            </option>
          ))}
        </select>
      </label>
      <MetricFields fields={fields} words={words} prefix={prefix} />
      <label data-for="metrics usage">
        <span>{t.groupBy}</span>
        <input
          name={`${prefix}group_by`}
          value={fields.groupBy}
          list="labels"
          placeholder="service.name"
          spellcheck={false}
        />
      </label>
      <label class="grow" data-for="metrics logs traces">
        <span>{t.filters}</span>
        <input
          name={`${prefix}filters`}
          value={fields.filters}
          placeholder="service.name=checkout, code!=200"
          spellcheck={false}
        />
      </label>
      <label class="grow" data-for="logs">
        <span>{t.text}</span>
        <input name={`${prefix}text`} value={fields.text} maxlength={1_024} />
      </label>
    </div>
  );
}

function MetricFields({ fields, words, prefix = "" }: Shown) {
  const t = words.query;
  return (
    <>
      <label class="grow" data-for="metrics">
        <span>{t.metric}</span>
        <input
          name={`${prefix}metric`}
          value={fields.metric}
          list="metrics"
          maxlength={1_024}
          spellcheck={false}
        />
      </label>
      <label data-for="metrics">
        <span>{t.aggregation}</span>
        <select name={`${prefix}aggregation`}>
          {AGGREGATIONS.map((one) => (
            <option value={one} selected={one === fields.aggregation}>
              {t.aggregations[one]}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

export function Suggestions({ metrics, labels }: { metrics: readonly string[]; labels: readonly string[] }) {
  return (
    <>
      <datalist id="metrics">
        {metrics.map((name) => (
          <option value={name}></option>
        ))}
      </datalist>
      <datalist id="labels">
        {labels.map((name) => (
          <option value={name}></option>
        ))}
      </datalist>
    </>
  );
}
