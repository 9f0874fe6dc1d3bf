// Every command of the tenant object by name. A change of a tenant's state that is not in this table cannot happen.

import type { AttributionSettings, ChargebackModel } from "../finops/index.ts";
import type { Result } from "../kernel/result.ts";
import type { TransferBasis } from "../residency/index.ts";
import type { Change, Tx } from "./commit.ts";
import {
  deleteBudget,
  giveGrace,
  putBudget,
  type DeleteBudget,
  type GiveGrace,
  type PutBudget,
} from "./commands/change-budget.ts";
import { judgeBudgets, type JudgeBudgets } from "./finops/judge-budgets.ts";
import { keepForecasts, type KeepForecasts } from "./commands/keep-forecasts.ts";
import { correctUsage, type CorrectUsage } from "./commands/correct-usage.ts";
import {
  adjustChargeback,
  closeChargeback,
  setChargebackModel,
  type AdjustChargeback,
  type CloseChargeback,
} from "./commands/chargeback.ts";
import { decideRecommendation, type DecideRecommendation } from "./commands/decide-recommendation.ts";
import {
  failBillImport,
  finishBillImport,
  reportBillImport,
  startBillImport,
  type FailBillImport,
  type FinishBillImport,
  type ReportBillImport,
  type StartBillImport,
} from "./commands/import-bill.ts";
import { setAttribution } from "./commands/set-attribution.ts";
import { setExchangeRates, type SetExchangeRates } from "./commands/set-exchange-rates.ts";
import { setPriceBooks, type SetPriceBooks } from "./commands/set-price-books.ts";
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
import { createHookSource, type CreateHookSource } from "./commands/create-hook-source.ts";
import {
  endConsoleSession,
  startConsoleSession,
  type EndConsoleSession,
  type StartConsoleSession,
} from "./commands/console-session.ts";
import { createKey, type CreateKey } from "./commands/create-key.ts";
import { removeHookSource, type DeleteHookSource } from "./commands/delete-hook-source.ts";
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
import {
  changeDashboard,
  createDashboard,
  deleteDashboard,
  type ChangeDashboard,
  type CreateDashboard,
  type DeleteDashboard,
} from "./commands/change-dashboard.ts";
import {
  deleteExport,
  finishExport,
  linkExport,
  revokeLink,
  startExport,
  useLink,
  type DeleteExport,
  type FinishExport,
  type LinkExport,
  type RevokeLink,
  type StartExport,
  type UseLink,
} from "./commands/change-export.ts";
import {
  changeSchedule,
  createSchedule,
  deleteSchedule,
  pauseSchedule,
  runSchedule,
  type ChangeSchedule,
  type CreateSchedule,
  type DeleteSchedule,
  type PauseSchedule,
  type RunSchedule,
} from "./commands/change-schedule.ts";
import {
  finishReportRun,
  openDueRuns,
  type FinishReportRun,
  type OpenDueRuns,
} from "./commands/report-run.ts";
import { buryWebhookDelivery, type BuryWebhookDelivery } from "./commands/bury-webhook-delivery.ts";
import { changeWebhookEndpoint, type ChangeWebhookEndpoint } from "./commands/change-webhook-endpoint.ts";
import { createWebhookEndpoint, type CreateWebhookEndpoint } from "./commands/create-webhook-endpoint.ts";
import { deleteWebhookEndpoint, type DeleteWebhookEndpoint } from "./commands/delete-webhook-endpoint.ts";
import { disableWebhookEndpoint, type DisableWebhookEndpoint } from "./commands/disable-webhook-endpoint.ts";
import { replayWebhooks, type ReplayWebhooks } from "./commands/replay-webhooks.ts";
import { rotateWebhookSecret, type RotateWebhookSecret } from "./commands/rotate-webhook-secret.ts";
import { testWebhookEndpoint, type TestWebhookEndpoint } from "./commands/test-webhook-endpoint.ts";
import { takeHook, type TakeHook } from "./commands/take-from-hook-source.ts";

