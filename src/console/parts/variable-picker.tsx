// The choice of a dashboard's variable.

import { ALL } from "../../reporting/index.ts";
import type { OfferedVariable } from "../board-variables.ts";
import type { Words } from "../words/words.ts";

interface Shown {
  readonly offered: OfferedVariable;
  readonly chosen: Readonly<Record<string, readonly string[]>>;
  readonly words: Words;
}

export function VariablePicker({ offered: { variable, values }, chosen, words }: Shown) {
  const name = `var.${variable.name}`;
  const label = variable.label === "" ? variable.name : variable.label;
  const current = chosen[variable.name] ?? [];
  if (values === null)
    return (
      <label>
        <span>{label}</span>
        <input name={name} value={current.filter((one) => one !== ALL).join(", ")} maxlength={1_024} />
      </label>
    );
  const hasAll = "include_all" in variable && variable.include_all;
  // What is chosen stays a choice, also where the range has none of it.
  const all = [...new Set([...values, ...current.filter((one) => one !== ALL)])];
  const choice = { name, label, all: hasAll ? [ALL, ...all] : all, current, words };
  const isMultiple = "multiple" in variable && variable.multiple;
  return isMultiple ? <Several {...choice} /> : <OneOf {...choice} />;
}

interface Choice {
  readonly name: string;
  readonly label: string;
  readonly all: readonly string[];
  readonly current: readonly string[];
  readonly words: Words;
}

const told = (value: string, words: Words): string => (value === ALL ? words.board.all : value);

function OneOf({ name, label, all, current, words }: Choice) {
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        {all.map((value) => (
          <option value={value} selected={current.includes(value)}>
            {told(value, words)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Boxes to tick, in a sheet of their own. */
function Several({ name, label, all, current, words }: Choice) {
  return (
    <details class="menu several" data-several>
      <summary class="button">
        <span class="small">{label}</span>{" "}
        <span data-chosen>{current.map((one) => told(one, words)).join(", ")}</span>
      </summary>
      <fieldset class="sheet">
        <legend class="hidden">{label}</legend>
        {all.map((value) => (
          <label class="check">
            <input
              type="checkbox"
              name={name}
              value={value}
              checked={current.includes(value)}
              data-all={value === ALL ? "yes" : undefined}
            />
            <span>{told(value, words)}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
