// The request of `ntfy`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

export const GOLDEN: Golden = {
  id: "ntfy",
  sources: ["https://docs.ntfy.sh/publish/#publish-as-json"],
  url: /^https:\/\/ntfy\.sh\/$/,
  body: z.strictObject({
    topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
    title: z.string().max(250),
    message: z
      .string()
      .min(1)
      .refine((text) => new TextEncoder().encode(text).byteLength <= 4_096, "4,096 bytes"),
    priority: z.int().min(1).max(5),
    tags: z.array(z.string()),
    click: z.url().optional(),
  }),
  expected: {
    method: "POST",
    url: "https://ntfy.sh/",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization: "Bearer tk_XXXX",
    },
    body: {
      topic: "traceo-operations-XXXX",
      title: "Alert firing",
      message:
        "Alert firing: checkout is slow\n\nalert_id: alr_06fj2x9q0r4t8w1y5zab\nname: checkout is slow\nseverity: critical\nlabels.service: checkout\nlabels.environment: production\nvalue: 2.4\nsince: 2026-11-23T14:20:00.000Z\n\ncritical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab",
      priority: 5,
      tags: ["critical"],
    },
  },
};
