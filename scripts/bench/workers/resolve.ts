// Times the edge's own resolveTenant, with nothing cached, and a bare read of the same row and its domains, in turns on
// the same database. Each turn takes names that the other side of the turn takes as well.

import { openDirectory } from "../../../src/directory/store/directory.ts";
import { createLru } from "../../../src/kernel/lru.ts";
import { resolveTenant } from "../../../src/edge/resolve.ts";
import type { Rim } from "../../../src/edge/rim.ts";

interface Bindings {
  readonly DIRECTORY: D1Database;
}

const CACHE_BYTES = 65_536;
const BARE_READ =
  "SELECT tenants.*, domains.* FROM tenants LEFT JOIN domains ON domains.tenant_id = tenants.id " +
  "WHERE tenants.slug = ? AND tenants.status <> 'deleted' ORDER BY domains.domain";

/** The plainest read there is: one table, without the domains that a tenant has. */
const PLAIN_READ = "SELECT * FROM tenants WHERE slug = ?";

/** What resolution looks at of the edge's rim, as of an isolate that has just started. */
function blankRim(database: D1Database): Rim {
  const rim = {
    config: { BASE_DOMAIN: "localhost" },
    clock: () => Date.now(),
    directory: openDirectory(database),
    tenants: createLru(CACHE_BYTES),
  };
  return rim as unknown as Rim;
}

async function resolveAll(database: D1Database, slugs: readonly string[]): Promise<number> {
  const rim = blankRim(database);
  const startedAt = performance.now();
  for (const slug of slugs) {
    const tenant = await resolveTenant(rim, `${slug}.localhost`, {
      key: null,
      credential: null,
      isGuesser: false,
    });
    if (!tenant.ok || tenant.value.slug !== slug) throw new Error(`\`${slug}\` was not resolved`);
  }
  return performance.now() - startedAt;
}

async function readAll(database: D1Database, query: string, slugs: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  for (const slug of slugs) {
    const rows = await database.prepare(query).bind(slug).raw();
    if (rows.length !== 1) throw new Error(`\`${slug}\` was not read`);
  }
  return performance.now() - startedAt;
}

type Side = "cold" | "bare" | "plain";

// oxlint-disable-next-line import/no-default-export -- the platform takes a Worker's handlers from its default export
export default {
  async fetch(request, { DIRECTORY }) {
    const { slugs, order } = await request.json<{ slugs: string[]; order: Side[] }>();
    const sides = { cold: 0, bare: 0, plain: 0 };
    for (const side of order) {
      if (side === "cold") sides.cold = await resolveAll(DIRECTORY, slugs);
      else sides[side] = await readAll(DIRECTORY, side === "bare" ? BARE_READ : PLAIN_READ, slugs);
    }
    return Response.json(sides);
  },
} satisfies ExportedHandler<Bindings>;
