// The lists that Grafana's editors, variables and ad hoc filters are filled from: metrics, labels and their values, as the
// caller may see them, of the range that is sent along or the last day.

import { z } from "zod";
import { tenantOperation, type TenantCall, type TenantOperation } from "../../edge/index.ts";
import { ok, type Result } from "../../kernel/result.ts";
import {
  AGGREGATION_OPTIONS,
  askedByPayload,
  askedByTag,
  askedByText,
  askedByVariable,
  METRICS,
  PAYLOAD_OPTIONS,
  PAYLOADS,
  SEARCH,
  TAG_KEYS,
  TAG_VALUES,
  VARIABLE,
  type NamesAsked,
} from "../grafana/name-request.ts";
import { readRange, type RANGE } from "../grafana/query-request.ts";
import { filteredReply, GRAFANA, optionSchema, type GrafanaReads } from "./grafana-reads.ts";

/** LIMIT: names that an editor is given. */
const MOST_NAMES = 5_000;

interface Names {
  readonly names: readonly string[];
  readonly isFiltered: boolean;
}

interface Ranged {
  readonly range?: z.infer<typeof RANGE> | undefined;
}

async function listNames(
  call: TenantCall,
  asked: NamesAsked,
  asking: Ranged & { readonly reads: GrafanaReads },
): Promise<Result<Names>> {
  const { reads, range } = asking;
  const read = range === undefined ? ok(null) : readRange(range, call.nowMs);
  if (!read.ok) return read;
  const [from, to] = read.value === null ? ["now-24h", "now"] : [read.value.fromMs, read.value.toMs];
  const query = {
    from: String(from),
    to: String(to),
    limit: MOST_NAMES,
    ...(asked.metric === null ? {} : { metric: asked.metric }),
  };
  const names = new Set<string>();
  let isFiltered = false;
  for (const label of asked.labels ?? [null]) {
    const listed =
      label === null ? await reads.labelNames(call, query) : await reads.labelValues(call, label, query);
    if (!listed.ok) return listed;
    isFiltered ||= listed.value.row_filter_applied;
    for (const name of listed.value.data) if (name.toLowerCase().includes(asked.part)) names.add(name);
  }
  return ok({ names: [...names].sort(), isFiltered });
}

/** A list of one of the plugins' shapes. */
interface Listing<S extends z.ZodType> {
  readonly id: string;
  readonly path: `/grafana/${string}`;
  readonly summary: string;
  readonly body: S;
  readonly item: z.ZodType;
  readonly ask: (body: z.infer<S>) => Result<NamesAsked>;
  readonly tell: (name: string) => unknown;
}

function listing<S extends z.ZodType>(reads: GrafanaReads, one: Listing<S>): TenantOperation {
  return tenantOperation({
    ...GRAFANA,
    action: "metrics:read",
    rows: true,
    id: one.id,
    path: one.path,
    summary: one.summary,
    body: { kind: "json", schema: one.body, maxBytes: 65_536, mayBeEmpty: true },
    responses: { 200: { description: "In alphabetical order", schema: z.array(one.item) } },
    handle: async (call) => {
      const body = call.body as z.infer<S>;
      const asked = one.ask(body);
      if (!asked.ok) return asked;
      const found = await listNames(call, asked.value, { reads, range: (body as Ranged).range });
      if (!found.ok) return found;
      const { names, isFiltered } = found.value;
      return ok(filteredReply(names.map(one.tell), isFiltered));
    },
  });
}

const SEARCHED: Listing<typeof SEARCH> = {
  id: "grafana.search",
  path: "/grafana/search",
  summary: "Names for Grafana's editors (SimpleJson)",
  body: SEARCH,
  item: z.string(),
  ask: ({ target }) => ok(askedByText(target)),
  tell: (name) => name,
};

const OF_VARIABLE: Listing<typeof VARIABLE> = {
  id: "grafana.variable",
  path: "/grafana/variable",
  summary: "Values for Grafana's variables",
  body: VARIABLE,
  item: z.object({ __text: z.string(), __value: z.string() }),
  ask: (body) => ok(askedByVariable(body)),
  tell: (name) => ({ __text: name, __value: name }),
};

const OF_BUILDER: Listing<typeof METRICS> = {
  id: "grafana.metrics",
  path: "/grafana/metrics",
  summary: "Metrics for Grafana's query builder, and what can be chosen beside them",
  body: METRICS,
  item: optionSchema.extend({ payloads: z.array(z.looseObject({ name: z.string() })) }),
  ask: () => ok(askedByText("")),
  tell: (name) => ({ label: name, value: name, payloads: PAYLOADS }),
};

const TAGS: Listing<typeof TAG_KEYS> = {
  id: "grafana.tag_keys",
  path: "/grafana/tag-keys",
  summary: "Labels for Grafana's ad hoc filters",
  body: TAG_KEYS,
  item: z.object({ type: z.literal("string"), text: z.string() }),
  ask: () => ok({ labels: null, metric: null, part: "" }),
  tell: (name) => ({ type: "string", text: name }),
};

const OF_TAG: Listing<typeof TAG_VALUES> = {
  id: "grafana.tag_values",
  path: "/grafana/tag-values",
  summary: "Values for Grafana's ad hoc filters",
  body: TAG_VALUES,
  item: z.object({ text: z.string() }),
  ask: askedByTag,
  tell: (name) => ({ text: name }),
};

const payloadOptions = (reads: GrafanaReads): TenantOperation =>
  tenantOperation({
    ...GRAFANA,
    action: "metrics:read",
    rows: true,
    id: "grafana.payload_options",
    path: "/grafana/metric-payload-options",
    summary: "What can be chosen beside a metric in Grafana's query builder",
    body: { kind: "json", schema: PAYLOAD_OPTIONS, maxBytes: 65_536 },
    responses: { 200: { description: "In alphabetical order", schema: z.array(optionSchema) } },
    handle: async (call) => {
      const asked = askedByPayload(call.body);
      if (asked === null) return ok(filteredReply(AGGREGATION_OPTIONS, call.session.rowFilter !== null));
      const found = await listNames(call, asked, { reads });
      if (!found.ok) return found;
      const options = found.value.names.map((name) => ({ label: name, value: name }));
      return ok(filteredReply(options, found.value.isFiltered));
    },
  });

export function grafanaNames(reads: GrafanaReads): TenantOperation[] {
  return [
    listing(reads, SEARCHED),
    listing(reads, OF_VARIABLE),
    listing(reads, OF_BUILDER),
    payloadOptions(reads),
    listing(reads, TAGS),
    listing(reads, OF_TAG),
  ];
}
