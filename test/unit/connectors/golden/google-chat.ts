// The request of `google-chat`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

const openLink = z.strictObject({ url: z.url({ protocol: /^https$/ }) });
const button = z.strictObject({ text: z.string(), onClick: z.strictObject({ openLink }) });
const widget = z.union([
  z.strictObject({ textParagraph: z.strictObject({ text: z.string().min(1) }) }),
  z.strictObject({
    decoratedText: z.strictObject({ topLabel: z.string(), text: z.string().min(1), wrapText: z.boolean() }),
  }),
  z.strictObject({ buttonList: z.strictObject({ buttons: z.array(button).min(1) }) }),
]);

export const GOLDEN: Golden = {
  id: "google-chat",
  sources: [
    "https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages",
    "https://developers.google.com/workspace/chat/api/reference/rest/v1/cards",
  ],
  url: /^https:\/\/chat\.googleapis\.com\/v1\/spaces\/\w+\/messages\?key=XXXX&token=YYYY&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD$/,
  never: [/<(?!$)/],
  body: z.strictObject({
    thread: z.strictObject({ threadKey: z.string().min(1).max(4_000) }),
    cardsV2: z
      .array(
        z.strictObject({
          cardId: z.string(),
          card: z.strictObject({
            header: z.strictObject({ title: z.string().min(1), subtitle: z.string() }),
            sections: z.array(z.strictObject({ widgets: z.array(widget).min(1).max(100) })).min(1),
          }),
        }),
      )
      .length(1),
  }),
  expected: {
    method: "POST",
    url: "https://chat.googleapis.com/v1/spaces/AAAAAAAAAAA/messages?key=XXXX&token=YYYY&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD",
    headers: { "content-type": "application/json; charset=UTF-8", "user-agent": "traceo-gateway" },
    body: {
      thread: { threadKey: "alert:alr_06fj2x9q0r4t8w1y5zab" },
      cardsV2: [
        {
          cardId: "evt_06fj2x9q0r4t8w1y5zab",
          card: {
            header: { title: "Alert firing", subtitle: "critical · 2026-11-23T14:20:00.000Z" },
            sections: [
              { widgets: [{ textParagraph: { text: "Alert firing: checkout is slow" } }] },
              {
                widgets: [
                  {
                    decoratedText: { topLabel: "alert_id", text: "alr_06fj2x9q0r4t8w1y5zab", wrapText: true },
                  },
                  { decoratedText: { topLabel: "name", text: "checkout is slow", wrapText: true } },
                  { decoratedText: { topLabel: "severity", text: "critical", wrapText: true } },
                  { decoratedText: { topLabel: "labels.service", text: "checkout", wrapText: true } },
                  { decoratedText: { topLabel: "labels.environment", text: "production", wrapText: true } },
                  { decoratedText: { topLabel: "value", text: "2.4", wrapText: true } },
                  { decoratedText: { topLabel: "since", text: "2026-11-23T14:20:00.000Z", wrapText: true } },
                ],
              },
            ],
          },
        },
      ],
    },
  },
};
