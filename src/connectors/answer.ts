// Did the vendor take the event? HTTP's status says it, but for vendors who say it elsewhere.

import type { Json } from "../kernel/canonical-json.ts";
import type { Connector } from "./connector.ts";

/** `body` is what was read of the answer, however little. */
export function isTaken({ answers }: Connector, status: number, body: string): boolean {
  if (answers?.alreadyThere?.includes(status) === true) return true;
  if (status < 200 || status > 299) return false;
  const where = answers?.takenWhere;
  return where === undefined || memberAt(parse(body), where.pointer) === where.is;
}

function parse(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return null;
  }
}

/** The pointers of the catalogue have no escapes. */
function memberAt(json: Json, pointer: string): Json | undefined {
  let at: Json | undefined = json;
  for (const step of pointer.split("/").slice(1)) {
    if (at === null || typeof at !== "object" || !Object.hasOwn(at, step)) return undefined;
    at = (at as Readonly<Record<string, Json>>)[step];
  }
  return at;
}
