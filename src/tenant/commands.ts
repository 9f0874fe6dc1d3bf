// Every command of the tenant object by name. A change of a tenant's state that is not in this table cannot happen.

import type { Result } from "../kernel/result.ts";
import type { TransferBasis } from "../residency/index.ts";
import type { Change, Tx } from "./commit.ts";
import { attestResidency, type AttestResidency } from "./commands/attest-residency.ts";
import { recordObservation, type RecordObservation } from "./commands/record-observation.ts";
import {
  advanceOffboarding,
  cancelOffboarding,
  confirmDeletion,
  startOffboarding,
  type AdvanceOffboarding,
  type ConfirmDeletion,
  type StartOffboarding,
} from "./commands/offboard.ts";
import { advanceMove, type AdvanceMove } from "./moves/advance.ts";
import { cancelMove, type CancelMove } from "./commands/cancel-move.ts";
import { startMove, type StartMove } from "./commands/start-move.ts";
import { changeAccess, type ChangeAccess } from "./commands/change-access.ts";
import { decideProposal, type DecideProposal } from "./commands/decide-proposal.ts";
import { restoreAccess, type RestoreAccess } from "./commands/restore-access.ts";
import { createKey, type CreateKey } from "./commands/create-key.ts";
import { joinShard, type JoinShard } from "./commands/join-shard.ts";
import { recordAccess, type RecordAccess } from "./commands/record-access.ts";
import { recordFlush, type FlushReport } from "./commands/record-flush.ts";
import { revokeKey, type RevokeKey } from "./commands/revoke-key.ts";
import { rotateKey, type RotateKey } from "./commands/rotate-key.ts";
import { setLimits, type SetLimits } from "./commands/set-limits.ts";
import { setPrivacyRules, type SetPrivacyRules } from "./commands/set-privacy-rules.ts";
import { setStatus, type SetStatus } from "./commands/set-status.ts";
import {
  setException,
  setResidency,
  type SetException,
  type SetResidency,
} from "./commands/set-residency.ts";
import { setTransferBasis } from "./commands/set-transfer-basis.ts";
import {
  addSiloKey,
  rewrapSiloKeys,
  type AddSiloKey,
  type RewrapSiloKeys,
} from "./commands/change-silo-keys.ts";
import { setTier, type SetTier } from "./commands/set-tier.ts";

/** What each command takes. */
export interface CommandInputs {
  "keys.create": CreateKey;
  "keys.rotate": RotateKey;
  "keys.revoke": RevokeKey;
  "tenant.set_tier": SetTier;
  "tenant.set_limits": SetLimits;
  "tenant.set_status": SetStatus;
  "residency.set": SetResidency;
  "residency.set_exception": SetException;
  "residency.set_transfer_basis": TransferBasis;
  "offboarding.start": StartOffboarding;
  "offboarding.advance": AdvanceOffboarding;
  "offboarding.cancel": Readonly<Record<string, never>>;
  "offboarding.delete": ConfirmDeletion;
  "residency.observe": RecordObservation;
  "residency.attest": AttestResidency;
  "shards.join": JoinShard;
  "telemetry.record_flush": FlushReport;
  "access.record": RecordAccess;
  "access.change": ChangeAccess;
  "access.restore": RestoreAccess;
  "access.decide_proposal": DecideProposal;
  "privacy.set_rules": SetPrivacyRules;
  "silo_keys.add": AddSiloKey;
  "silo_keys.rewrap": RewrapSiloKeys;
  "moves.start": StartMove;
  "moves.advance": AdvanceMove;
  "moves.cancel": CancelMove;
}

export type CommandName = keyof CommandInputs;

const COMMANDS: { readonly [N in CommandName]: (tx: Tx, input: CommandInputs[N]) => Result<Change> } = {
  "keys.create": createKey,
  "keys.rotate": rotateKey,
  "keys.revoke": revokeKey,
  "tenant.set_tier": setTier,
  "tenant.set_limits": setLimits,
  "tenant.set_status": setStatus,
  "residency.set": setResidency,
  "residency.set_exception": setException,
  "residency.set_transfer_basis": setTransferBasis,
  "offboarding.start": startOffboarding,
  "offboarding.advance": advanceOffboarding,
  "offboarding.cancel": cancelOffboarding,
  "offboarding.delete": confirmDeletion,
  "residency.observe": recordObservation,
  "residency.attest": attestResidency,
  "shards.join": joinShard,
  "telemetry.record_flush": recordFlush,
  "access.record": recordAccess,
  "access.change": changeAccess,
  "access.restore": restoreAccess,
  "access.decide_proposal": decideProposal,
  "privacy.set_rules": setPrivacyRules,
  "silo_keys.add": addSiloKey,
  "silo_keys.rewrap": rewrapSiloKeys,
  "moves.start": startMove,
  "moves.advance": advanceMove,
  "moves.cancel": cancelMove,
};

/** The command with its input, ready to run in a transaction. */
export function bindCommand<N extends CommandName>(
  name: N,
  input: CommandInputs[N],
): (tx: Tx) => Result<Change> {
  return (tx) => COMMANDS[name](tx, input);
}
