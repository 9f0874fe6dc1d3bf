// What a type of event is: a row that says what happened, what its data looks like, and which class of data it carries.
// INVARIANT: names and data are public contracts. A field may be added; anything else is a new version, and a receiver is
// told which one by the catalogue at `/v1/event-types`. Names are those of Standard Webhooks: `[a-z_]`, full stops between.

import type { z } from "zod";
import type { DataClass } from "../policy/index.ts";

export interface EventTypeRow<S extends z.ZodType = z.ZodType> {
  /** One sentence for people. */
  readonly meaning: string;
  /** Decides where the event may be sent. */
  readonly dataClass: DataClass;
  readonly version: number;
  /** The shape of `data`. */
  readonly data: S;
  readonly example: z.infer<S>;
  /** Named and described, so that receivers can be written for it; nothing in the gateway leads to it yet. */
  readonly isPlanned?: true;
}

/** Checks the example against the schema's type, and keeps the type. */
export function eventType<S extends z.ZodType>(row: EventTypeRow<S>): EventTypeRow<S> {
  return row;
}
