// Every class of data, as a row: what it means and how sensitive it is. The one registry: actions say which class they
// touch, residency which class may go where, detectors which class they found.
// INVARIANT: names are permanent: they stand in policies, transfer records and audit entries that tenants keep.

interface DataClassRow {
  readonly meaning: string;
  /**
   * 0 may be told to anybody; 1 says nothing about a person; 2 may hold something personal; 3 is about a person or opens a
   * door; 4 is what laws and contracts name one by one.
   */
  readonly sensitivity: 0 | 1 | 2 | 3 | 4;
}

const of = (sensitivity: DataClassRow["sensitivity"], meaning: string): DataClassRow => ({
  meaning,
  sensitivity,
});

export const DATA_CLASSES = {
  public: of(0, "what everybody may know: the documentation, a tenant's public host"),
  operational: of(1, "how a tenant is set up: tiers, places, names of dashboards and endpoints"),
  usage: of(1, "counts and sums: requests, bytes, cost"),
  telemetry: of(2, "metrics, logs and traces as they were sent"),
  audit: of(3, "who did what, and the proofs of it"),
  identity: of(3, "users, roles, keys and policies"),
  personal: of(3, "what identifies a person or is about one, and is no class of its own here"),
  contact: of(3, "e-mail addresses, telephone numbers, postal addresses"),
  credential: of(4, "passwords, tokens and private keys"),
  financial: of(4, "bank accounts and transactions"),
  payment_card: of(4, "payment card numbers"),
  government_id: of(4, "numbers that a state gives to a person"),
  health: of(4, "what tells of a person's health"),
  biometric: of(4, "what a body is recognised by"),
} as const satisfies Record<string, DataClassRow>;

export type DataClass = keyof typeof DATA_CLASSES;

export const DATA_CLASS_NAMES = Object.keys(DATA_CLASSES) as [DataClass, ...DataClass[]];
