import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { EXTERNAL_PACKAGES } from "@dateline-search/functions/bundle-code";
import { build } from "esbuild";
import { STUBS_IN_LAMBDA, stubPackages } from "../../packages/functions/build/bundle-stubs.ts";
import { inRepository } from "../workload/in-repository.ts";

/**
 * Derives the rival's package from the search function's: the same model and native packages with other code.
 */
export async function bundleRival(
  searchBundle: string,
  outFolder: string,
  entry = "bench/orama/function.ts",
): Promise<void> {
  await rm(outFolder, { recursive: true, force: true });
  await cp(searchBundle, outFolder, { recursive: true });
  await build({
    entryPoints: [inRepository(entry)],
    outfile: join(outFolder, "index.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    minify: true,
    external: [...EXTERNAL_PACKAGES],
    plugins: [stubPackages(STUBS_IN_LAMBDA)],
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);
const __filename = new URL(import.meta.url).pathname; const __dirname = new URL(".", import.meta.url).pathname;`,
    },
    logLevel: "warning",
  });
}
