// Every command of the tenant object by name. A change of a tenant's state that is not in this table cannot happen.

import type { Result } from "../kernel/result.ts";
import type { Change, Tx } from "./commit.ts";
import { changeAccess, type ChangeAccess } from "./commands/change-access.ts";
import { decideProposal, type DecideProposal } from "./commands/decide-proposal.ts";
import { restoreAccess, type RestoreAccess } from "./commands/restore-access.ts";
import { createKey, type CreateKey } from "./commands/create-key.ts";
import { joinShard, type JoinShard } from "./commands/join-shard.ts";
import { recordAccess, type RecordAccess } from "./commands/record-access.ts";
import { recordFlush, type FlushReport } from "./commands/record-flush.ts";
import { revokeKey, type RevokeKey } from "./commands/revoke-key.ts";
import { rotateKey, type RotateKey } from "./commands/rotate-key.ts";
import { setStatus, type SetStatus } from "./commands/set-status.ts";
import { setTier, type SetTier } from "./commands/set-tier.ts";

/** What each command takes. */
export interface CommandInputs {
  "keys.create": CreateKey;
  "keys.rotate": RotateKey;
  "keys.revoke": RevokeKey;
  "tenant.set_tier": SetTier;
  "tenant.set_status": SetStatus;
  "shards.join": JoinShard;
  "telemetry.record_flush": FlushReport;
  "access.record": RecordAccess;
  "access.change": ChangeAccess;
  "access.restore": RestoreAccess;
  "access.decide_proposal": DecideProposal;
}

export type CommandName = keyof CommandInputs;

const COMMANDS: { readonly [N in CommandName]: (tx: Tx, input: CommandInputs[N]) => Result<Change> } = {
  "keys.create": createKey,
  "keys.rotate": rotateKey,
  "keys.revoke": revokeKey,
  "tenant.set_tier": setTier,
  "tenant.set_status": setStatus,
  "shards.join": joinShard,
  "telemetry.record_flush": recordFlush,
  "access.record": recordAccess,
  "access.change": changeAccess,
  "access.restore": restoreAccess,
  "access.decide_proposal": decideProposal,
};

/** The command with its input, ready to run in a transaction. */
export function bindCommand<N extends CommandName>(
  name: N,
  input: CommandInputs[N],
): (tx: Tx) => Result<Change> {
  return (tx) => COMMANDS[name](tx, input);
}
