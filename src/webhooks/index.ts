// The door of webhooks: event types, endpoints, deliveries, and what is sent.

export { checkAddress, type AddressRules } from "./address.ts";
export { attemptSchema, recordAttempt, type Received } from "./attempt-record.ts";
export { composeRequest, identityHeaders, sentEvent, type Attempt } from "./compose-request.ts";
export {
  DEAD_REASONS,
  DELIVERY_STATES,
  type DeadReason,
  type DeliveryState,
  type Order,
} from "./delivery.ts";
export {
  concurrencyOf,
  endpointChangeSchema,
  endpointSchema,
  MOST_ENDPOINTS,
  newEndpointSchema,
  SIGNATURES,
  splitEndpoint,
  type Endpoint,
  type EndpointChange,
  type EndpointSecrets,
  type SignatureScheme,
} from "./endpoint.ts";
export {
  afterFailure,
  beginProbe,
  isLongFailing,
  NEW_HEALTH,
  permitOf,
  type EndpointHealth,
} from "./endpoint-health.ts";
export {
  keysInForce,
  missingSchemes,
  MOST_OVERLAP_MS,
  rotateKeys,
  type EndpointKey,
} from "./endpoint-keys.ts";
export {
  DISABLE_REASONS,
  ENDPOINT_STATUSES,
  type DisableReason,
  type EndpointStatus,
} from "./endpoint-status.ts";
export { matchesPattern } from "./event-pattern.ts";
export { isEventSized, MOST_EVENT_BYTES, newEvent, type NewEvent, type WebhookEvent } from "./event.ts";
export {
  dataClassOf,
  EVENT_TYPE_NAMES,
  EVENT_TYPES,
  eventTypeViewSchema,
  viewEventType,
  type EventData,
  type EventType,
} from "./event-types.ts";
export { compileInterest } from "./interest.ts";
export { judgeAnswer, type Answer, type Judgement } from "./judge-answer.ts";
export { hookEvent } from "./inbound/hook-event.ts";
export { hookLog } from "./inbound/hook-log.ts";
export {
  hookSourceViewSchema,
  MOST_HOOK_SOURCES,
  newHookSourceSchema,
  sourceNameSchema,
  viewHookSource,
  type HookSource,
  type NewHookSource,
} from "./inbound/hook-source.ts";
export type { ReceivedHook, VerifiedHook } from "./inbound/received-hook.ts";
export { sourceSecret } from "./inbound/source-secret.ts";
export { verifyHook } from "./inbound/verify-hook.ts";
export type { OutboundRequest } from "./outbound-request.ts";
export { nextAttempt } from "./retry-schedule.ts";
export { signMessage } from "./sign-message.ts";
export { newSigningKey } from "./signing-keys.ts";
