// DingTalk, by a group's custom robot (security setting "keywords": `Traceo`). A text message calls only whom `at` names: nobody. It
// answers 200 with a code to what it did not take.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { vendorUrl } from "../settings.ts";
import { text, value } from "../template.ts";

export const dingtalk: Connector = {
  id: "dingtalk",
  name: "DingTalk",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl(["oapi.dingtalk.com"], /^\/robot\/send$/).refine(
      (written) => URL.parse(written)?.searchParams.has("access_token") ?? false,
      "with its `access_token`",
    ),
  }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: {
      json: {
        msgtype: "text",
        text: { content: text("Traceo\n{summary}\n{severity} · {at} · {id}", 2_000) },
        at: { atMobiles: [], atUserIds: [], isAtAll: false },
      },
    },
  },
  limits: { bodyBytes: 20_000, perMinute: 20 },
  answers: { takenWhere: { pointer: "/errcode", is: 0 } },
  documentation: "https://open.dingtalk.com/document/orgapp/custom-robot-access",
  example: {
    settings: { webhook_url: "https://oapi.dingtalk.com/robot/send?access_token=XXXX" },
    event: "alert.firing",
  },
};
