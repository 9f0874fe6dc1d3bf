// Google Chat, by a space's webhook. Foreign text stands in cards, escaped as HTML, and never in the message's own text,
// where `<users/all>` is a mention. Events of one dedup key come into one thread.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { vendorUrl } from "../settings.ts";
import { each, given, text, value } from "../template.ts";

export const googleChat: Connector = {
  id: "google-chat",
  name: "Google Chat",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl(["chat.googleapis.com"], /^\/v1\/spaces\/[\w-]+\/messages$/).refine(
      (written) => URL.parse(written)?.searchParams.has("token") ?? false,
      "with its `key` and `token`",
    ),
  }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    path: "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD",
    headers: { "content-type": "application/json; charset=UTF-8" },
    body: {
      json: {
        thread: { threadKey: text("{dedup_key}", 250, "word") },
        cardsV2: [
          {
            cardId: text("{id}", 64, "word"),
            card: {
              header: {
                title: text("{title}", 150, "line"),
                subtitle: text("{severity} · {at}", 100, "line"),
              },
              sections: [
                { widgets: [{ textParagraph: { text: text("{summary}", 2_000, "html") } }] },
                given("facts", {
                  widgets: each("facts", 16, {
                    decoratedText: {
                      topLabel: text("{fact.name}", 64, "word"),
                      text: text("{fact.value}", 300, "html"),
                      wrapText: true,
                    },
                  }),
                }),
                given("link", {
                  widgets: [
                    {
                      buttonList: {
                        buttons: [{ text: "Open", onClick: { openLink: { url: value("link") } } }],
                      },
                    },
                  ],
                }),
              ],
            },
          },
        ],
      },
    },
  },
  // LIMIT: 32,000 bytes; (2,000 + 16 × 364 + 1,500) × 3 bytes of text are below, with what surrounds them.
  limits: { bodyBytes: 32_000, perMinute: 60 },
  documentation: "https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages",
  example: {
    settings: {
      webhook_url: "https://chat.googleapis.com/v1/spaces/AAAAAAAAAAA/messages?key=XXXX&token=YYYY",
    },
    event: "alert.firing",
  },
};
