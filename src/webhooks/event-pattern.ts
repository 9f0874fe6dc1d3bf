// Which types an endpoint wants: a type, a group of them (`tenant.*`), or `*` for all that there are and will be.

import { EVENT_TYPE_NAMES, isEventType, type EventType } from "./event-types.ts";

const GROUP = /^[a-z_]+\.\*$/;
const GROUPS: ReadonlySet<string> = new Set(EVENT_TYPE_NAMES.map((name) => `${name.split(".")[0]}.*`));

/** A pattern that matches nothing is a slip of the pen. */
export function isEventPattern(text: string): boolean {
  return text === "*" || isEventType(text) || (GROUP.test(text) && GROUPS.has(text));
}

export function matchesPattern(pattern: string, type: EventType): boolean {
  if (pattern === "*" || pattern === type) return true;
  return pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1));
}
