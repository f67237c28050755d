import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile } from "node:fs/promises";
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
  "embedding/ensure-model.ts": "fake-ensured-model.ts",
};

/**
 * Waits of the product, a fifteenth and less of what they are: a killed collector would stop everybody for five minutes, and
 * nothing would be old enough to be deleted in a run of some minutes. Each stays as much longer than another as it must be.
 */
const HURRIED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "generation/garbage-lock.ts": { HOLD_MS: 8_000, RENEW_AFTER_MS: 1_000 },
  "generation/garbage-lock-state.ts": { ABANDONED_MS: 60_000 },
  "generation/lock-watch.ts": { GARBAGE_LOCK_STALE_MS: 20_000 },
  "generation/lease.ts": { LEASE_RENEWAL_MS: 1_000, LEASE_SILENT_MS: 20_000 },
  "generation/collect-garbage.ts": { GARBAGE_GRACE_MS: 20_000 },
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
      "src/parser-process": "packages/functions/src/parser-process.ts",
      "bin/parser-process": "packages/cli/src/parser-process.ts",
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
    plugins: [replaceModules(FAKES), hurry(HURRIED), stubPackages(STUBS_EVERYWHERE)],
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
        onLoad({ filter: filterOf(path) }, () => ({
          contents: `export * from ${JSON.stringify(fileURLToPath(new URL(fake, import.meta.url)))};`,
          resolveDir: REPOSITORY,
          loader: "ts",
        }));
      }
    },
  };
}

function hurry(files: typeof HURRIED): Plugin {
  return {
    name: "hurry",
    setup: ({ onLoad }) => {
      for (const [path, constants] of Object.entries(files)) {
        onLoad({ filter: filterOf(path) }, async ({ path: file }) => {
          let contents = await readFile(file, "utf8");
          for (const [name, value] of Object.entries(constants)) {
            const parts = contents.split(new RegExp(`(?<=const ${name} = )[^;]+`));
            if (parts.length !== 2) throw new Error(`Cannot hurry ${name}: it is not in ${path} once`);
            contents = parts.join(String(value));
          }
          return { contents, loader: "ts" };
        });
      }
    },
  };
}

/** @param path within packages/core/src @throws Error when it was moved: the product itself would be bundled in its place */
function filterOf(path: string): RegExp {
  const file = join(REPOSITORY, "packages/core/src", path);
  if (!existsSync(file)) throw new Error(`Cannot bundle the product: there is no "${file}"`);
  return new RegExp(`^${file.replaceAll(/[.\\/()[\]+*?^$|]/g, "\\$&")}$`);
}
