// Feishu and Lark, by a group's custom bot. Foreign text stands in `text` elements of a post, which are plain; in a text message
// `<at user_id="all">` would call everybody. It answers 200 with a code to what it did not take.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { vendorUrl } from "../settings.ts";
import { each, given, text, value } from "../template.ts";

export const feishu: Connector = {
  id: "feishu",
  name: "Feishu / Lark",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl(["open.feishu.cn", "open.larksuite.com"], /^\/open-apis\/bot\/v2\/hook\/[\w-]+$/),
  }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: {
      json: {
        msg_type: "post",
        content: {
          post: {
            en_us: {
              title: text("{title}", 150, "line"),
              content: [
                [{ tag: "text", text: text("{summary}", 1_000, "line") }],
                given(
                  "facts",
                  each("facts", 16, { tag: "text", text: text("{fact.name}: {fact.value}\n", 300) }),
                ),
                [{ tag: "text", text: text("{severity} · {at} · {id}", 200, "line") }],
              ],
            },
          },
        },
      },
    },
  },
  // LIMIT: 20 KB; (150 + 1,000 + 16 × 300 + 200) × 3 bytes of text are below, with what surrounds them.
  limits: { bodyBytes: 20_480, perMinute: 100 },
  answers: { takenWhere: { pointer: "/code", is: 0 } },
  documentation: "https://open.larksuite.com/document/client-docs/bot-v3/add-custom-bot",
  example: {
    settings: { webhook_url: "https://open.feishu.cn/open-apis/bot/v2/hook/XXXX-YYYY" },
    event: "alert.firing",
  },
};
