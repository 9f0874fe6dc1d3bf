// WeCom (WeChat Work), by a group's robot. A text is 2,048 bytes at most, and a unit of text three bytes; it calls only whom the lists
// name: nobody. It answers 200 with a code to what it did not take.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { plainReport } from "../report-text.ts";
import { vendorUrl } from "../settings.ts";
import { value } from "../template.ts";

export const wecom: Connector = {
  id: "wecom",
  name: "WeCom",
  kind: "chat",
  auth: "url",
  settings: z.strictObject({
    webhook_url: vendorUrl(["qyapi.weixin.qq.com"], /^\/cgi-bin\/webhook\/send$/).refine(
      (written) => URL.parse(written)?.searchParams.has("key") ?? false,
      "with its `key`",
    ),
  }),
  secrets: ["webhook_url"],
  request: {
    method: "POST",
    base: value("settings.webhook_url"),
    body: {
      json: {
        msgtype: "text",
        text: { content: plainReport(680), mentioned_list: [], mentioned_mobile_list: [] },
      },
    },
  },
  limits: { bodyBytes: 8_192, perMinute: 20 },
  answers: { takenWhere: { pointer: "/errcode", is: 0 } },
  documentation: "https://developer.work.weixin.qq.com/document/path/91770",
  example: {
    settings: {
      webhook_url:
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=01234567-89ab-cdef-0123-456789abcdef",
    },
    event: "alert.firing",
  },
};
