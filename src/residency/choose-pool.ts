// Which of a cell's pool databases a new tenant gets: by its id, evenly, without asking how full they are. An operator who
// has added a database says which one a tenant gets; a tenant that is there already stays until it is moved.

import { sha256 } from "../kernel/sha256.ts";

export function choosePool(tenantId: string, pools: number): number {
  const [first = 0, second = 0] = sha256(tenantId);
  return pools <= 1 ? 0 : (first * 256 + second) % pools;
}
