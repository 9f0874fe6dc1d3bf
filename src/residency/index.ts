// The door of residency: jurisdictions, what holds data inside them, and what may leave them.

export {
  FORWARD_HEADER,
  parseEdgeKeys,
  signForward,
  verifyForward,
  type EdgeKeys,
  type Forward,
} from "./cells/cell-channel.ts";
export { checkPlacement } from "./check-placement.ts";
export { refuseRelocation, relocatedResidency } from "./check-relocation.ts";
export { choosePool } from "./choose-pool.ts";
export { DATA_STORES, type StoreKind } from "./data-stores.ts";
export { answerHeaders, requestHeaders } from "./cells/forwarded-headers.ts";
export { checkGuarantee, exceptionEnd, guaranteeOf, lockOf, type Deployment } from "./guarantee.ts";
export { JURISDICTION_ROWS } from "./jurisdictions.ts";
export { parseMasterKeys } from "./master-keys.ts";
export { checkProcessing, regionalHost } from "./processing.ts";
export { newResidency, newTenant } from "./new-tenant.ts";
export {
  areSafeCells,
  isServedHere,
  operatorCellOf,
  operatorCellsSchema,
  type OperatorCell,
} from "./cells/operator-cells.ts";
export { siloBinding } from "./silo-binding.ts";
export type { TenantBucket } from "./tenant-bucket.ts";
export type { TenantDb, TenantStatement } from "./tenant-db.ts";
export {
  checkTransfer,
  decideTransfer,
  TRANSFER_RULES,
  transferDetail,
  type Transfer,
  type TransferDecision,
} from "./transfer.ts";
export { createUsedTokens, type UsedTokens } from "./cells/used-tokens.ts";
export { countrySchema, NO_BASIS, transferBasisSchema, type TransferBasis } from "./transfer-basis.ts";
export {
  describeObservation,
  reportOfBinding,
  reportOfObject,
  type HeldSet,
  type Observation,
  type StoreObservation,
} from "./evidence/observation.ts";
export type { Period } from "./evidence/coverage.ts";
export {
  asJson,
  makeStatement,
  STATEMENT_TYPE,
  statementHash,
  type Evidence,
  type ProvenEntry,
  type StatedMove,
  type StatedRefusal,
  type Statement,
} from "./evidence/statement.ts";
