// What mail connectors share: who writes, and a subject on one line.

import { z } from "zod";
import { mailbox, plainText } from "./settings.ts";
import { text, type Template } from "./template.ts";

export const SENDER_SETTINGS = {
  from: mailbox(),
  from_name: plainText(78)
    .refine((name) => !/[<>"@,;:]/.test(name), "no characters that end a name")
    .default("Traceo"),
};

export const RECIPIENTS = z.array(mailbox()).min(1).max(50);

/** RFC 5322 2.1.1 asks for lines below 998 characters; mailers show about 70. */
export const SUBJECT: Template = text("{summary}", 200, "line");
