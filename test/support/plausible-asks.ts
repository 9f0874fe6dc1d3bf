// How each operation that takes a body is asked so that it takes it, with a text of the test's own in every place for one.
// A test that walks the manifest fails for an operation that takes a body and has no row here: say then how it is asked.

import { billOf } from "./plausible-bill.ts";
import { logsOf, metricsOf, remoteWriteOf, tracesOf, type Word } from "./plausible-telemetry.ts";

export type { Word };

export interface Plausible {
  readonly params?: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** What taking it is answered with. */
  readonly status: number;
}

export interface Subject {
  readonly word: Word;
  /** A key of the tenant that asks, which nothing else needs. */
  readonly keyId: string;
  readonly nowMs: number;
}

export interface Row {
  /** Is what the words say stored? */
  readonly keeps: boolean;
  readonly ask: (subject: Subject) => Plausible;
}

const kept = (ask: Row["ask"]): Row => ({ keeps: true, ask });
const passing = (ask: Row["ask"]): Row => ({ keeps: false, ask });

const DAY = "2026-01-01";
const HOUR_MS = 3_600_000;

function policyOf(word: Word): object {
  return {
    description: word("policytext"),
    effect: "allow",
    subjects: [`user:${word("policysubject")}`, `group:${word("policygroup")}`],
    actions: ["dashboards:view"],
    resources: [`team:${word("policyteam")}`, `label.tier:${word("policylabel")}`],
    conditions: [{ attribute: "principal.team", operator: "equals", value: word("policyvalue") }],
    unless: [{ attribute: "principal.department", operator: "in", value: [word("policyunless")] }],
  };
}

const roleOf = (word: Word): object => ({
  description: word("roletext"),
  inherits: ["viewer"],
  actions: ["alerts:view"],
});

const grantOf = (word: Word): object => ({
  subject: `group:${word("grantsubject")}`,
  role: "viewer",
  scope: { folder: word("grantfolder") },
});

const draftOf = (word: Word): object => ({
  policies: [{ policy_id: word("draftpolicy"), ...policyOf(word) }],
  roles: [{ name: word("draftrole"), ...roleOf(word) }],
  grants: [{ id: word("draftgrant"), ...grantOf(word) }],
});

const entityOf = (word: Word, place: string): object => ({
  type: place,
  id: word(`${place}id`),
  properties: { note: word(`${place}note`) },
});

const reportOf = (word: Word): object => ({
  name: word("reportname"),
  cron: "0 9 * * 1",
  dashboards: [{ id: `dsh_${"0".repeat(20)}`, variables: { service: [word("reportvalue")] } }],
  branding: { name: word("brandname"), colour: "#0b5c96" },
  recipients: [{ user: word("reportuser") }],
  destinations: [{ kind: "folder", path: word("reportfolder") }],
});

const boardOf = (word: Word): object => ({
  title: word("boardtitle"),
  description: word("boardtext"),
  folder: word("boardfolder"),
  tags: [`${word("boardtag")}:${word("boardtagvalue")}`],
  variables: [
    { name: "service", kind: "fixed", label: word("variablelabel"), values: [word("variablevalue")] },
  ],
  links: [{ title: word("linktitle"), url: `https://example.com/${word("linkurl")}` }],
  rows: [
    {
      title: word("rowtitle"),
      panels: [
        {
          id: "a",
          kind: "line",
          title: word("boardpanel"),
          queries: [{ ref: "A", source: "metrics", request: { metric: word("boardmetric") } }],
          grid: { x: 0, y: 0, w: 12, h: 8 },
        },
      ],
    },
  ],
});

const budgetOf = (word: Word): object => ({
  name: word("budgetname"),
  scope: { kind: "team", value: word("budgetteam") },
  measure: { kind: "quantity", meter: "spans", limit: 1_000_000 },
  thresholds: [
    { percent: 90, severity: "CRITICAL", actions: ["event", "block_teams"], teams: [word("budgetteam")] },
  ],
});

