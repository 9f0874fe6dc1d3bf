// The golden tests, all of the folder: a connector's is one file there.

import type { Golden } from "./golden.ts";

declare global {
  interface ImportMeta {
    /** Of Vite, at the time of the build. */
    glob: <T>(pattern: string, options?: { readonly eager: boolean }) => Record<string, T>;
  }
}

const files = import.meta.glob<{ readonly GOLDEN: Golden }>("./golden/*.ts", { eager: true });

export const GOLDENS: readonly (readonly [string, Golden])[] = Object.values(files).map(
  ({ GOLDEN }) => [GOLDEN.id, GOLDEN] as const,
);

/** The names of the catalogue's files. */
export const CATALOGUE_FILES: readonly string[] = Object.keys(
  import.meta.glob("../../../src/connectors/catalogue/*.ts"),
).map((path) => path.split("/").at(-1)?.replace(".ts", "") ?? "");
