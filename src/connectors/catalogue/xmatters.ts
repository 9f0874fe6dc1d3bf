// Everbridge xMatters, by a flow's HTTP trigger, which names the fields of the JSON it takes.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { FLAT_EVENT } from "../flat-event.ts";
import { vendorUrl } from "../settings.ts";
import { value } from "../template.ts";

export const xmatters: Connector = {
  id: "xmatters",
  name: "xMatters",
  kind: "incidents",
  auth: "url",
  settings: z.strictObject({
    trigger_url: vendorUrl([".xmatters.com"], /^\/api\/integration\/1\/functions\/[\w-]+\/triggers$/),
  }),
  secrets: ["trigger_url"],
  request: { method: "POST", base: value("settings.trigger_url"), body: { json: FLAT_EVENT } },
  limits: { bodyBytes: 131_072, perMinute: null },
  documentation: "https://help.xmatters.com/ondemand/flowdesigner/http-trigger.htm",
  example: {
    settings: {
      trigger_url:
        "https://example.xmatters.com/api/integration/1/functions/01234567-89ab-cdef-0123-456789abcdef/triggers?apiKey=XXXX",
    },
    event: "alert.firing",
  },
};
