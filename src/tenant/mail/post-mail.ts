// Mail leaves by the platform's binding `EMAIL`. Where there is none (locally, or not provisioned) it is put into the tenant's
// own bucket under `mail/`, by its time and number: the same mail again is the same object.
// LIMIT: the platform has no key to tell a repeated mail by: a crash between its answer and ours sends it twice.

import { utf8 } from "../../kernel/bytes.ts";
import { HOUR_MS } from "../../kernel/time.ts";
import { markMailedReport } from "../../reporting/store/report-runs.ts";
import type { TenantBucket } from "../../residency/index.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { loadKeyRing } from "../../residency/store/silo-keys.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { isInDoubt, putInDoubt } from "../schedules/doubtful-mails.ts";
import { loadContent, type MailContent } from "./mail-content.ts";
import { forgetMail, loadMail, type WrittenMail } from "./write-mail.ts";

/** The platform's e-mail service, as far as it is used here. */
export interface MailBinding {
  send(message: MailContent & { readonly from: string; readonly to: readonly string[] }): Promise<unknown>;
}

/** Of the object's environment; null where it is not provisioned. */
export function mailBinding(env: object): MailBinding | null {
  const bound: unknown = Reflect.get(env, "EMAIL");
  return typeof bound === "object" && bound !== null ? (bound as MailBinding) : null;
}

export interface PostOffice {
  readonly store: ObjectStore;
  readonly placement: Placement;
  readonly binding: MailBinding | null;
  /** Mail is from `traceo@` it. */
  readonly domain: string;
}

/** A report that has not left by then is told as failed; the gateway's own mail is tried for ever. */
const GIVE_UP_MS = 4 * HOUR_MS;
/** What the service refuses for good: trying again holds up every mail behind it. */
const FINAL: ReadonlySet<string> = new Set([
  "E_VALIDATION_ERROR",
  "E_RECIPIENT_NOT_ALLOWED",
  "E_RECIPIENT_SUPPRESSED",
  "E_CONTENT_TOO_LARGE",
]);

/** Throws when the mail has not left. Again it changes nothing. One that is in doubt waits until it is settled. */
export async function postMail(office: PostOffice, id: number): Promise<void> {
  const mail = loadMail(office.store.db, id);
  if (mail === null) return;
  if (isInDoubt(office.store, mail)) return putInDoubt(office.store);
  try {
    await send(office, mail);
  } catch (error) {
    const reason = refusalOf(office, mail, error);
    if (reason === null) throw error;
    return settle(office, mail, { state: "failed", reason });
  }
  // A crash here posts it once more.
  settle(office, mail, { state: "sent", reason: null });
}

/** Null: it is to be tried again. */
function refusalOf({ store }: PostOffice, { report, atMs }: WrittenMail, error: unknown): string | null {
  if (report === undefined) return null;
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : null;
  if (typeof code === "string" && FINAL.has(code)) return code;
  return store.clock() - atMs >= GIVE_UP_MS ? "mail.not_taken" : null;
}

interface Settled {
  readonly state: "sent" | "failed";
  readonly reason: string | null;
}

function settle({ store }: PostOffice, { id, report }: WrittenMail, settled: Settled): void {
  store.storage.transactionSync(() => {
    if (report !== undefined) {
      const { runId, target } = report;
      markMailedReport(store.db, { runId, target, ...settled, atMs: store.clock() });
    }
    forgetMail(store.db, id);
  });
}

async function send(office: PostOffice, mail: WrittenMail): Promise<void> {
  const { binding, domain } = office;
  const bucket = bucketOf(office);
  if (binding === null) return keepMail(bucket, mail);
  const content = await loadContent(bucket, mail);
  await binding.send({ from: `traceo@${domain}`, to: [...mail.to], ...content });
}

function bucketOf({ store, placement }: PostOffice): TenantBucket {
  const state = loadState(store.db);
  if (state === null) throw new Error("mail of nobody");
  return placement.bucket({ ...state.tenant, siloKeys: loadKeyRing(store.db) }, "contact");
}

export const mailFolder = (tenantId: string): string => `tenants/${tenantId}/mail/`;

/** What goes along stays where it is: the file names the objects. */
async function keepMail(
  bucket: TenantBucket,
  { id, atMs, report: _of, ...mail }: WrittenMail,
): Promise<void> {
  const content = { ...mail, at: new Date(atMs).toISOString() };
  // Numbers begin anew in the object of another jurisdiction, where the files of the former one are too.
  const name = `${mailFolder(bucket.tenantId)}${atMs}-${String(id).padStart(10, "0")}.json`;
  await bucket.put(name, utf8(`${JSON.stringify(content)}\n`));
}
