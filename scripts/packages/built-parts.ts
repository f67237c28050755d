import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Replaces modules that generate something at run time with `built/NAME.ts`, which reads the prebuilt result from the
 * package.
 *
 * @param folder of the package
 */
export function replaceWithBuilt(folder: string): Plugin {
  return {
    name: "replace-with-built",
    setup(build) {
      build.onResolve({ filter: /^@dateline-search\/[^/]+\/[^/]+$/ }, ({ path }) => {
        const built = join(folder, "src", "built", `${path.split("/").at(-1)}.ts`);
        return existsSync(built) ? { path: built } : undefined;
      });
    },
  };
}
