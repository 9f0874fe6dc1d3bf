// Static assets beside the Worker, by path: fonts. A missing one is a fault of the deployment, so it throws.

import type { LoadAsset } from "../report.ts";

/** The binding looks at the path alone. */
const ORIGIN = "https://assets.invalid/";

export const openAssets =
  (assets: Fetcher): LoadAsset =>
  async (name) => {
    const answer = await assets.fetch(new URL(name, ORIGIN));
    if (!answer.ok) throw new Error(`the asset ${name} is missing: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
