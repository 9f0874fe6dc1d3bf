// Of PromQL, what a metric query here can say: one metric with filters, alone or in `rate`, `increase`, an aggregation by
// labels, or `histogram_quantile`. Everything else is null: an expression that is not understood is not guessed at.

export interface ReadQuery {
  readonly metric: string;
  readonly filters: readonly { readonly label: string; readonly op: string; readonly value: string }[];
  readonly group_by: readonly string[];
  readonly aggregation: string;
}

const SELECTOR = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{([^{}]*)\})?$/;
const RANGED = /^(rate|irate|increase)\(\s*(.+?)\s*\[[^\]]+\]\s*\)$/;
const OVER_TIME = /^(avg|min|max|sum|count|last)_over_time\(\s*(.+?)\s*\[[^\]]+\]\s*\)$/;
const AGGREGATION =
  /^(sum|avg|min|max|count)\s*(?:by\s*\(([^()]*)\)\s*)?\(\s*(.+?)\s*\)\s*(?:by\s*\(([^()]*)\))?$/;
const QUANTILE = /^histogram_quantile\(\s*(0\.\d+)\s*,\s*(.+)\)$/;
const MATCHER = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

const QUANTILES: Readonly<Record<string, string>> = {
  "0.5": "p50",
  "0.50": "p50",
  "0.9": "p90",
  "0.90": "p90",
  "0.95": "p95",
  "0.99": "p99",
};

function readFilters(text: string | undefined): ReadQuery["filters"] | null {
  if (text === undefined || text.trim() === "") return [];
  const parts = text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).filter((part) => part.trim() !== "");
  const filters = parts.map((part) => MATCHER.exec(part));
  if (filters.includes(null)) return null;
  return filters.map((match) => ({
    label: match?.[1] ?? "",
    op: match?.[2] ?? "=",
    value: plainVariables((match?.[3] ?? "").replaceAll(/\\(["\\])/g, "$1")),
  }));
}

/** `[[name]]`, `$name` and `${name:regex}` are ways to name a variable. */
export const plainVariables = (text: string): string =>
  text
    .replaceAll(/\[\[([A-Za-z_]\w*)(?::\w+)?\]\]/g, (_, name: string) => `\${${name.toLowerCase()}}`)
    .replaceAll(/\$\{([A-Za-z_]\w*)(?::\w+)?\}/g, (_, name: string) => `\${${name.toLowerCase()}}`)
    .replaceAll(/\$([A-Za-z_]\w*)/g, (_, name: string) => `\${${name.toLowerCase()}}`);

function readSelector(text: string): Pick<ReadQuery, "metric" | "filters"> | null {
  const match = SELECTOR.exec(text.trim());
  const filters = match === null ? null : readFilters(match[2]);
  return match === null || filters === null ? null : { metric: match[1] ?? "", filters };
}

const labelList = (text: string | undefined): string[] =>
  (text ?? "").split(",").flatMap((label) => (label.trim() === "" ? [] : [label.trim()]));

function readInner(text: string): Omit<ReadQuery, "group_by"> | null {
  const ranged = RANGED.exec(text);
  if (ranged !== null) {
    const selector = readSelector(ranged[2] ?? "");
    return selector === null
      ? null
      : { ...selector, aggregation: ranged[1] === "increase" ? "increase" : "rate" };
  }
  const over = OVER_TIME.exec(text);
  const selector = readSelector(over?.[2] ?? text);
  return selector === null ? null : { ...selector, aggregation: over?.[1] ?? "last" };
}

/** Null for what cannot be said here. A sum of rates is a rate; other aggregations of rates are not the same thing. */
export function readPromql(expression: string): ReadQuery | null {
  const text = expression.trim().replaceAll(/\s+/g, " ");
  const quantile = QUANTILE.exec(text);
  if (quantile !== null) return readQuantile(quantile[1] ?? "", quantile[2] ?? "");
  const inner = readInner(text);
  if (inner !== null) return { ...inner, group_by: ["*"] };
  const match = AGGREGATION.exec(text);
  const [, how = "", before, body = "", after] = match ?? [];
  const within = match === null ? null : readInner(body.trim());
  if (within === null) return null;
  const group_by = labelList(before ?? after);
  if (within.aggregation === "last") return { ...within, group_by, aggregation: how };
  const isSum = how === "sum" && ["rate", "increase"].includes(within.aggregation);
  return isSum || how === within.aggregation ? { ...within, group_by } : null;
}

function readQuantile(share: string, body: string): ReadQuery | null {
  const aggregation = QUANTILES[share];
  const inner = readPromql(body);
  if (aggregation === undefined || inner === null || inner.aggregation !== "rate") return null;
  // Histograms are one metric here, not a series per bucket.
  const metric = inner.metric.replace(/_bucket$/, "");
  return { ...inner, metric, group_by: inner.group_by.filter((label) => label !== "le"), aggregation };
}
