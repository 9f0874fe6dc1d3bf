// What the tenant's transfers of data can be based on, as a whole. It decides transfers, so the epoch rises with it.

import { ok, type Result } from "../../kernel/result.ts";
import type { TransferBasis } from "../../residency/index.ts";
import { saveTransferBasis } from "../../residency/store/transfer-basis.ts";
import { newEvent } from "../../webhooks/index.ts";
import type { Change, Tx } from "../commit.ts";

/** How many of each: the words of contracts stay here. */
function countsOf({ scc, sub_processors, consents }: TransferBasis) {
  return { scc: scc.length, sub_processors: sub_processors.length, consents: consents.length };
}

export function setTransferBasis({ db }: Tx, basis: TransferBasis): Result<Change> {
  saveTransferBasis(db, basis);
  return ok({
    reply: basis,
    resource: "residency:transfer-basis",
    detail: basis,
    raisesEpoch: true,
    effects: [],
    events: [newEvent("residency.basis_changed", countsOf(basis))],
  });
}
