// The request of `rocket-chat`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "rocket-chat",
  sources: [
    "https://docs.rocket.chat/docs/integrations",
    "https://developer.rocket.chat/apidocs/post-message",
  ],
  url: /^https:\/\/rocketchat\.example\.com\/hooks\/64b0\/XXXX$/,
  never: [/[@[](?!\u200b)/],
  body: z.strictObject({
    text: z.string().min(1),
    attachments: z.array(
      z.strictObject({
        title: z.string(),
        title_link: z.url().optional(),
        text: z.string(),
        color: z.string().regex(/^#[0-9a-f]{6}$/),
        fields: z
          .array(z.strictObject({ title: z.string().min(1), value: z.string().min(1), short: z.boolean() }))
          .optional(),
      }),
    ),
  }),
  expected: {
    method: "POST",
    url: "https://rocketchat.example.com/hooks/64b0/XXXX",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      text: "Alert firing: checkout is slow",
      attachments: [
        {
          title: "Alert firing",
          text: "critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
          color: "#b71c1c",
          fields: [
            { title: "alert_id", value: "alr_06fj2x9q0r4t8w1y5zab", short: false },
            { title: "name", value: "checkout is slow", short: false },
            { title: "severity", value: "critical", short: false },
            { title: "labels.service", value: "checkout", short: false },
            { title: "labels.environment", value: "production", short: false },
            { title: "value", value: "2.4", short: false },
            { title: "since", value: "2026-11-23T14:20:00.000Z", short: false },
          ],
        },
      ],
    },
  },
};
