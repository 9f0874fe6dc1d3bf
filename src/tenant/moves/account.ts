// What a place holds of a tenant, as one number that can be compared: the root of an RFC 6962 tree whose leaves are the
// blocks in catalog order, each with its catalog row and the SHA-256 of its bytes as the bucket keeps it.

import { append, EMPTY_FRONTIER, leafHash, rootOf, type Frontier } from "../../audit/index.ts";
import { hex } from "../../kernel/bytes.ts";
import { canonicalJson, type Json } from "../../kernel/canonical-json.ts";
import { sha256 } from "../../kernel/sha256.ts";
import type { BlockMeta } from "../../telemetry/index.ts";
import type { Account } from "./move.ts";

export interface Counting {
  add(block: BlockMeta, contentSha256: string): void;
  account(): Account;
}

export function startCounting(): Counting {
  let frontier: Frontier = EMPTY_FRONTIER;
  let rows = 0;
  let bytes = 0;
  return {
    add(block, contentSha256) {
      frontier = append(frontier, leafHash(canonicalJson(leafOf(block, contentSha256)))).frontier;
      rows += block.rows;
      bytes += block.sizeBytes;
    },
    account: () => ({ blocks: frontier.size, rows, bytes, root: hex(rootOf(frontier)) }),
  };
}

function leafOf({ names, ...row }: BlockMeta, contentSha256: string): Json {
  return { ...row, names: hex(sha256(names)), content: contentSha256 };
}

export function isSameAccount(left: Account, right: Account): boolean {
  return left.root === right.root && left.blocks === right.blocks && left.rows === right.rows;
}
