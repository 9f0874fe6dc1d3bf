// Somebody else's document: whatever stands somewhere is taken for what is expected there, or for nothing.

export type Json = Readonly<Record<string, unknown>>;

export const objectOf = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];

export const textOf = (value: unknown, most: number): string =>
  typeof value === "string" ? value.slice(0, most) : "";

export const numberOf = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) ? Math.round(value) : 0;

export interface NotTaken {
  /** RFC 6901, into the document that was sent. */
  readonly pointer: string;
  readonly message: string;
}

/** What is gathered while a document is read. */
export interface Reading {
  readonly notTaken: NotTaken[];
  /** Of the panels that are taken, in order. */
  readonly ids: string[];
  /** Names of the variables that are. */
  readonly names: Set<string>;
}
