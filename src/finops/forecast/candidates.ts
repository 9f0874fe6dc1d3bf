// Every member on every model of the calendar: what each would have said at the origins of the backtest, and what it
// says now. Values are in the series' own unit.

import { type CalendarColumns, effectOf } from "./calendar-columns.ts";
import { fitCalendar, type CalendarFit } from "./calendar-fit.ts";
import { CALENDAR_MODELS, type CalendarModel } from "./calendar-prior.ts";
import type { LevelShift } from "./level-shifts.ts";
import { LEVEL_MEMBERS } from "./members.ts";
import type { BacktestPlan } from "./origins.ts";
import type { Scale } from "./scale.ts";

export interface Candidate {
  readonly name: string;
  /** Which of CALENDAR_MODELS it stands on. */
  readonly model: number;
  /** One path of plan.horizon values per origin. */
  readonly past: Float64Array;
  /** One path of `horizon` values. */
  readonly future: Float64Array;
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** The fit of each calendar model to the whole history. */
  readonly fits: readonly CalendarFit[];
}

export interface CandidateRequest {
  readonly scaled: Float64Array;
  readonly scale: Scale;
  readonly calendar: CalendarColumns;
  readonly shifts: readonly LevelShift[];
  readonly plan: BacktestPlan;
  readonly horizon: number;
}

interface Block {
  readonly until: number;
  readonly origins: readonly number[];
  readonly horizon: number;
}

interface BlockPaths {
  readonly fit: CalendarFit;
  /** Of each level member. */
  readonly paths: readonly Float64Array[];
}

export function makeCandidates(request: CandidateRequest): Candidates {
  const { scaled, plan, horizon } = request;
  const days = scaled.length;
  const perModel = CALENDAR_MODELS.map((model) => ({
    past: plan.blocks.map((origins) =>
      runBlock(request, model, { until: origins[0] as number, origins, horizon: plan.horizon }),
    ),
    now: runBlock(request, model, { until: days, origins: [days], horizon }),
  }));
  const candidates = perModel.flatMap(({ past, now }, model) =>
    LEVEL_MEMBERS.map(({ name }, member) => ({
      name: `${(CALENDAR_MODELS[model] as CalendarModel).name}: ${name}`,
      model,
      past: joinPaths(past.map((block) => block.paths[member] as Float64Array)),
      future: now.paths[member] as Float64Array,
    })),
  );
  return { candidates, fits: perModel.map(({ now }) => now.fit) };
}

function runBlock(
  { scaled, scale, calendar, shifts }: CandidateRequest,
  model: CalendarModel,
  block: Block,
): BlockPaths {
  const { origins, horizon } = block;
  const fit = fitCalendar({ scaled, until: block.until, calendar, model, shifts });
  const effect = effectOf(calendar, fit.weights, { from: 0, to: calendar.size });
  const adjusted = scaled.slice(0, origins.at(-1)).map((value, at) => value - (effect[at] as number));
  const paths = LEVEL_MEMBERS.map(({ predict }) => {
    const path = predict({ adjusted, origins, horizon, noise: fit.noise, shifts });
    origins.forEach((origin, which) => {
      for (let ahead = 0; ahead < horizon; ahead++) {
        const at = which * horizon + ahead;
        path[at] = scale.fromScale((path[at] as number) + (effect[origin + ahead] as number));
      }
    });
    return path;
  });
  return { fit, paths };
}

function joinPaths(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
