// Mail leaves by the platform's binding `EMAIL`. Where there is none (locally, or not provisioned) it is put into the tenant's
// own bucket under `mail/`, by its number: the same mail again is the same object.
// LIMIT: the platform has no key to tell a repeated mail by: a crash between its answer and ours sends it twice.

import { utf8 } from "../../kernel/bytes.ts";
import type { Placement } from "../../residency/store/placement.ts";
import { loadKeyRing } from "../../residency/store/silo-keys.ts";
import { loadState, type ObjectStore } from "../object-store.ts";
import { forgetMail, loadMail, type WrittenMail } from "./write-mail.ts";

/** The platform's e-mail service, as far as it is used here. */
export interface MailBinding {
  send(message: {
    readonly from: string;
    readonly to: readonly string[];
    readonly subject: string;
    readonly text: string;
  }): Promise<unknown>;
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

/** Throws when the mail has not left. Again it changes nothing. */
export async function postMail(office: PostOffice, id: number): Promise<void> {
  const { store, binding, domain } = office;
  const mail = loadMail(store.db, id);
  if (mail === null) return;
  const { to, subject, text } = mail;
  if (binding === null) await keepMail(office, mail);
  else await binding.send({ from: `traceo@${domain}`, to: [...to], subject, text });
  // A crash here posts it once more.
  forgetMail(store.db, id);
}

async function keepMail({ store, placement }: PostOffice, { id, atMs, ...mail }: WrittenMail): Promise<void> {
  const state = loadState(store.db);
  if (state === null) throw new Error("mail of nobody");
  const { tenant } = state;
  const bucket = placement.bucket({ ...tenant, siloKeys: loadKeyRing(store.db) }, "contact");
  const content = { ...mail, at: new Date(atMs).toISOString() };
  const name = `tenants/${tenant.id}/mail/${String(id).padStart(10, "0")}.json`;
  await bucket.put(name, utf8(`${JSON.stringify(content)}\n`));
}
