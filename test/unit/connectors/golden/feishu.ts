// The request of `feishu`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "feishu",
  sources: [
    "https://open.larksuite.com/document/client-docs/bot-v3/add-custom-bot",
    "https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot",
  ],
  url: /^https:\/\/open\.feishu\.cn\/open-apis\/bot\/v2\/hook\/XXXX-YYYY$/,
  body: z.strictObject({
    msg_type: z.literal("post"),
    content: z.strictObject({
      post: z.strictObject({
        en_us: z.strictObject({
          title: z.string(),
          // No `at` element: nobody is called.
          content: z.array(
            z.array(z.strictObject({ tag: z.literal("text"), text: z.string().min(1) })).min(1),
          ),
        }),
      }),
    }),
  }),
  expected: {
    method: "POST",
    url: "https://open.feishu.cn/open-apis/bot/v2/hook/XXXX-YYYY",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      msg_type: "post",
      content: {
        post: {
          en_us: {
            title: "Alert firing",
            content: [
              [{ tag: "text", text: "Alert firing: checkout is slow" }],
              [
                { tag: "text", text: "alert_id: alr_06fj2x9q0r4t8w1y5zab\n" },
                { tag: "text", text: "name: checkout is slow\n" },
                { tag: "text", text: "severity: critical\n" },
                { tag: "text", text: "labels.service: checkout\n" },
                { tag: "text", text: "labels.environment: production\n" },
                { tag: "text", text: "value: 2.4\n" },
                { tag: "text", text: "since: 2026-11-23T14:20:00.000Z\n" },
              ],
              [{ tag: "text", text: "critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab" }],
            ],
          },
        },
      },
    },
  },
};
