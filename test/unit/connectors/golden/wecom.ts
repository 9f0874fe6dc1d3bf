// The request of `wecom`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "wecom",
  sources: ["https://developer.work.weixin.qq.com/document/path/91770"],
  url: /^https:\/\/qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=[0-9a-f-]+$/,
  body: z.strictObject({
    msgtype: z.literal("text"),
    text: z.strictObject({
      content: z
        .string()
        .min(1)
        .refine((text) => new TextEncoder().encode(text).byteLength <= 2_048, "2,048 bytes"),
      mentioned_list: z.tuple([]),
      mentioned_mobile_list: z.tuple([]),
    }),
  }),
  expected: {
    method: "POST",
    url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=01234567-89ab-cdef-0123-456789abcdef",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      msgtype: "text",
      text: {
        content:
          "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
        mentioned_list: [],
        mentioned_mobile_list: [],
      },
    },
  },
};
