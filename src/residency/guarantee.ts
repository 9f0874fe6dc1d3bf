// What holds a tenant's data in its jurisdiction in this deployment, and whether that is enough for the tenant.
// INVARIANT: never more than what is there. Local mode has no lock at all: workerd keeps jurisdictions apart by name only.

import { MOST_EXCEPTION_DAYS, type Jurisdiction, type Tenant } from "../directory/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { DAY_MS } from "../kernel/time.ts";
import type { Guarantee, Source } from "./jurisdiction-row.ts";
import { JURISDICTION_ROWS } from "./jurisdictions.ts";
import { operatorCellOf, type OperatorCells } from "./cells/operator-cells.ts";

/** Of the deployment's settings, what decides about places. */
export interface Deployment {
  readonly MODE: "local" | "production";
  /** `global`, or the one jurisdiction that this deployment is the operator cell of. */
  readonly CELL: "global" | Jurisdiction;
  /** On the global deployment: the cells that it forwards to. */
  readonly OPERATOR_CELLS?: OperatorCells | undefined;
}

export interface Held {
  readonly guarantee: Guarantee;
  readonly source: Source;
}

const RUNTIME_PAGE = { url: "https://github.com/cloudflare/workerd", on: "2026-11-23" };
const LOCAL: Source = {
  ...RUNTIME_PAGE,
  says: "local mode: workerd has no jurisdictions, objects are kept apart by name, all of it on this machine",
};
const OPERATOR: Source = {
  ...RUNTIME_PAGE,
  says: "this deployment is the jurisdiction's own cell: workerd on the operator's machines in the country",
};
const FORWARDED: Source = {
  ...RUNTIME_PAGE,
  says: "requests are handed on unread to the operator's cell in the country; nothing is stored outside it",
};

export function guaranteeOf(jurisdiction: Jurisdiction, deployment: Deployment): Held {
  const { MODE, CELL } = deployment;
  if (CELL === jurisdiction) return { guarantee: "operator", source: OPERATOR };
  if (operatorCellOf(jurisdiction, deployment) !== null) return { guarantee: "operator", source: FORWARDED };
  if (MODE === "local") return { guarantee: "best_effort", source: LOCAL };
  const { guarantee, guaranteeSource } = JURISDICTION_ROWS[jurisdiction];
  return { guarantee, source: guaranteeSource };
}

/** The lock that a new tenant has unless it says otherwise: that of its jurisdiction's law. */
export function lockOf(jurisdiction: Jurisdiction): "required" | "preferred" {
  return JURISDICTION_ROWS[jurisdiction].lock;
}

/** When an exception ends that is given now for so many days. */
export function exceptionEnd(nowMs: number, days: number): string {
  return new Date(nowMs + days * DAY_MS).toISOString();
}

/**
 * May data of this tenant be stored here now? Asked when it is created and with every write of telemetry. Faults:
 * `residency.guarantee_missing`, `residency.exception_expired`.
 */
export function checkGuarantee(
  { jurisdiction, residency }: Pick<Tenant, "jurisdiction" | "residency">,
  deployment: Deployment,
  nowMs: number,
): Result<null> {
  if (residency.lock === "preferred") return ok(null);
  if (guaranteeOf(jurisdiction, deployment).guarantee !== "best_effort") return ok(null);
  const { exception } = residency;
  const ways = `${waysOut(jurisdiction)}, or an operator's exception of at most ${MOST_EXCEPTION_DAYS} days`;
  if (exception === null)
    return failed(
      fault(
        "residency.guarantee_missing",
        `nothing holds data in \`${jurisdiction}\` here: it takes ${ways}`,
      ),
    );
  if (nowMs < Date.parse(exception.until)) return ok(null);
  return failed(
    fault(
      "residency.exception_expired",
      `the exception ended at ${exception.until}; to write again it takes ${ways}`,
    ),
  );
}

function waysOut(jurisdiction: Jurisdiction): string {
  const cell = `an operator cell for \`${jurisdiction}\``;
  const { platformJurisdiction } = JURISDICTION_ROWS[jurisdiction];
  return platformJurisdiction === null ? cell : `${cell}, or a deployment on the platform's own jurisdiction`;
}
