// What a list and a page show of a schedule: its time as the form calls it, and what can be done with it at once.

import type { Visit } from "../page.ts";
import type { ScheduleView } from "../replies.ts";
import { momentOf } from "../schedule-form.ts";
import type { Words } from "../words/words.ts";

/** As the form calls it; a time that is written out stays as it is. */
export function Moment({ cron, words }: { readonly cron: string; readonly words: Words }) {
  const moment = momentOf(cron);
  return moment === null ? <code>{cron}</code> : <>{words.schedules.moments[moment]}</>;
}

export function ScheduleActs({ visit, one }: { readonly visit: Visit; readonly one: ScheduleView }) {
  const t = visit.words.schedules;
  const { name, paused } = one.schedule;
  return (
    <form method="post" action={`/console/schedules/${one.id}`} class="actions">
      <input type="hidden" name="csrf" value={visit.csrf} />
      <button type="submit" name="do" value="run" aria-label={`${t.run}: ${name}`}>
        {t.run}
      </button>
      <button
        class="quiet"
        type="submit"
        name="do"
        value={paused ? "resume" : "pause"}
        aria-label={`${paused ? t.resume : t.pause}: ${name}`}
      >
        {paused ? t.resume : t.pause}
      </button>
    </form>
  );
}
