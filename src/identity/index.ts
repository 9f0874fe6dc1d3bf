// The door of identity: principals and the credentials that prove them.

export { mintKey, parseKey, type ParsedKey } from "./api-key.ts";
export {
  isKeyActive,
  keyViewSchema,
  mayOpen,
  newKeySchema,
  viewKey,
  type KeyRecord,
  type NewKey,
} from "./key-record.ts";
export { ROLE_NAMES, type RoleName } from "./roles.ts";
export { userSchema, type UserDocument } from "./user.ts";
