// Cron: every tenant is looked at once a day. Each hour takes those whose ids end in that hour's letters, so that the day's
// work is spread over it. LIMIT: a million tenants are some 42,000 an hour: 42 reads of the directory, 420 sends.

import { JURISDICTIONS } from "../../directory/index.ts";
import { sendWork, type CronTask, type Rim } from "../../edge/index.ts";
import { OBSERVE } from "./observe-tenant.ts";

const MINUTE_OF_HOUR = 41;
const HOURS = 24;
const PAGE = 1_000;
/** How ids end: Crockford base32. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz".split("");

export const askForObservations: CronTask = {
  name: "residency.ask_for_observations",
  isDue: (at) => at.getUTCMinutes() === MINUTE_OF_HOUR,
  run: async (rim, nowMs) => {
    const hour = new Date(nowMs).getUTCHours();
    await askAll(
      rim,
      LETTERS.filter((_, index) => index % HOURS === hour),
    );
  },
};

async function askAll(rim: Rim, endings: readonly string[]): Promise<void> {
  for (let after: string | null = ""; after !== null;) {
    const page = await rim.directory.listEnding({ endings, after, limit: PAGE });
    for (const jurisdiction of JURISDICTIONS.filter((name) => rim.placement.serves(name))) {
      const own = page.filter((tenant) => tenant.jurisdiction === jurisdiction);
      const messages = own.map(({ id }) => ({ kind: OBSERVE, tenant_id: id }));
      if (messages.length > 0) await sendWork(rim.placement.queue(jurisdiction), messages);
    }
    after = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
  }
}
