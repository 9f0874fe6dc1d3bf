// The labels that business tools ask for by a short name: of which service and environment a series is, in the words that
// usage is charged by unless a tenant declares others.

import { DEFAULT_LABELS } from "../../telemetry/index.ts";

type Labels = Readonly<Record<string, string>>;

export const SERVICE_LABEL = "service.name";
export const ENVIRONMENT_LABELS: readonly string[] = DEFAULT_LABELS.environment;

/** The empty text when it does not say. */
export const serviceOf = (labels: Labels): string => labels[SERVICE_LABEL] ?? "";

/** The first of the labels that say it. */
export function environmentOf(labels: Labels): string {
  const label = ENVIRONMENT_LABELS.find((name) => (labels[name] ?? "") !== "");
  return label === undefined ? "" : (labels[label] ?? "");
}
