// The door of the audit domain: entries, the Merkle tree over them, checkpoints, exports and their verification.
// Everything here is pure; storage, HTTP and the signing key are given in.

export { encodeEntry, parseEntry } from "./entry.ts";
export type { AuditActor, AuditEntry } from "./entry.ts";
export { leafHash } from "./tree-hash.ts";
export type { ReadHash } from "./tree-hash.ts";
export { append, EMPTY_FRONTIER, encodeFrontier, frontierAt, parseFrontier, rootOf } from "./frontier.ts";
export type { CompletedTile, Frontier } from "./frontier.ts";
export { createHashReader, packTile, TILE_WIDTH } from "./tile.ts";
export { consistencyProof, inclusionProof } from "./proof.ts";
export { verifyConsistency, verifyInclusion } from "./verify-proof.ts";
export { createVerifierKey, encodeVerifierKey, parseVerifierKey } from "./verifier-key.ts";
export type { VerifierKey } from "./verifier-key.ts";
export { logOrigin, parseCheckpoint, signCheckpoint, verifyCheckpoint } from "./checkpoint.ts";
export type { CheckpointSigner } from "./checkpoint.ts";
export { exportCheckpointLine, exportHeaderLine } from "./export-format.ts";
export type { ExportHeader } from "./export-format.ts";
export { EXPORT_CHECKS } from "./export-report.ts";
export type { ExportCheck, ExportReport } from "./export-report.ts";
export { splitLines } from "./split-lines.ts";
export { verifyExport } from "./verify-export.ts";
