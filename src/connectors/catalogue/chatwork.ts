// Chatwork: a message in a room. `[toall]` and the like are commands: an invisible sign follows each `[`.

import { z } from "zod";
import type { Connector } from "../connector.ts";
import { secretText } from "../settings.ts";
import { text } from "../template.ts";

export const chatwork: Connector = {
  id: "chatwork",
  name: "Chatwork",
  kind: "chat",
  auth: "header",
  settings: z.strictObject({
    api_token: secretText(128),
    room: z.string().regex(/^\d{1,12}$/, "a room's number"),
  }),
  secrets: ["api_token"],
  request: {
    method: "POST",
    base: "https://api.chatwork.com",
    path: text("/v2/rooms/{settings.room}/messages", 128, "url"),
    headers: { "x-chatworktoken": text("{settings.api_token}", 128, "ascii") },
    body: { form: { body: text("{summary}\n{severity} · {at} · {id}", 5_000, "title"), self_unread: "1" } },
  },
  limits: { bodyBytes: 65_536, perMinute: 60 },
  documentation: "https://developer.chatwork.com/reference/post-rooms-room_id-messages",
  example: { settings: { api_token: "XXXX", room: "123456789" }, event: "alert.firing" },
};
