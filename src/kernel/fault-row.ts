// What the gateway says of a kind of failure, and the four kinds of rows that there are: may the detail be told, and may
// the same request succeed later? A hidden detail is for whom the failure itself must tell nothing.

export interface FaultRow {
  /** HTTP status of the problem document. */
  readonly status: number;
  /** The problem's `title`: the same for every occurrence. */
  readonly title: string;
  /** May the same request succeed later without a change by the caller? */
  readonly retryable: boolean;
  /** May `detail` leave the gateway? A hidden detail goes to the access log only. */
  readonly showsDetail: boolean;
}

/** The caller's to mend, and told what. */
export function told(status: number, title: string): FaultRow {
  return { status, title, retryable: false, showsDetail: true };
}

/** Of a caller who may not know more than the title. */
export function hidden(status: number, title: string): FaultRow {
  return { status, title, retryable: false, showsDetail: false };
}

/** Nobody's to mend but ours or time's: the caller is only told to come again. */
export function passing(status: number, title: string): FaultRow {
  return { status, title, retryable: true, showsDetail: false };
}

/** A limit that is reached for now, and told which. */
export function crowded(status: number, title: string): FaultRow {
  return { status, title, retryable: true, showsDetail: true };
}
