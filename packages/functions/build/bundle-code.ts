import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { STUBS_IN_LAMBDA, stubPackages } from "./bundle-stubs.ts";
import { COMMONJS_BANNER, COMMONJS_NAMES } from "./commonjs-banner.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

/** The files of `src` that export a handler, without extension. */
export type FunctionName = "search" | "ingest";

/** Packages that stay imports, because they cannot be bundled into a JavaScript file. */
export const EXTERNAL_PACKAGES: readonly string[] = [
  "hnswlib-node",
  "onnxruntime-node",
  "@libsql/linux-x64-gnu",
  // Optional: they read documents.
  "mammoth",
  "unpdf",
  // Optional: the client of a cluster.
  "@opensearch-project/opensearch",
];

/** A file of a function's code. Its name includes no folder. */
export interface CodeFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

/**
 * Bundles the code of a function for Lambda, with the handler `index.handler` and source maps. The same sources and
 * packages give the same bytes.
 *
 * Includes the AWS SDK although Lambda has one, so that the tests run with the same version. Importing one minified file
 * takes 60 ms, the separate files of the package in the runtime 150 ms (Node 20, median of 6).
 */
export async function bundleCode(name: FunctionName): Promise<readonly CodeFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: {
      index: `packages/functions/src/${name}.ts`,
      ...(name === "ingest" && { "parser-process": "packages/functions/src/parser-process.ts" }),
    },
    outdir: "build",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // Code for some requests only, such as the tools for agents, goes into files that load on first use.
    splitting: true,
    chunkNames: "[name]-[hash]",
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    // Keep identifiers, so that stack traces in the log name functions without the source map. `keepNames` would call a
    // function for each of them, which adds 10 ms to the import.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: "external",
    legalComments: "external",
    external: [...EXTERNAL_PACKAGES],
    plugins: [stubPackages(STUBS_IN_LAMBDA)],
    banner: { js: COMMONJS_BANNER },
    define: COMMONJS_NAMES,
    logLevel: "warning",
  });
  return outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
}
