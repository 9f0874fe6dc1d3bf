// Usage on its way to the database of the place where the tenant is: due work finds what has changed and writes effects, the
// lane `usage` shows what the object has when it comes to it. So a projection may be late and is never wrong for long.

import { showUsage as writeShown, dropShownHours } from "../../finops/store/projection.ts";
import { loadSetting } from "../../finops/store/settings.ts";
import { foldOldHours, HOURS_KEPT, takeUnshown, usageOfDay, usageOfHour } from "../../finops/store/usage.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { DAY_MS, HOUR_MS, SECOND_MS, utcDay } from "../../kernel/time.ts";
import type { Tenant } from "../../directory/index.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { clearDue, setDue } from "../due-work.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { putEffects, type Outbox } from "../outbox.ts";

/** Hours and days that one round shows; after a move there may be more of them. */
const MOST_AT_ONCE = 200;

const placeOf = ({ jurisdiction, isolation, pool }: Tenant): string => `${jurisdiction} ${isolation} ${pool}`;

/** Is there more to show? Then the alarm comes again at once. */
export async function attendUsage(store: ObjectStore, outbox: Pick<Outbox, "drain">): Promise<void> {
  const state = loadState(store.db);
  if (state === null || state.standing !== null) return clearDue(store, "usage");
  const nowMs = store.clock();
  const { values } = loadSetting(store.db, "attribution").document;
  store.storage.transactionSync(() => {
    foldOldHours(store.db, Math.floor(nowMs / HOUR_MS), values);
    const found = takeUnshown(store.db, placeOf(state.tenant), MOST_AT_ONCE);
    const payloads = found.map(({ day, hours }) => ({ day, hours: [...hours] }));
    putEffects(
      store.db,
      payloads.map((payload) => ({ lane: "usage", payload })),
      nowMs,
    );
    const shown = found.reduce((sum, { hours }) => sum + Math.max(1, hours.length), 0);
    if (shown < MOST_AT_ONCE) clearDue(store, "usage");
    else setDue(store, "usage", nowMs + SECOND_MS);
    if (found.length > 0) setDue(store, "outbox", nowMs + SECOND_MS);
  });
  await outbox.drain("usage");
}

/** The lane's handler. */
export async function carryUsage(store: ObjectStore, placement: Placement, payload: Json): Promise<void> {
  const state = loadState(store.db);
  // A tenant that has left is shown where it went to: its new object has the same usage.
  if (state === null || state.standing !== null) return;
  const { day, hours } = payload as { day: number; hours: readonly number[] };
  const handle = placement.database(state.tenant);
  await writeShown(handle, {
    day: utcDay(day * DAY_MS),
    lines: usageOfDay(store.db, day),
    hours: hours.map((hour) => ({ hour, lines: usageOfHour(store.db, hour) })),
  });
  if (hours.length === 0) await dropShownHours(handle, Math.floor(store.clock() / HOUR_MS) - HOURS_KEPT);
}
