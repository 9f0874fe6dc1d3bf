// What Grafana's panels and dashboards say that is not taken over: a row for each place, with what is lost by it. INVARIANT: it is
// listed when it says something, so that nobody takes a picture for the one that they had.

import { listOf, objectOf, textOf, type Json, type NotTaken } from "./sent-json.ts";

type Lost = readonly [pointer: string, value: unknown, message: string];

/** Does it say anything? Empty lists, texts and objects do not, nor does what is switched off. */
function says(value: unknown): boolean {
  if (typeof value === "string") return value !== "";
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === "object" ? Object.keys(objectOf(value)).length > 0 : value === true;
}

const told = (base: string, lost: readonly Lost[]): NotTaken[] =>
  lost.flatMap(([pointer, value, message]) =>
    says(value) ? [{ pointer: `${base}${pointer}`, message }] : [],
  );

const REPEATED = "it is taken once, not for each value of a variable";
const TIMED = "a panel has the dashboard's range, and no other";

export function lostOfPanel(panel: Json, pointer: string): NotTaken[] {
  const { defaults, overrides } = objectOf(panel["fieldConfig"]);
  const { mappings, links, custom, thresholds } = objectOf(defaults);
  const options = objectOf(panel["options"]);
  const { stacking } = objectOf(custom);
  const isPercent = objectOf(stacking)["mode"] === "percent" || panel["percentage"] === true;
  const isHtml = panel["type"] === "text" && (options["mode"] ?? panel["mode"]) === "html";
  return told(pointer, [
    ["/repeat", panel["repeat"], REPEATED],
    ["/transformations", panel["transformations"], "answers are drawn as they are, without transformations"],
    ["/fieldConfig/overrides", overrides, "all series of a panel are drawn alike"],
    ["/fieldConfig/defaults/mappings", mappings, "values are written as they are, not mapped to texts"],
    ["/fieldConfig/defaults/links", links, "values lead nowhere"],
    [
      "/fieldConfig/defaults/thresholds",
      objectOf(thresholds)["mode"] === "percentage",
      "thresholds are values, not shares",
    ],
    ["/fieldConfig/defaults/custom/stacking", isPercent, "series are stacked as values, not as shares"],
    ["/options/mode", isHtml, "the text is shown as it is written, not as HTML"],
    ["/links", panel["links"], "panels have no links"],
    ["/alert", panel["alert"], "alert rules are not part of a dashboard here"],
    ["/timeFrom", panel["timeFrom"], TIMED],
    ["/timeShift", panel["timeShift"], TIMED],
    ["/targets", listOf(panel["targets"]).length > MOST_TARGETS, `of these the first ${MOST_TARGETS}`],
  ]);
}

export const MOST_TARGETS = 10;

export const lostOfRow = (row: Json, pointer: string): NotTaken[] =>
  told(pointer, [["/repeat", row["repeat"], REPEATED]]);

export const lostOfVariable = (variable: Json, pointer: string): NotTaken[] =>
  told(pointer, [
    ["/regex", variable["regex"], "all values of the label are offered, whatever an expression says"],
    ["/allValue", variable["allValue"], "`All` takes the filter away, whatever else it stood for"],
  ]);

export function lostOfDashboard(grafana: Json, isTimeTaken: boolean): NotTaken[] {
  const { from, to } = objectOf(grafana["time"]);
  const range = `${textOf(from, 64)} to ${textOf(to, 64)}`;
  const marks = listOf(objectOf(grafana["annotations"])["list"]);
  const own = marks.filter((one) => objectOf(one)["builtIn"] !== 1);
  return told("", [
    ["/time", !isTimeTaken, `the range is the last six hours: ${range} is none that can be said here`],
    ["/annotations", own, "annotations have queries of their own kind"],
    ["/links", grafana["links"], "links lead to places of another installation"],
  ]);
}
