// Which columns of a signal hold what senders wrote, and how each is looked at. INVARIANT: a column of text that is not
// listed holds words of the protocol, ids or numbers only.

import type { Signal } from "../signals.ts";

export interface RedactedColumn {
  /** `text`: one text; `json`: an object by its fields; `records`: a list in OTLP/JSON's shape; `body`: as its type says. */
  readonly shape: "text" | "json" | "records" | "body";
  /** The field that a text is the value of; empty for free text. */
  readonly name: string;
  /** Never null: what is dropped leaves this. */
  readonly whenDropped: string | null;
}

const text = (name = ""): RedactedColumn => ({ shape: "text", name, whenDropped: null });
const required: RedactedColumn = { shape: "text", name: "", whenDropped: "[dropped]" };
const json: RedactedColumn = { shape: "json", name: "", whenDropped: "{}" };
const records: RedactedColumn = { shape: "records", name: "", whenDropped: null };

const ORIGIN = [
  ["service_name", text("service.name")],
  ["attributes", json],
  ["resource", json],
  ["scope", json],
] as const;

export const REDACTED_COLUMNS: Readonly<Record<Signal, readonly (readonly [string, RedactedColumn])[]>> = {
  metrics: [
    ...ORIGIN,
    ["metric", required],
    ["unit", text()],
    ["description", text()],
    ["exemplars", records],
  ],
  logs: [
    ...ORIGIN,
    ["severity_text", text()],
    ["event_name", text()],
    ["body", { shape: "body", name: "", whenDropped: null }],
  ],
  traces: [
    ...ORIGIN,
    ["name", required],
    ["status_message", text()],
    ["trace_state", text()],
    ["events", records],
    ["links", records],
  ],
};
