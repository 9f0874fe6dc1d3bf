// Trello: a card in a list for each event. Its description is Markdown; the credentials stand in a header, not in the address.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { codeReport } from "../report-text.ts";
import { text, value } from "../template.ts";

const trelloKey = z.string().regex(/^[A-Za-z0-9]{16,100}$/, "letters and digits");

export const trello: Connector = {
  id: "trello",
  name: "Trello",
  kind: "tickets",
  auth: "header",
  settings: z.strictObject({
    api_key: trelloKey,
    token: trelloKey,
    list: z.string().regex(/^[0-9a-fA-F]{24}$/, "a list's id"),
  }),
  secrets: ["api_key", "token"],
  request: {
    method: "POST",
    base: "https://api.trello.com",
    path: "/1/cards",
    headers: {
      authorization: text(
        'OAuth oauth_consumer_key="{settings.api_key}", oauth_token="{settings.token}"',
        512,
        "ascii",
      ),
      accept: "application/json",
    },
    body: {
      json: {
        idList: value("settings.list"),
        name: text("{summary}", 500, "title"),
        desc: codeReport(16_000),
        pos: "top",
        urlSource: value("link"),
      },
    },
  },
  ignores: ["close"],
  limits: { bodyBytes: 131_072, perMinute: 600 },
  documentation: "https://developer.atlassian.com/cloud/trello/rest/api-group-cards/#api-cards-post",
  example: {
    settings: {
      api_key: "0123456789abcdef0123456789abcdef",
      token: "ATTAXXXXXXXXXXXXXXXX",
      list: "5abbe4b7ddc1b351ef961414",
    },
    event: "alert.firing",
  },
};
