// The receipt of a finished move: what was done, signed as a statement.

import type { Json } from "../../kernel/canonical-json.ts";
import { signStatement } from "../sign-statement.ts";

export async function signReceipt(checkpointKey: string, statement: Json): Promise<string> {
  return signStatement(checkpointKey, "traceo-receipt+jws", statement);
}
