// A BLOB column of plain bytes: drizzle's own gives Node's Buffer, which is more than is stored.

import { customType } from "drizzle-orm/sqlite-core";

export const bytes = customType<{ data: Uint8Array; driverData: ArrayBuffer | Uint8Array }>({
  dataType: () => "blob",
  fromDriver: (stored) => new Uint8Array(stored),
  toDriver: (value) => value,
});
