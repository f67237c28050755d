import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { STUBS_IN_LAMBDA, stubPackages } from "./bundle-stubs.ts";
import { COMMONJS_BANNER, COMMONJS_NAMES } from "./commonjs-banner.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

/** The files of `src` that export a handler, without their ending. */
export type FunctionName = "search" | "ingest";

/** What stays an import, because it cannot be put into a JavaScript file. */
export const EXTERNAL_PACKAGES: readonly string[] = [
  "hnswlib-node",
  "onnxruntime-node",
  "@libsql/linux-x64-gnu",
  // They read documents, and are only there for those who install them.
  "mammoth",
  "unpdf",
  // It asks a cluster, for those who have one.
  "@opensearch-project/opensearch",
];

/** A file of a function's code; its name has no folder. */
export interface CodeFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

/**
 * Makes the code of a function for Lambda, with the handler `index.handler`, and its source maps. The same sources and
 * packages give the same bytes.
 *
 * The AWS SDK goes in although Lambda has one: the version is then the one that the tests ran with, and one minified file
 * is imported in 60 ms where the loose files of the package, as the runtime has them, take 150 ms (Node 20, median of 6).
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
    // What only some requests need, such as the tools for agents, is in files that are read with the first of them.
    splitting: true,
    chunkNames: "[name]-[hash]",
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    // Identifiers stay, so that stack traces in the log name functions without the source map. `keepNames` would restore
    // them by a call for each function, which takes 10 ms of an import.
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