/** What each command takes. */
export interface CommandInputs {
  "schedules.create": CreateSchedule;
  "schedules.change": ChangeSchedule;
  "schedules.pause": PauseSchedule;
  "schedules.delete": DeleteSchedule;
  "schedules.run": RunSchedule;
  "reports.open_due": OpenDueRuns;
  "reports.finish": FinishReportRun;
  "exports.start": StartExport;
  "exports.finish": FinishExport;
  "exports.delete": DeleteExport;
  "exports.link": LinkExport;
  "exports.revoke_link": RevokeLink;
  "exports.use_link": UseLink;
  "dashboards.create": CreateDashboard;
  "dashboards.change": ChangeDashboard;
  "dashboards.delete": DeleteDashboard;
  "budgets.put": PutBudget;
  "forecasts.keep": KeepForecasts;
  "budgets.delete": DeleteBudget;
  "budgets.give_grace": GiveGrace;
  "budgets.judge": JudgeBudgets;
  "usage.set_attribution": AttributionSettings;
  "usage.correct": CorrectUsage;
  "rates.set_price_books": SetPriceBooks;
  "rates.set_exchange_rates": SetExchangeRates;
  "bills.start_import": StartBillImport;
  "bills.report_import": ReportBillImport;
  "bills.finish_import": FinishBillImport;
  "bills.fail_import": FailBillImport;
  "chargeback.set_model": ChargebackModel;
  "chargeback.close": CloseChargeback;
  "chargeback.adjust": AdjustChargeback;
  "recommendations.decide": DecideRecommendation;
  "console_sessions.start": StartConsoleSession;
  "console_sessions.end": EndConsoleSession;
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
  "hook_sources.create": CreateHookSource;
  "hook_sources.delete": DeleteHookSource;
  "hook_sources.take": TakeHook;
  "silo_keys.rewrap": RewrapSiloKeys;
  "moves.start": StartMove;
  "moves.advance": AdvanceMove;
  "moves.cancel": CancelMove;
  "webhooks.create_endpoint": CreateWebhookEndpoint;
  "webhooks.change_endpoint": ChangeWebhookEndpoint;
  "webhooks.delete_endpoint": DeleteWebhookEndpoint;
  "webhooks.rotate_secret": RotateWebhookSecret;
  "webhooks.test_endpoint": TestWebhookEndpoint;
  "webhooks.replay": ReplayWebhooks;
  "webhooks.disable_endpoint": DisableWebhookEndpoint;
  "webhooks.bury_delivery": BuryWebhookDelivery;
}

export type CommandName = keyof CommandInputs;

const COMMANDS: { readonly [N in CommandName]: (tx: Tx, input: CommandInputs[N]) => Result<Change> } = {
  "schedules.create": createSchedule,
  "schedules.change": changeSchedule,
  "schedules.pause": pauseSchedule,
  "schedules.delete": deleteSchedule,
  "schedules.run": runSchedule,
  "reports.open_due": openDueRuns,
  "reports.finish": finishReportRun,
  "exports.start": startExport,
  "exports.finish": finishExport,
  "exports.delete": deleteExport,
  "exports.link": linkExport,
  "exports.revoke_link": revokeLink,
  "exports.use_link": useLink,
  "dashboards.create": createDashboard,
  "dashboards.change": changeDashboard,
  "dashboards.delete": deleteDashboard,
  "budgets.put": putBudget,
  "forecasts.keep": keepForecasts,
  "budgets.delete": deleteBudget,
  "budgets.give_grace": giveGrace,
  "budgets.judge": judgeBudgets,
  "usage.set_attribution": setAttribution,
  "usage.correct": correctUsage,
  "rates.set_price_books": setPriceBooks,
  "rates.set_exchange_rates": setExchangeRates,
  "bills.start_import": startBillImport,
  "bills.report_import": reportBillImport,
  "bills.finish_import": finishBillImport,
  "bills.fail_import": failBillImport,
  "chargeback.set_model": setChargebackModel,
  "chargeback.close": closeChargeback,
  "chargeback.adjust": adjustChargeback,
  "recommendations.decide": decideRecommendation,
  "console_sessions.start": startConsoleSession,
  "console_sessions.end": endConsoleSession,
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
  "hook_sources.create": createHookSource,
  "hook_sources.delete": removeHookSource,
  "hook_sources.take": takeHook,
  "silo_keys.rewrap": rewrapSiloKeys,
  "moves.start": startMove,
  "moves.advance": advanceMove,
  "moves.cancel": cancelMove,
  "webhooks.create_endpoint": createWebhookEndpoint,
  "webhooks.change_endpoint": changeWebhookEndpoint,
  "webhooks.delete_endpoint": deleteWebhookEndpoint,
  "webhooks.rotate_secret": rotateWebhookSecret,
  "webhooks.test_endpoint": testWebhookEndpoint,
  "webhooks.replay": replayWebhooks,
  "webhooks.disable_endpoint": disableWebhookEndpoint,
  "webhooks.bury_delivery": buryWebhookDelivery,
};

/** The command with its input, ready to run in a transaction. */
export function bindCommand<N extends CommandName>(
  name: N,
  input: CommandInputs[N],
): (tx: Tx) => Result<Change> {
  return (tx) => COMMANDS[name](tx, input);
}
