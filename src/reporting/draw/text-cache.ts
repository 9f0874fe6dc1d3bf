// The chart library's cache of texts and colours by what they say. It keeps them in plain objects, where a text `__proto__` finds
// the prototype of all objects and takes it for an entry of its own: two fields more on every object of the isolate, whoever's
// it is. INVARIANT: a key is never the name of anything that objects inherit.

import LRU from "zrender/lib/core/LRU.js";

const OWN = "\0";

type Keyed = (this: unknown, key: string | number, ...rest: readonly unknown[]) => unknown;

function keepApart(name: "get" | "put"): void {
  const method = Reflect.get(LRU.prototype, name) as Keyed;
  const apart: Keyed = function (key, ...rest) {
    return method.call(this, OWN + String(key), ...rest);
  };
  Reflect.set(LRU.prototype, name, apart);
}

/** Once for each isolate: the library's caches are its modules' own. */
export function keepKeysApart(): void {
  keepApart("get");
  keepApart("put");
}
