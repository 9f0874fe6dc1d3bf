// Names that a query may be written with: metrics and labels that the visitor may see. Without them the fields are typed.

import type { Asking } from "./asking.ts";

const SINCE = "now-6h";
const MOST = "500";

export interface Suggested {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

interface Names {
  readonly data: readonly string[];
}

export async function suggest(asking: Asking, from: string | undefined): Promise<Suggested> {
  const query = { from: from ?? SINCE, limit: MOST };
  const metrics = await asking.read<Names>("labels.values", { params: { label: "__name__" }, query });
  const labels = await asking.read<Names>("labels.list", { query });
  return {
    metrics: metrics.ok ? metrics.value.data : [],
    labels: labels.ok ? labels.value.data.filter((name) => name !== "__name__") : [],
  };
}
