// The request of `webex`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "webex",
  sources: ["https://developer.webex.com/messaging/docs/api/v1/messages/create-a-message"],
  url: /^https:\/\/webexapis\.com\/v1\/webhooks\/incoming\/XXXX$/,
  body: z.strictObject({
    text: z
      .string()
      .min(1)
      .refine((text) => new TextEncoder().encode(text).byteLength <= 7_439, "7,439 bytes"),
  }),
  expected: {
    method: "POST",
    url: "https://webexapis.com/v1/webhooks/incoming/XXXX",
    headers: { "content-type": "application/json", "user-agent": "traceo-gateway" },
    body: {
      text: "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
    },
  },
};
