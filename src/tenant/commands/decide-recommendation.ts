// A recommendation is accepted or dismissed, once; what it said then is kept, because it is what the saving is measured against.

import type { Recommendation } from "../../finops/index.ts";
import { keepDecision, loadDecision, type Decision } from "../../finops/store/decisions.ts";
import type { Json } from "../../kernel/canonical-json.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import type { Change, Tx } from "../commit.ts";

export interface DecideRecommendation {
  readonly recommendation: Recommendation;
  readonly decision: Decision["decision"];
  readonly note: string;
}

/** `recommendations.decided` when somebody was first. */
export function decideRecommendation({ db, nowMs }: Tx, asked: DecideRecommendation): Result<Change> {
  const { id } = asked.recommendation;
  const known = loadDecision(db, id);
  if (known !== null) return failed(fault("recommendations.decided", `it was ${known.decision}`));
  keepDecision(db, nowMs, asked);
  const reply = { ...asked.recommendation, state: asked.decision, decided_at: new Date(nowMs).toISOString() };
  return ok({
    reply,
    resource: `recommendation:${id}`,
    detail: asked as unknown as Json,
    raisesEpoch: false,
    effects: [],
  });
}
