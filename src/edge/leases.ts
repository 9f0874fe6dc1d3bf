// The isolate's books of admission, one per tenant (telemetry/limits/intake-book.ts): leases, label values and series met.
// A book belongs to the limits it was opened for; when they change, what was leased under the others is not used up.

import { limitsOf } from "../directory/index.ts";
import type { CompiledBundle } from "../policy/index.ts";
import { IntakeBook, LabelBook } from "../telemetry/index.ts";
import type { Rim } from "./rim.ts";

export function bookOf({ books }: Pick<Rim, "books">, bundle: CompiledBundle): IntakeBook {
  const { id } = bundle.tenant;
  const known = books.get(id);
  const book = known?.stamp === stampOf(bundle) ? known : openBook(bundle);
  // Weighed again when it has grown: the cache is bounded by what its books weigh.
  if (book !== known || book.isGrown) books.set(id, book, book.weigh());
  return book;
}

/** Asked for several times in a request; a bundle does not change. */
const stamps = new WeakMap<CompiledBundle, string>();

function stampOf(bundle: CompiledBundle): string {
  const known = stamps.get(bundle);
  if (known !== undefined) return known;
  const stamp = writeStamp(bundle);
  stamps.set(bundle, stamp);
  return stamp;
}

function writeStamp({ tenant, limits }: CompiledBundle): string {
  const { labelValues, activeSeries, ingestPointsPerSecond, ingestBytesPerSecond } = limitsOf(
    tenant.tier,
    limits,
  );
  return `${labelValues} ${activeSeries} ${ingestPointsPerSecond} ${ingestBytesPerSecond} ${tenant.shards}`;
}

function openBook(bundle: CompiledBundle): IntakeBook {
  const { labelValues } = limitsOf(bundle.tenant.tier, bundle.limits);
  return new IntakeBook(stampOf(bundle), new LabelBook(labelValues, new Set(bundle.fullLabels)));
}
