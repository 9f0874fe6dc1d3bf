// What a client can read, from `$format`, `Accept` and `OData-MaxVersion` (OData Protocol 4.0, 8.2 and 11.2.10): JSON with
// minimal metadata, or without any. What asks for more, or for another format or an older version, is refused.

import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";

export interface Representation {
  readonly hasMetadata: boolean;
  readonly isLongAsText: boolean;
  readonly contentType: string;
}

const JSON_RANGES: ReadonlySet<string> = new Set(["*/*", "application/*", "application/json"]);

interface Range {
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
}

function readRange(text: string): Range {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim().toLowerCase());
  const params = rest.map((part): readonly [string, string] => {
    const [name = "", value = ""] = part.split("=", 2);
    // Clients of version 4.01 leave the prefix out.
    return [name.trim().replace(/^odata\./, ""), value.trim().replaceAll('"', "")];
  });
  return { type, params: new Map(params) };
}

function isReadable({ type, params }: Range): boolean {
  if (!JSON_RANGES.has(type) || Number(params.get("q") ?? "1") === 0) return false;
  return ["minimal", "none"].includes(params.get("metadata") ?? "minimal");
}

function representationOf({ params }: Range): Representation {
  const metadata = params.get("metadata") ?? "minimal";
  const isLongAsText = params.get("ieee754compatible") === "true";
  const long = isLongAsText ? ";IEEE754Compatible=true" : "";
  return {
    hasMetadata: metadata !== "none",
    isLongAsText,
    contentType: `application/json;odata.metadata=${metadata}${long}`,
  };
}

interface Asked {
  readonly headers: Headers;
  readonly format: string | undefined;
}

/** `request.not_acceptable`, `request.invalid` (an older version). */
export function negotiate({ headers, format }: Asked): Result<Representation> {
  const most = headers.get("odata-maxversion");
  if (most !== null && !(Number(most) >= 4)) {
    const message = "answers are of version 4.0";
    return failed(
      fault("request.invalid", `OData-MaxVersion: ${message}`, [
        { pointer: "header/odata-maxversion", message },
      ]),
    );
  }
  const wanted = format === "json" ? "application/json" : (format ?? headers.get("accept") ?? "*/*");
  const found = wanted.split(",").map(readRange).find(isReadable);
  if (found !== undefined) return ok(representationOf(found));
  return failed(
    fault("request.not_acceptable", "answers are `application/json` with `odata.metadata` minimal or none"),
  );
}

/** `Prefer: odata.maxpagesize=100` (8.2.8.5), or null. */
export function preferredPageSize(headers: Headers): number | null {
  const match = /(?:^|[,;\s])(?:odata\.)?maxpagesize\s*=\s*"?(\d{1,9})/i.exec(headers.get("prefer") ?? "");
  const size = Number(match?.[1] ?? "0");
  return size > 0 ? size : null;
}
