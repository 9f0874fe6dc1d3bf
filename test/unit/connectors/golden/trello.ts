// The request of `trello`, written out, and its vendor's documentation as a schema.

import { z } from "zod";
import { type Golden } from "../golden.ts";

/** A line that is ours, an empty one, and from there on nothing that does not begin with four spaces. */
const INDENTED = /^Sent by Traceo:\n\n(?: {4}[^\n]*(?:\n|$))+$/;

export const GOLDEN: Golden = {
  id: "trello",
  sources: [
    "https://developer.atlassian.com/cloud/trello/rest/api-group-cards/#api-cards-post",
    "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/#passing-token-and-key-in-api-requests",
  ],
  url: /^https:\/\/api\.trello\.com\/1\/cards$/,
  body: z.strictObject({
    idList: z.string().regex(/^[0-9a-fA-F]{24}$/),
    name: z.string().min(1).max(16_384),
    desc: z.string().max(16_384).regex(INDENTED),
    pos: z.enum(["top", "bottom"]),
    urlSource: z.url().optional(),
  }),
  expected: {
    method: "POST",
    url: "https://api.trello.com/1/cards",
    headers: {
      "content-type": "application/json",
      "user-agent": "traceo-gateway",
      authorization:
        'OAuth oauth_consumer_key="0123456789abcdef0123456789abcdef", oauth_token="ATTAXXXXXXXXXXXXXXXX"',
      accept: "application/json",
    },
    body: {
      idList: "5abbe4b7ddc1b351ef961414",
      name: "Alert firing: checkout is slow",
      desc: "Sent by Traceo:\n\n    Alert firing: checkout is slow\n    critical · 2026-11-23T14:20:00.000Z · evt_06fj2x9q0r4t8w1y5zab\n    alert_id: alr_06fj2x9q0r4t8w1y5zab\n    name: checkout is slow\n    severity: critical\n    labels.service: checkout\n    labels.environment: production\n    value: 2.4\n    since: 2026-11-23T14:20:00.000Z",
      pos: "top",
    },
  },
};