const questionOf = (word: Word) => ({
  subject: entityOf(word, "user"),
  action: { name: "dashboards:view", properties: { note: word("actionnote") } },
  resource: entityOf(word, "dashboard"),
  context: { note: word("contextnote") },
});

const filtersOf = (word: Word): object => ({
  from: "now-1h",
  filters: [
    { label: word("filterlabel"), op: "=", value: word("filtervalue") },
    { label: word("filterlabel"), op: "not_in", values: [word("filterother")] },
    { label: "x", op: "!~", value: `${word("filterpattern")}.*` },
  ],
});

/** Of an event that a test does not bring about by chance: nothing is sent but what is asked for. */
const endpointOf = (word: Word): object => ({
  name: word("endpointname"),
  description: word("endpointtext"),
  url: `http://localhost:7/${word("endpointpath")}`,
  event_types: ["alert.firing"],
  condition: { path: "/data/name", operator: "equals", value: word("endpointcondition") },
  transformation: { target: "data", template: { note: word("endpointtemplate") } },
  headers: { "x-note": word("endpointheader") },
  // No word: it is sealed, and stands nowhere.
  secret_headers: { authorization: "Bearer of-nobody" },
  country: "DE",
  importer: word("endpointimporter"),
});

const document =
  (place: string, of: (word: Word) => object): Row["ask"] =>
  ({ word }) => ({ params: { document_id: word(place) }, json: of(word), status: 200 });

const json = (value: object): Pick<Plausible, "body" | "headers"> => ({
  body: new TextEncoder().encode(JSON.stringify(value)),
  headers: { "content-type": "application/json" },
});

const CONSOLE_FORMS =
  "sign_in sign_out make_dashboard change_dashboard preview_dashboard keep_explored make_export act_on_export make_schedule change_schedule act_on_schedule".split(
    " ",
  );

/** A form that no page of ours has sent: refused before it is read. */
const foreignForm = (place: string): Row =>
  passing(({ word }) => ({
    body: new TextEncoder().encode(`title=${word(place)}&key=${word(place)}`),
    headers: { "content-type": "application/x-www-form-urlencoded" },
    status: 403,
  }));

