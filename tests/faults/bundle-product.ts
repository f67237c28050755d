import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { STUBS_EVERYWHERE, stubPackages } from "../../packages/functions/build/bundle-stubs.ts";
import { COMMONJS_BANNER, COMMONJS_NAMES } from "../../packages/functions/build/commonjs-banner.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
/** Below it Node finds the packages that stay imports. */
const BUNDLES = join(REPOSITORY, "node_modules", ".cache");
const EXTERNAL_PACKAGES = ["hnswlib-node", "onnxruntime-node", "@libsql/*", "esbuild", "jiti"];

/** Modules in whose place a fake is put: nothing here is about what texts mean, and a model would take most of the time. */
const FAKES: Readonly<Record<string, string>> = {
  "adapters/model/transformers-embedder.ts": "fake-model.ts",
  "ensure-model.ts": "fake-ensured-model.ts",
};

/** The product as plain JavaScript, which a process loads in a fraction of the time that it takes for the sources. */
export interface ProductBundle {
  /** The compiled `serve-product.ts`. */
  readonly program: string;
  /** To be removed at the end. */
  readonly folder: string;
}

/** Compiles the commands and functions of the product with a fake model. */
export async function bundleProduct(): Promise<ProductBundle> {
  const folder = join(BUNDLES, `dateline-faults-${process.pid}`);
  await build({
    absWorkingDir: REPOSITORY,
    entryPoints: {
      "src/serve-product": "tests/faults/serve-product.ts",
      // Beside the code of the functions, and where the command looks for it.
      "src/parser-thread": "packages/functions/src/parser-thread.ts",
      "bin/parser-thread": "packages/cli/src/parser-thread.ts",
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    chunkNames: "src/[name]-[hash]",
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    keepNames: true,
    external: EXTERNAL_PACKAGES,
    plugins: [replaceModules(FAKES), stubPackages(STUBS_EVERYWHERE)],
    banner: { js: COMMONJS_BANNER },
    define: COMMONJS_NAMES,
    logLevel: "warning",
  });
  await mkdir(folder, { recursive: true });
  // The command reads its version.
  await copyFile(join(REPOSITORY, "packages/cli/package.json"), join(folder, "package.json"));
  return { program: join(folder, "src", "serve-product.mjs"), folder };
}

function replaceModules(fakes: Readonly<Record<string, string>>): Plugin {
  return {
    name: "replace-modules",
    setup: ({ onLoad }) => {
      for (const [path, fake] of Object.entries(fakes)) {
        const file = join(REPOSITORY, "packages/core/src", path);
        const filter = new RegExp(`^${file.replaceAll(/[.\\/()[\]+*?^$|]/g, "\\$&")}$`);
        onLoad({ filter }, () => ({
          contents: `export * from ${JSON.stringify(fileURLToPath(new URL(fake, import.meta.url)))};`,
          resolveDir: REPOSITORY,
          loader: "ts",
        }));
      }
    },
  };
}
