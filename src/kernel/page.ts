// The shape of every list: `data` and the cursor of the next page, null on the last one.

import { z } from "zod";

export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable() });
}

export function pageQuerySchema(mostItems: number) {
  return z.strictObject({
    limit: z.coerce.number().int().min(1).max(mostItems).default(mostItems),
    cursor: z.string().max(2_048).optional(),
  });
}

/** A page of what was read with one item more than wanted: the one more only says that another page follows. */
export function cutPage<T>(
  read: readonly T[],
  limit: number,
  cursorAfter: (last: T) => string,
): { readonly data: readonly T[]; readonly next_cursor: string | null } {
  const data = read.slice(0, limit);
  const last = data.at(-1);
  return { data, next_cursor: read.length > limit && last !== undefined ? cursorAfter(last) : null };
}
