// A distinct set of attributes within one request: its canonical JSON is made once, its codes in the table are remembered.

export interface AttributeSet {
  readonly json: string;
  /** Why rows with this set cannot be kept; null when they can. */
  readonly problem: string | null;
  /** Its code in the table's `attributes` column, -1 until a row uses it. */
  code: number;
  /** The metric that a row with this set was last stored for, and the code of that series; -1 before. */
  metric: number;
  series: number;
}

export function attributeSet(json: string, problem: string | null): AttributeSet {
  return { json, problem, code: -1, metric: -1, series: -1 };
}

/** A resource or an instrumentation scope, as the rows below it carry it. */
export interface Origin {
  readonly json: string;
  readonly problem: string | null;
}

export interface ResourceOrigin extends Origin {
  readonly serviceName: string | null;
}

export const NO_RESOURCE: ResourceOrigin = { json: "{}", problem: null, serviceName: null };
export const NO_SCOPE: Origin = { json: "{}", problem: null };
