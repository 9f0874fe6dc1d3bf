// What the tenant's transfers of data can be based on, as a whole. It decides transfers, so the epoch rises with it.

import { ok, type Result } from "../../kernel/result.ts";
import type { TransferBasis } from "../../residency/index.ts";
import { saveTransferBasis } from "../../residency/store/transfer-basis.ts";
import type { Change, Tx } from "../commit.ts";

export function setTransferBasis({ db }: Tx, basis: TransferBasis): Result<Change> {
  saveTransferBasis(db, basis);
  return ok({
    reply: basis,
    resource: "residency:transfer-basis",
    detail: basis,
    raisesEpoch: true,
    effects: [],
  });
}
