// How each operation that takes a body is asked so that it takes it, with a text of the test's own in every place for one.
// A test that walks the manifest fails for an operation that takes a body and has no row here: say then how it is asked.

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

const document =
  (place: string, of: (word: Word) => object): Row["ask"] =>
  ({ word }) => ({ params: { document_id: word(place) }, json: of(word), status: 200 });

const json = (value: object): Pick<Plausible, "body" | "headers"> => ({
  body: new TextEncoder().encode(JSON.stringify(value)),
  headers: { "content-type": "application/json" },
});

export const PLAUSIBLE_ASKS: Readonly<Record<string, Row>> = {
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
};
