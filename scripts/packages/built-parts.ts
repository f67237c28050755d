import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";

/**
 * The sources generate some parts at run time, which packages contain prebuilt: a module `built/NAME.ts`
 * replaces the module NAME of our packages that generates them.
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
