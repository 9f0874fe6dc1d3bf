// What a mail says, with what goes along: read from the tenant's bucket when it is sent, so that a row stays small.
// An object that is gone (its report was deleted, or did not move along) is left out, and the text says so.

import { parseUtf8 } from "../../kernel/bytes.ts";
import type { TenantBucket } from "../../residency/index.ts";
import type { WrittenMail } from "./write-mail.ts";

interface Attachment {
  readonly content: ArrayBuffer;
  readonly filename: string;
  readonly type: string;
  readonly disposition: "attachment" | "inline";
  readonly contentId?: string;
}

export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly Attachment[];
}

export async function loadContent(bucket: TenantBucket, mail: WrittenMail): Promise<MailContent> {
  const { subject, text, htmlKey = null, parts = [] } = mail;
  const html = htmlKey === null ? null : await loadHtml(bucket, htmlKey);
  const attachments: Attachment[] = [];
  for (const { key, name: filename, mime: type, cid } of parts) {
    const found = await bucket.get(key);
    if (found === null) continue;
    const content = await found.arrayBuffer();
    const shown = cid === null ? {} : { contentId: cid };
    attachments.push({
      content,
      filename,
      type,
      disposition: cid === null ? "attachment" : "inline",
      ...shown,
    });
  }
  const isWhole = attachments.length === parts.length;
  return {
    subject,
    text: isWhole ? text : `${text}\n\nThe file is not there any more.\n`,
    ...(html === null ? {} : { html }),
    ...(attachments.length === 0 ? {} : { attachments }),
  };
}

async function loadHtml(bucket: TenantBucket, key: string): Promise<string | null> {
  const found = await bucket.get(key);
  return found === null ? null : parseUtf8(new Uint8Array(await found.arrayBuffer()));
}
