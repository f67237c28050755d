import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as sources from "@dateline-search/functions/bundle-code";

const { resolve } = createRequire(import.meta.url);

/** Replaces the packages/functions module of this name in an installed package, which ships prebuilt code. */
export const bundleCode: typeof sources.bundleCode = async (name) => {
  const folder = join(dirname(resolve("@dateline-search/functions/package.json")), "dist", "lambda", name);
  const files = await readdir(folder);
  return await Promise.all(
    files.map(async (file) => ({ name: file, contents: await readFile(join(folder, file)) })),
  );
};
