// The request of `slack`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

const plain = (max: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(max), emoji: z.boolean() });
const button = z.strictObject({ type: z.literal("button"), text: plain(75), url: z.url().max(3_000) });

export const GOLDEN: Golden = {
  id: "slack",
  sources: [
    "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
    "https://docs.slack.dev/reference/block-kit/blocks/header-block",
    "https://docs.slack.dev/messaging/formatting-message-text#escaping",
  ],
  url: /^https:\/\/hooks\.slack\.com\/services\/T0+\/B0+\/X+$/,
  never: [/[<>]/, /&(?!(?:amp|lt|gt);)/],
  body: z.strictObject({
    text: z.string().min(1).max(40_000),
    blocks: z
      .array(
        z.discriminatedUnion("type", [
          z.strictObject({ type: z.literal("header"), text: plain(150) }),
          z.strictObject({ type: z.literal("section"), text: plain(3_000) }),
          z.strictObject({ type: z.literal("context"), elements: z.array(plain(3_000)).min(1).max(10) }),
          z.strictObject({ type: z.literal("actions"), elements: z.array(button).min(1).max(25) }),
        ]),
      )
      .max(50),
    unfurl_links: z.boolean(),
    unfurl_media: z.boolean(),
  }),
  expected: {
    method: "POST",
    url: "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      text: "Alert firing: checkout is slow",
      blocks: [
        { type: "header", text: { type: "plain_text", text: "Alert firing", emoji: false } },
        {
          type: "section",
          text: { type: "plain_text", text: "Alert firing: checkout is slow", emoji: false },
        },
        {
          type: "section",
          text: {
            type: "plain_text",
            text: "alert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z",
            emoji: false,
          },
        },
        {
          type: "context",
          elements: [
            {
              type: "plain_text",
              text: "critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
              emoji: false,
            },
          ],
        },
      ],
      unfurl_links: false,
      unfurl_media: false,
    },
  },
};
