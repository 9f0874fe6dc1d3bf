// A D1 database that counts what is asked of it: the real binding behind, so that costs can be asserted.

export interface Counts {
  /** Statements run by themselves. */
  readonly statements: number;
  readonly batches: number;
}

export interface CountedDatabase {
  readonly database: D1Database;
  /** What was asked since it was last taken. */
  take(): Counts;
}

const RUNS: ReadonlySet<PropertyKey> = new Set(["all", "run", "first", "raw"]);

export function countStatements(database: D1Database): CountedDatabase {
  let counts = { statements: 0, batches: 0 };
  const originals = new WeakMap<object, D1PreparedStatement>();
  const watch = (statement: D1PreparedStatement): D1PreparedStatement => {
    const watched = new Proxy(statement, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...values: unknown[]): unknown => {
          if (RUNS.has(name)) counts = { ...counts, statements: counts.statements + 1 };
          const result: unknown = Reflect.apply(member, target, values);
          return name === "bind" ? watch(result as D1PreparedStatement) : result;
        };
      },
    });
    originals.set(watched, statement);
    return watched;
  };
  const counted = {
    prepare: (text: string) => watch(database.prepare(text)),
    batch: async (statements: D1PreparedStatement[]) => {
      counts = { ...counts, batches: counts.batches + 1 };
      return database.batch(statements.map((statement) => originals.get(statement) ?? statement));
    },
  };
  return {
    database: counted as unknown as D1Database,
    take() {
      const taken = counts;
      counts = { statements: 0, batches: 0 };
      return taken;
    },
  };
}
