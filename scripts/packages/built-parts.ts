import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Sources make some parts as they run, which packages carry ready-made: a module `built/NAME.ts` stands in for the
 * module NAME of our packages that makes them.
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
