// The addresses that answers tell: of the service, of what an answer is (the context), and of the next page.

import type { NextPage } from "./page-rows.ts";
import type { ODataQuery } from "./query-options.ts";

const PATH = "/odata/";

export const rootOf = (origin: string): string => `${origin}${PATH}`;

/** `…/$metadata#Usage(date,quantity)`: JSON Format 4.0, 10.2 and 10.7. */
export function contextOf(origin: string, { set, shown, isSelected }: ODataQuery): string {
  const selected = isSelected ? `(${shown.map(({ name }) => name).join(",")})` : "";
  return `${rootOf(origin)}$metadata#${set.name}${selected}`;
}

const OWN: ReadonlySet<string> = new Set(["$skiptoken", "$top", "$skip"]);

/** The same question from there on. The dollar stays as it is: clients look for it. */
export function nextLinkOf(url: URL, next: NextPage): string {
  const kept = [...url.searchParams].filter(([name]) => !OWN.has(name));
  const own = [
    ...(next.top === null ? [] : [["$top", String(next.top)] as const]),
    ...(next.skip === 0 ? [] : [["$skip", String(next.skip)] as const]),
    ["$skiptoken", next.token] as const,
  ];
  const pairs = [...kept, ...own].map(
    ([name, value]) => `${encodeURIComponent(name).replaceAll("%24", "$")}=${encodeURIComponent(value)}`,
  );
  return `${url.origin}${url.pathname}?${pairs.join("&")}`;
}
