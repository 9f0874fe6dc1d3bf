// An instant, written as it is the same everywhere; the page's script adds how long ago that is.

import { openClockface } from "../../reporting/index.ts";

const ANY_RANGE = 0;

export function When({ at }: { readonly at: string }) {
  return (
    <time datetime={at} title={at}>
      {openClockface("UTC", ANY_RANGE).long(Date.parse(at)).slice(0, 16)} UTC
    </time>
  );
}