export const PLAUSIBLE_ASKS: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(CONSOLE_FORMS.map((name) => [`console.${name}`, foreignForm("consoleform")])),
  "tenants.create": kept(({ word }) => ({
    json: {
      slug: word("slug"),
      jurisdiction: "eu",
      domains: [`${word("domain")}.example`],
      residency: { exception: { reason: word("newreason"), days: 1 } },
    },
    status: 201,
  })),
  "tenants.set_tier": passing(() => ({ json: { tier: "standard" }, status: 200 })),
  "tenants.set_limits": passing(() => ({ json: { label_values: 5_000 }, status: 200 })),
  "tenants.give_residency_exception": kept(({ word }) => ({
    json: { reason: word("exceptionreason"), days: 30 },
    status: 200,
  })),
  "silo_keys.rotate": passing(() => ({ json: { what: "data" }, status: 200 })),
  "moves.start": kept(({ word }) => ({
    json: { to: { shards: 2 }, reason: word("movereason") },
    status: 202,
  })),
  "tenants.offboard": kept(({ word }) => ({ json: { reason: word("offboardreason") }, status: 202 })),
  // Of a tenant that is not on its way out.
  "tenants.delete_offboarded": passing(({ word }) => ({ json: { confirm: word("confirm") }, status: 404 })),
  "tenants.link_export": passing(({ word }) => ({ json: { name: word("exportname") }, status: 404 })),
  "keys.create": kept(({ word }) => ({
    json: {
      name: word("keyname"),
      roles: ["viewer"],
      groups: [word("keygroup")],
      attributes: { [word("keyattribute")]: word("keyvalue") },
    },
    status: 201,
  })),
  "keys.rotate": passing(({ keyId }) => ({
    params: { key_id: keyId },
    json: { overlap_seconds: 60 },
    status: 200,
  })),
  "residency.set": passing(() => ({ json: { processing: "anywhere", lock: "preferred" }, status: 200 })),
  "residency.set_transfer_basis": kept(({ word }) => ({
    json: {
      scc: [
        {
          importer: word("importer"),
          country: "US",
          module: "controller_to_processor",
          signed_on: DAY,
          expires_on: null,
        },
      ],
      sub_processors: [{ name: word("processor"), country: "US", approved_on: DAY }],
      consents: [{ data_class: "health", country: "US", basis: word("consent"), recorded_on: DAY }],
    },
    status: 200,
  })),
  "residency.check_transfer": passing(() => ({ json: { data_class: "telemetry", to: "US" }, status: 200 })),
  "policies.put": kept(document("policyid", policyOf)),
  "roles.put": kept(document("roleid", roleOf)),
  "grants.put": kept(document("grantid", grantOf)),
  "users.put": kept(
    document("userid", (word) => ({
      name: word("username"),
      email: `${word("usermail")}@example.com`,
      groups: [word("usergroup")],
      team: word("userteam"),
      department: word("userdepartment"),
      attributes: { [word("userattribute")]: word("uservalue") },
    })),
  ),
  "access_settings.put": passing(() => ({
    json: { time_zone: "UTC", trusted_networks: ["10.0.0.0/8"], requires_approval: false },
    status: 200,
  })),
  "policy.import_cedar": kept(({ word }) => ({
    body: new TextEncoder().encode(
      `@id("${word("cedarid")}") permit (principal == User::"${word("cedaruser")}", action == Action::"dashboards:view", resource);`,
    ),
    headers: { "content-type": "text/plain" },
    status: 200,
  })),
  "policy.decide": passing(({ word }) => ({
    json: { ...questionOf(word), evaluations: [{ context: { note: word("batchnote") } }] },
    status: 200,
  })),
  "authzen.evaluations": passing(({ word }) => ({
    json: { ...questionOf(word), evaluations: [{ context: { note: word("batchnote") } }] },
    status: 200,
  })),
  "authzen.evaluation": passing(({ word }) => ({ json: questionOf(word), status: 200 })),
  "authzen.search_subject": passing(({ word }) => ({
    json: { ...questionOf(word), subject: { type: "user" } },
    status: 200,
  })),
  "authzen.search_resource": passing(({ word }) => ({
    json: { ...questionOf(word), resource: { type: "policy" } },
    status: 200,
  })),
  "authzen.search_action": passing(({ word }) => {
    const { action: _all, ...question } = questionOf(word);
    return { json: question, status: 200 };
  }),
  "policy.explain": passing(({ word }) => ({ json: questionOf(word), status: 200 })),
  "policy.simulate": passing(({ word }) => ({ json: { draft: draftOf(word) }, status: 200 })),
  "policy.analyse": passing(({ word }) => ({ json: draftOf(word), status: 200 })),
  "privacy_rules.put": passing(() => ({
    json: { rules: { payment_card: { action: "mask" } } },
    status: 200,
  })),
  "privacy.detect": passing(({ word }) => ({
    json: { text: `${word("detecttext")} 4111 1111 1111 1111`, name: word("detectname") },
    status: 200,
  })),
  "hook_sources.create": kept(({ word }) => ({
    json: {
      name: word("hooksource"),
      scheme: "hmac",
      hmac: { header: `x-${word("hookheader")}`, prefix: word("hookprefix") },
      becomes: "event",
      secret: word("hooksecret"),
    },
    status: 201,
  })),
  // Of a source that there is not.
  "hooks.receive": passing(({ word }) => ({
    params: { source: word("hookname") },
    json: { note: word("hooknote") },
    status: 401,
  })),
  "webhooks.create_endpoint": kept(({ word }) => ({ json: endpointOf(word), status: 201 })),
  // Of an endpoint that is not there.
  "webhooks.change_endpoint": passing(({ word }) => ({ json: endpointOf(word), status: 404 })),
  "webhooks.rotate_secret": passing(() => ({ json: { overlap_seconds: 60 }, status: 404 })),
  "webhooks.replay_since": passing(() => ({
    json: { since: "2026-01-01T00:00:00Z", statuses: ["dead"] },
    status: 404,
  })),
  "exports.create": kept(({ word }) => ({
    json: {
      title: word("exporttitle"),
      source: {
        kind: "queries",
        queries: [{ ref: "A", source: "logs", request: { text: word("exporttext") } }],
      },
      format: "csv",
      mode: "background",
    },
    status: 202,
  })),
  // Of an export that is not there.
  "exports.link": passing(() => ({
    params: { export_id: `exp_${"0".repeat(20)}` },
    json: { single_use: true },
    status: 404,
  })),
  // Of dashboards and schedules that are not there.
  "schedules.create": passing(({ word }) => ({ json: reportOf(word), status: 400 })),
  "schedules.put": passing(({ word }) => ({
    params: { schedule_id: `sch_${"0".repeat(20)}` },
    json: reportOf(word),
    status: 404,
  })),
  "dashboards.create": kept(({ word }) => ({ json: boardOf(word), status: 201 })),
  // Of a dashboard that is not there.
  "dashboards.put": passing(({ word }) => ({
    params: { dashboard_id: `dsh_${"0".repeat(20)}` },
    json: boardOf(word),
    status: 404,
  })),
  "dashboards.import_grafana": kept(({ word }) => ({
    json: {
      grafana: {
        title: word("grafanatitle"),
        panels: [{ type: "text", title: word("grafanapanel"), options: { content: word("grafanatext") } }],
      },
      folder: word("grafanafolder"),
    },
    status: 201,
  })),
  "panels.render": passing(({ word }) => ({
    json: {
      panel: { id: "a", kind: "text", title: word("paneltitle"), options: { text: word("paneltext") } },
    },
    status: 200,
  })),
  "budgets.create": kept(({ word }) => ({ json: budgetOf(word), status: 201 })),
  // Of an id that there is not.
  "budgets.put": passing(({ word }) => ({
    params: { budget_id: word("budgetid") },
    json: budgetOf(word),
    status: 404,
  })),
  "budgets.give_grace": passing(({ word }) => ({
    params: { budget_id: word("gracebudget") },
    json: { minutes: 1, reason: word("gracereason") },
    status: 404,
  })),
  "attribution.put": kept(({ word }) => ({
    json: { team: [word("teamlabel")], environment: [word("environmentlabel")], tags: [word("taglabel")] },
    status: 200,
  })),
  "usage.correct": kept(({ word, nowMs }) => ({
    json: {
      at: new Date(nowMs).toISOString(),
      meter: "spans",
      quantity: 1,
      service: word("correctedservice"),
      team: word("correctedteam"),
      environment: word("correctedenvironment"),
      key: word("correctedkey"),
      tags: { [word("correctedtag")]: word("correctedvalue") },
      reason: word("correctionreason"),
    },
    status: 201,
  })),
  "bills.import": kept(({ word }) => ({
    body: billOf(word),
    headers: { "content-type": "text/csv" },
    status: 201,
  })),
  // Of a month that was not closed.
  "chargeback.adjust": passing(({ word }) => ({
    params: { period: "2025-01" },
    json: { amount: "1", department: word("adjusted"), reason: word("adjustmentreason") },
    status: 409,
  })),
  "chargeback.put_model": kept(({ word }) => ({
    json: {
      currency: "USD",
      pools: [
        {
          id: "shared",
          name: word("poolname"),
          component: "shared",
          amount: "1",
          key: { by: "fixed", weights: { [word("poolunit")]: 1 } },
        },
      ],
      weighting: { as: "computed" },
    },
    status: 200,
  })),
  // Of an id that there is not.
  "recommendations.accept": passing(({ word }) => ({
    params: { recommendation_id: `rec_${"0".repeat(20)}` },
    json: { note: word("acceptnote") },
    status: 404,
  })),
  "recommendations.dismiss": passing(({ word }) => ({
    params: { recommendation_id: `rec_${"0".repeat(20)}` },
    json: { note: word("dismissnote") },
    status: 404,
  })),
  "chargeback.compute_cell": passing(({ word }) => ({
    json: {
      period: DAY.slice(0, 7),
      jurisdiction: "eu",
      model: {
        currency: "USD",
        pools: [
          { id: "shared", name: word("cellpool"), component: "shared", amount: "1", key: { by: "even" } },
        ],
        weighting: { as: "computed" },
      },
    },
    status: 200,
  })),
  "exchange_rates.put": kept(() => ({
    json: { rates: [{ from: "EUR", to: "USD", effective_from: DAY, rate: "1.1" }] },
    status: 200,
  })),
  "price_books.put": kept(({ word }) => ({
    json: {
      books: [
        {
          name: word("bookname"),
          currency: "EUR",
          effective_from: DAY,
          rates: [{ meter: "spans", tiers: [{ up_to: null, price: "1" }] }],
          commitments: [{ name: word("commitment"), meter: null, amount: "1", discount_percent: "1" }],
        },
      ],
    },
    status: 200,
  })),
  "otlp.metrics": kept(({ word, nowMs }) => ({ ...json(metricsOf({ word, atMs: nowMs })), status: 200 })),
  "otlp.logs": kept(({ word, nowMs }) => ({ ...json(logsOf({ word, atMs: nowMs })), status: 200 })),
  "otlp.traces": kept(({ word, nowMs }) => ({ ...json(tracesOf({ word, atMs: nowMs })), status: 200 })),
  "prometheus.write": kept(({ word, nowMs }) => ({
    body: remoteWriteOf({ word, atMs: nowMs }),
    headers: { "content-type": "application/x-protobuf", "content-encoding": "snappy" },
    status: 204,
  })),
  "query.metrics": passing(({ word }) => ({
    json: {
      ...filtersOf(word),
      filters: undefined,
      interval: "1m",
      queries: [
        {
          name: word("queryname"),
          metric: word("querymetric"),
          group_by: [word("querygroup")],
          filters: Reflect.get(filtersOf(word), "filters") as object[],
        },
      ],
    },
    status: 200,
  })),
  "logs.search": passing(({ word }) => ({
    json: { ...filtersOf(word), service: word("logservice"), text: word("searchtext") },
    status: 200,
  })),
  "traces.search": passing(({ word, nowMs }) => ({
    json: { ...filtersOf(word), to: nowMs + HOUR_MS, service: word("traceservice"), name: word("spanname") },
    status: 200,
  })),
  "grafana.query": passing(({ word }) => ({
    json: {
      range: { from: "now-1h", to: "now" },
      targets: [
        {
          refId: word("refid"),
          metric: word("grafanametric"),
          service: word("grafanaservice"),
          environment: word("grafanaenvironment"),
          group_by: word("grafanagroup"),
        },
      ],
      adhocFilters: [{ key: word("grafanakey"), operator: "=", value: word("grafanavalue") }],
    },
    status: 200,
  })),
  "grafana.search": passing(({ word }) => ({ json: { target: word("grafanasearch") }, status: 200 })),
  "grafana.variable": passing(({ word }) => ({
    json: { payload: { label: word("variablelabel"), metric: word("variablemetric") } },
    status: 200,
  })),
  "grafana.metrics": passing(({ word }) => ({ json: { metric: word("buildermetric") }, status: 200 })),
  "grafana.payload_options": passing(({ word }) => ({
    json: { metric: word("optionmetric"), name: "service" },
    status: 200,
  })),
  "grafana.tag_keys": passing(() => ({ json: {}, status: 200 })),
  "grafana.tag_values": passing(({ word }) => ({ json: { key: word("tagkey") }, status: 200 })),
  "grafana.annotations": passing(({ word }) => ({
    json: { range: { from: "now-1h", to: "now" }, annotation: { name: word("annotation") } },
    status: 200,
  })),
  "power_bi.query": passing(({ word }) => ({
    json: { name: word("fileof"), metric: word("powerbimetric") },
    status: 200,
  })),
};
