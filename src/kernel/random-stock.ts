// Random bytes from a stock: the platform is asked for many at once, because asking costs more than ten bytes are worth.
// INVARIANT: no byte is handed out twice, and none that was handed out stays in the stock.

import type { Random } from "./ids.ts";

const STOCK_BYTES = 1_024;

export function createRandomStock(ask: Random): Random {
  let stock = new Uint8Array(0);
  let at = 0;
  return (sizeBytes) => {
    if (sizeBytes > STOCK_BYTES) return ask(sizeBytes);
    if (at + sizeBytes > stock.length) {
      stock = ask(STOCK_BYTES).slice();
      at = 0;
    }
    const bytes = stock.slice(at, at + sizeBytes);
    stock.fill(0, at, at + sizeBytes);
    at += sizeBytes;
    return bytes;
  };
}
