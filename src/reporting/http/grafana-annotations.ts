// POST /grafana/annotations: events of the range, as marks. Events are read newest first until the range begins.

import { z } from "zod";
import { jsonReply, tenantOperation, type TenantCall } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { EVENT_TYPE_NAMES } from "../../webhooks/index.ts";
import { ANNOTATIONS, markOf, typesOf, type ToldEvent } from "../grafana/annotations.ts";
import { readRange } from "../grafana/query-request.ts";
import { GRAFANA } from "./grafana-reads.ts";

/** LIMIT: marks of a graph, and events that are looked through for them. */
const MOST_MARKS = 1_000;
const MOST_READ = 5_000;
const READ_SIZE = 500;

const eventsSchema = z.array(
  z.object({ id: z.string(), seq: z.int(), type: z.string(), timestamp: z.string(), data: z.json() }),
);

interface Wanted {
  readonly fromMs: number;
  readonly toMs: number;
  readonly types: readonly string[];
}

async function readEvents(session: TenantCall["session"], wanted: Wanted): Promise<Result<ToldEvent[]>> {
  const found: ToldEvent[] = [];
  const type = wanted.types.length === 1 ? (wanted.types[0] ?? null) : null;
  let before = Number.MAX_SAFE_INTEGER;
  for (let read = 0; read < MOST_READ && found.length < MOST_MARKS; read += READ_SIZE) {
    const listed = await session.ask("webhooks.events", { before, type, limit: READ_SIZE });
    if (!listed.ok) return listed;
    const events = eventsSchema.parse(listed.value);
    for (const event of events) {
      const atMs = Date.parse(event.timestamp);
      if (atMs < wanted.fromMs) return ok(found);
      const isWanted = wanted.types.length === 0 || wanted.types.includes(event.type);
      if (atMs < wanted.toMs && isWanted && found.length < MOST_MARKS) found.push(event);
    }
    before = events.at(-1)?.seq ?? 0;
    if (events.length < READ_SIZE) break;
  }
  return ok(found);
}

function unknownType(types: readonly string[]): string | undefined {
  return types.find((type) => !(EVENT_TYPE_NAMES as readonly string[]).includes(type));
}

export const grafanaAnnotations = tenantOperation({
  ...GRAFANA,
  id: "grafana.annotations",
  path: "/grafana/annotations",
  summary: "Events as marks on Grafana's graphs",
  description: `The newest ${MOST_MARKS} of the range. Events are kept for 30 days, from the tenant's first webhook endpoint on.`,
  action: "events:view",
  body: { kind: "json", schema: ANNOTATIONS, maxBytes: 65_536 },
  responses: {
    200: {
      description: "The newest first",
      schema: z.array(
        z.object({
          annotation: z.unknown(),
          time: z.int(),
          title: z.string(),
          text: z.string(),
          tags: z.array(z.string()),
        }),
      ),
    },
  },
  handle: async ({ session, body, nowMs }) => {
    const range = readRange(body.range, nowMs);
    if (!range.ok) return range;
    const types = typesOf(body);
    const unknown = unknownType(types);
    if (unknown !== undefined) {
      const message = `there is no type of event \`${unknown.slice(0, 64)}\``;
      const pointer = "/annotation/query";
      return failed(fault("request.invalid", `${pointer}: ${message}`, [{ pointer, message }]));
    }
    const events = await readEvents(session, { ...range.value, types });
    if (!events.ok) return events;
    return ok(
      jsonReply(
        200,
        events.value.map((event) => markOf(event, body.annotation)),
      ),
    );
  },
});
