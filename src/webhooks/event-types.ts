// The registry of event types: the one list that endpoints subscribe to, the catalogue prints, and commits may write.

import { z } from "zod";
import { DATA_CLASS_NAMES, type DataClass } from "../policy/index.ts";
import type { EventTypeRow } from "./event-type.ts";
import { ACCESS_EVENTS } from "./event-types/access.ts";
import { FINOPS_EVENTS } from "./event-types/finops.ts";
import { OBSERVING_EVENTS } from "./event-types/observing.ts";
import { RESIDENCY_EVENTS } from "./event-types/residency.ts";
import { TENANT_EVENTS } from "./event-types/tenant.ts";
import { WEBHOOK_EVENTS } from "./event-types/webhooks.ts";

export const EVENT_TYPES = {
  ...TENANT_EVENTS,
  ...ACCESS_EVENTS,
  ...RESIDENCY_EVENTS,
  ...FINOPS_EVENTS,
  ...OBSERVING_EVENTS,
  ...WEBHOOK_EVENTS,
} as const;

export type EventType = keyof typeof EVENT_TYPES;
/** The shape of an event's data, by its type. */
export type EventData<T extends EventType> = z.infer<(typeof EVENT_TYPES)[T]["data"]>;

export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES) as [EventType, ...EventType[]];

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENT_TYPES, text);
}

export function dataClassOf(type: EventType): DataClass {
  return EVENT_TYPES[type].dataClass;
}

/** What the catalogue says of a type. */
export const eventTypeViewSchema = z.object({
  type: z.string(),
  description: z.string(),
  data_class: z.enum(DATA_CLASS_NAMES),
  version: z.int(),
  schema: z.record(z.string(), z.json()).describe("JSON Schema of `data`"),
  example: z.json(),
  is_emitted: z.boolean().describe("False: it is planned, and nothing leads to it yet"),
});

export type EventTypeView = z.infer<typeof eventTypeViewSchema>;

export function viewEventType(type: EventType): EventTypeView {
  const { meaning, dataClass, version, data, example, isPlanned }: EventTypeRow = EVENT_TYPES[type];
  const { $schema: _dialect, ...schema } = z.toJSONSchema(data);
  return {
    type,
    description: meaning,
    data_class: dataClass,
    version,
    schema: schema as EventTypeView["schema"],
    example: example as EventTypeView["example"],
    is_emitted: isPlanned !== true,
  };
}
