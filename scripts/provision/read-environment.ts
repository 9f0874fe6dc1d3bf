// An environment of wrangler.toml as wrangler itself understands it.

import { unstable_readConfig as readConfig } from "wrangler";
import { resourcesOf, type Environment, type Resource } from "./resources.ts";

export const WRANGLER_TOML = "wrangler.toml";

/** Throws in one line when the file has no such environment, or cannot be read. */
export function readResources(env: string, path: string = WRANGLER_TOML): Resource[] {
  try {
    const config: unknown = readConfig({ config: path, env }, { hideWarnings: true });
    return resourcesOf(config as Environment);
  } catch (error) {
    const lines = (error as Error).message.split("\n").map((line) => line.replace(/^[\s-]+/, ""));
    throw new Error(`${path}: ${lines.filter(Boolean).slice(1, 3).join(" ")}`, { cause: error });
  }
}
