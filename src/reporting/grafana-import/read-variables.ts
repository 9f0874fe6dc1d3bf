// Grafana's variables: lists of values, texts, intervals, and the values of a label.

import type { Dashboard } from "../dashboard.ts";
import { lostOfVariable } from "./lost-fields.ts";
import { listOf, objectOf, textOf, type Json, type Reading } from "./sent-json.ts";

type Variables = Dashboard["variables"][number][];

export function readVariables(sent: unknown, { notTaken, names }: Reading): object[] {
  const taken: object[] = [];
  for (const [at, one] of listOf(sent).entries()) {
    const variable = objectOf(one);
    const pointer = `/templating/list/${at}`;
    const read = readVariable(variable);
    if (read?.name !== undefined && !names.has(read.name) && taken.length < 20) {
      taken.push(read);
      names.add(read.name);
      notTaken.push(...lostOfVariable(variable, pointer));
    } else
      notTaken.push({
        pointer,
        message: names.has(read?.name ?? "")
          ? `another variable is called \`${read?.name}\` too: upper and lower case are one here`
          : `variables of type \`${textOf(variable["type"], 32)}\` like this one do not exist here`,
      });
  }
  return taken;
}

function readVariable(variable: Json): Partial<Variables[number]> | null {
  const name = textOf(variable["name"], 32).toLowerCase();
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return null;
  const about = { name, label: textOf(variable["label"], 64) };
  const choice = { multiple: variable["multi"] === true, include_all: variable["includeAll"] === true };
  const values = textOf(variable["query"], 8_192)
    .split(",")
    .flatMap((value) => (value.trim() === "" ? [] : [value.trim().slice(0, 1_024)]));
  switch (variable["type"]) {
    case "custom":
      return values.length === 0
        ? null
        : { ...about, ...choice, kind: "fixed", values: values.slice(0, 500) };
    case "textbox":
    case "constant":
      return { ...about, kind: "text", current: values.slice(0, 1) };
    case "interval":
      return {
        ...about,
        kind: "interval",
        values: values.filter((value) => /^\d+[smhdw]$/.test(value)).slice(0, 50),
      };
    case "query":
      return labelVariable(about, choice, variable["query"]);
    default:
      return null;
  }
}

const LABEL_VALUES = /^label_values\(\s*(?:([a-zA-Z_:][\w:]*)(?:\{[^{}]*\})?\s*,\s*)?([a-zA-Z_]\w*)\s*\)$/;

function labelVariable(about: object, choice: object, query: unknown): Partial<Variables[number]> | null {
  const text = typeof query === "string" ? query : textOf(objectOf(query)["query"], 1_024);
  const match = LABEL_VALUES.exec(text.trim());
  if (match === null) return null;
  const [, metric, label_name = ""] = match;
  return { ...about, ...choice, kind: "label", label_name, ...(metric === undefined ? {} : { metric }) };
}
