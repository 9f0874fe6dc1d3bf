// GET and PUT /v1/access-settings: the zone that hours are told in, trusted networks, whether changes need two persons.

import { jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { accessSettingsSchema, SETTINGS_ID, type AccessState } from "../index.ts";
import { CHANGE_RESPONSES, changeAccess } from "./change-reply.ts";

export const getAccessSettings = tenantOperation({
  id: "access_settings.get",
  method: "GET",
  path: "/v1/access-settings",
  tag: "Access",
  summary: "See the settings of access",
  action: "policies:view",
  params: null,
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "The settings in force", schema: accessSettingsSchema } },
  handle: async ({ session }) => {
    const state = await session.ask("access.state", { version: 0 });
    return state.ok ? ok(jsonReply(200, (state.value as unknown as AccessState).settings)) : state;
  },
});

export const putAccessSettings = tenantOperation({
  id: "access_settings.put",
  method: "PUT",
  path: "/v1/access-settings",
  tag: "Access",
  summary: "Change the settings of access",
  action: "policies:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: accessSettingsSchema, maxBytes: 16_384 },
  responses: CHANGE_RESPONSES,
  isIdempotentByKey: true,
  handle: (call) =>
    changeAccess(
      call,
      [{ kind: "settings", id: SETTINGS_ID, document: call.body }],
      "change the settings of access",
    ),
});
