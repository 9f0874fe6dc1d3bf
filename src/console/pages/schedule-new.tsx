// The form of a new schedule: of the dashboard that somebody came from, on weekdays, with a summary, unless it says otherwise.

import type { Visit } from "../page.ts";
import { FormNotice } from "../parts/form-notice.tsx";
import { problemOf } from "../problem-page.tsx";
import type { BoardHead } from "../replies.ts";
import { findingsOf, type Refused } from "./schedule-edit.tsx";
import { scheduleLabels } from "./schedule-facts.ts";
import { ScheduleFieldset } from "./schedule-fields.tsx";

interface Shown {
  readonly visit: Visit;
  readonly boards: readonly BoardHead[];
  readonly refused: Refused | null;
}

export function NewSchedule({ visit, boards, refused }: Shown) {
  const { words, csrf } = visit;
  const form = refused === null ? usual(visit, boards) : visit.form;
  const findings = refused === null ? [] : findingsOf(refused, form);
  return (
    <form method="post" action="/console/schedules" class="stack">
      <input type="hidden" name="csrf" value={csrf} />
      {refused === null ? null : (
        <FormNotice
          problem={problemOf(refused.fault, visit.call.requestId)}
          words={words}
          action={refused.action}
          findings={findings}
          labels={scheduleLabels(words)}
        />
      )}
      <ScheduleFieldset words={words} boards={boards} form={form} findings={findings} edited={null} />
      <p>
        <button class="primary" type="submit">
          {words.schedules.create}
        </button>
      </p>
    </form>
  );
}

function usual({ query, preferences }: Visit, boards: readonly BoardHead[]): URLSearchParams {
  const dashboard = query.get("dashboard") ?? "";
  return new URLSearchParams({
    dashboard,
    name: boards.find(({ id }) => id === dashboard)?.title ?? "",
    moment: "weekdays",
    zone: "UTC",
    period: "day",
    format: "pdf",
    language: preferences.language,
    summary: "on",
  });
}
