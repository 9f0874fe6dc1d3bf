// What a Grafana panel's numbers look like: their unit, their decimals and from where on they are bad.

import { UNITS } from "./panel-types.ts";
import { listOf, objectOf, textOf, type Json } from "./sent-json.ts";

const COLOURS: Readonly<Record<string, "ok" | "warning" | "critical" | "info">> = {
  green: "ok",
  yellow: "warning",
  orange: "warning",
  red: "critical",
  blue: "info",
};

export function readFace(panel: Json): object {
  const defaults = objectOf(objectOf(panel["fieldConfig"])["defaults"]);
  const unit = textOf(defaults["unit"], 32);
  const named = Object.hasOwn(UNITS, unit) ? UNITS[unit] : /^[a-z][a-z0-9/_]*$/i.test(unit) ? unit : "";
  const { decimals } = defaults;
  const thresholds = objectOf(defaults["thresholds"]);
  const sentSteps = thresholds["mode"] === "percentage" ? [] : listOf(thresholds["steps"]);
  const steps = sentSteps.flatMap((step) => {
    const { value, color } = objectOf(step);
    const severity = COLOURS[textOf(color, 32).replace(/^(?:dark|light|semi-dark)-/, "")];
    return typeof value === "number" && severity !== undefined ? [{ value, severity }] : [];
  });
  return {
    ...(named === undefined || named === "" ? {} : { unit: named }),
    ...(typeof decimals === "number" ? { decimals: Math.min(9, Math.max(0, Math.round(decimals))) } : {}),
    thresholds: steps.slice(0, 10),
  };
}
