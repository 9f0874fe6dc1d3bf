// Puts a directed graph into layers: who calls stands before whom they call (longest path, cycles cut where they close),
// and within a layer near its neighbours (two sweeps by barycentre). The same graph has the same layers, always.

interface Link {
  readonly from: string;
  readonly to: string;
}

export interface Placed {
  readonly layer: number;
  /** Place within the layer, and how many places it has. */
  readonly at: number;
  readonly of: number;
}

export function layLayers(names: readonly string[], links: readonly Link[]): ReadonlyMap<string, Placed> {
  const forward = withoutCycles([...names].sort(), links);
  const depth = depths(names, forward);
  const layers: string[][] = [];
  for (const name of names) (layers[depth.get(name) ?? 0] ??= []).push(name);
  for (const layer of layers) layer.sort();
  for (const sweep of ["down", "up", "down"] as const) order(layers, forward, sweep);
  return new Map(
    layers.flatMap((layer, at) =>
      layer.map((name, place) => [name, { layer: at, at: place, of: layer.length }] as const),
    ),
  );
}

/** Links that lead back to somebody who is still being visited are left out. */
function withoutCycles(names: readonly string[], links: readonly Link[]): Link[] {
  const out = new Map<string, Link[]>();
  for (const link of links) out.set(link.from, [...(out.get(link.from) ?? []), link]);
  const state = new Map<string, "open" | "done">();
  const kept: Link[] = [];
  const isCalled = new Set(links.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const visit = (name: string): void => {
    state.set(name, "open");
    for (const link of out.get(name) ?? []) {
      if (state.get(link.to) === "open") continue;
      kept.push(link);
      if (!state.has(link.to)) visit(link.to);
    }
    state.set(name, "done");
  };
  const starts = [...names.filter((name) => !isCalled.has(name)), ...names];
  for (const name of starts) if (!state.has(name)) visit(name);
  return kept;
}

function depths(names: readonly string[], links: readonly Link[]): Map<string, number> {
  const depth = new Map(names.map((name) => [name, 0]));
  // LIMIT: as many rounds as there are nodes: no path without a cycle is longer.
  for (let round = 0, isMoving = true; isMoving && round < names.length; round++) {
    isMoving = false;
    for (const { from, to } of links) {
      const least = (depth.get(from) ?? 0) + 1;
      if ((depth.get(to) ?? 0) >= least) continue;
      depth.set(to, least);
      isMoving = true;
    }
  }
  return depth;
}

function order(layers: string[][], links: readonly Link[], sweep: "down" | "up"): void {
  const turns = sweep === "down" ? layers : layers.toReversed();
  const place = new Map(
    layers.flatMap((layer) => layer.map((name, at) => [name, (at + 0.5) / layer.length] as const)),
  );
  for (const layer of turns) {
    const middle = (name: string): number => {
      const near = links.flatMap(({ from, to }) =>
        sweep === "down" ? (to === name ? [from] : []) : from === name ? [to] : [],
      );
      if (near.length === 0) return place.get(name) ?? 0;
      return near.reduce((sum, other) => sum + (place.get(other) ?? 0), 0) / near.length;
    };
    const middles = new Map(layer.map((name) => [name, middle(name)]));
    layer.sort((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0) || (a < b ? -1 : 1));
    for (const [at, name] of layer.entries()) place.set(name, (at + 0.5) / layer.length);
  }
}
