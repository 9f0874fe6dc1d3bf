// A least-recently-used cache bounded by the weight of what it holds, in bytes.
// INVARIANT: the sum of weights never exceeds the bound; an entry heavier than the bound is not kept.

export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V, weightBytes: number): void;
  delete(key: string): void;
  readonly weightBytes: number;
}

export function createLru<V>(boundBytes: number): Lru<V> {
  // A Map iterates in insertion order: touching an entry moves it to the end, the oldest is the first.
  const entries = new Map<string, { value: V; weightBytes: number }>();
  let total = 0;
  let newest: string | null = null;
  const drop = (key: string): void => {
    total -= entries.get(key)?.weightBytes ?? 0;
    entries.delete(key);
    if (key === newest) newest = null;
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined || key === newest) return entry?.value;
      entries.delete(key);
      entries.set(key, entry);
      newest = key;
      return entry.value;
    },
    set(key, value, weightBytes) {
      drop(key);
      if (weightBytes > boundBytes) return;
      entries.set(key, { value, weightBytes });
      newest = key;
      total += weightBytes;
      for (const oldest of entries.keys()) {
        if (total <= boundBytes) break;
        drop(oldest);
      }
    },
    delete: drop,
    get weightBytes() {
      return total;
    },
  };
}
