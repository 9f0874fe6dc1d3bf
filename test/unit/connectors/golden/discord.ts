// The request of `discord`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { allTexts, type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "discord",
  sources: [
    "https://discord.com/developers/docs/resources/webhook#execute-webhook",
    "https://discord.com/developers/docs/resources/message#embed-object-embed-limits",
  ],
  url: /^https:\/\/discord\.com\/api\/webhooks\/\d+\/\w+\?wait=true$/,
  never: [/(?<!\\)[*`<[]/],
  body: z.strictObject({
    allowed_mentions: z.strictObject({ parse: z.tuple([]) }),
    embeds: z
      .array(
        z.strictObject({
          title: z.string().min(1).max(256),
          description: z.string().min(1).max(4_096),
          url: z.url({ protocol: /^https?$/ }).optional(),
          color: z.int().min(0).max(0xffffff),
          timestamp: z.iso.datetime(),
          fields: z
            .array(z.strictObject({ name: z.string().min(1).max(256), value: z.string().min(1).max(1_024) }))
            .max(25)
            .optional(),
          footer: z.strictObject({ text: z.string().max(2_048) }),
        }),
      )
      .min(1)
      .max(10)
      .refine((embeds) => allTexts(embeds).join("").length <= 6_000, "6,000 characters in all"),
  }),
  expected: {
    method: "POST",
    url: "https://discord.com/api/webhooks/123456789012345678/XXXXXXXXXXXXXXXX?wait=true",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      allowed_mentions: { parse: [] },
      embeds: [
        {
          title: "Alert firing",
          description: "Alert firing\\: checkout is slow",
          color: 12000284,
          timestamp: "2026-11-23T14:20:00.000Z",
          fields: [
            { name: "alert\\_id", value: "alr\\_06fj2x9q0r4t8w1y5zab" },
            { name: "name", value: "checkout is slow" },
            { name: "severity", value: "critical" },
            { name: "labels\\.service", value: "checkout" },
            { name: "labels\\.environment", value: "production" },
            { name: "value", value: "2\\.4" },
            { name: "since", value: "2026\\-11\\-23T14\\:20\\:00\\.000Z" },
          ],
          footer: { text: "critical · evt_06fj2x9q0r4t8w1y5zab" },
        },
      ],
    },
  },
};
