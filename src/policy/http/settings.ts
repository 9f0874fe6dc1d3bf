// GET and PUT /v1/access-settings: the zone that hours are told in, trusted networks, whether changes need two persons.

import { etagOf, IF_MATCH, jsonReply, tenantOperation } from "../../edge/index.ts";
import { ok } from "../../kernel/result.ts";
import { accessSettingsSchema, SETTINGS_ID, type AccessState } from "../index.ts";
import { CHANGE_RESPONSES, changeAccess } from "./change-reply.ts";

const putSchema = accessSettingsSchema.meta({
  examples: [{ time_zone: "Europe/Berlin", trusted_networks: ["10.0.0.0/8"], requires_approval: false }],
});

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
    if (!state.ok) return state;
    const { settings, version } = state.value as unknown as AccessState;
    return ok(jsonReply(200, settings, etagOf(version)));
  },
});

export const putAccessSettings = tenantOperation({
  id: "access_settings.put",
  method: "PUT",
  path: "/v1/access-settings",
  tag: "Access",
  summary: "Change the settings of access",
  description: `All three together. Asking for two persons is refused (\`policy.locks_out\`) while fewer than two keys could approve.`,
  action: "policies:manage",
  params: null,
  query: null,
  body: { kind: "json", schema: putSchema, maxBytes: 16_384 },
  responses: CHANGE_RESPONSES,
  headers: [IF_MATCH],
  isIdempotentByKey: true,
  handle: (call) =>
    changeAccess(
      call,
      [{ kind: "settings", id: SETTINGS_ID, document: call.body }],
      "change the settings of access",
    ),
});
