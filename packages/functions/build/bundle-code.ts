import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { STUBS_IN_LAMBDA, stubPackages } from "./bundle-stubs.ts";
import { COMMONJS_BANNER, COMMONJS_NAMES } from "./commonjs-banner.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

/** The files of `src` that export a handler, without their ending. */
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

/** A file of a function's code. Its name has no folder. */
export interface CodeFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

/**
 * Bundles the code of a function for Lambda, with the handler `index.handler` and source maps. The same sources and
 * packages give the same bytes.
 *
 * Includes the AWS SDK although Lambda has one. The tests then ran with the same version, and one minified file imports in
 * 60 ms. The separate files of the package in the runtime take 150 ms (Node 20, median of 6).
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
    // Code that only some requests need, such as the tools for agents, goes into files that load on first use.
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
