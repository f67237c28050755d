import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { STUBS_EVERYWHERE, stubPackages } from "../../packages/functions/build/bundle-stubs.ts";
import { COMMONJS_BANNER, COMMONJS_NAMES } from "../../packages/functions/build/commonjs-banner.ts";
import { replaceWithBuilt } from "./built-parts.ts";
import {
  installedWith,
  type PackageManifest,
  type PublishedPackage,
  publicEntries,
  REPOSITORY,
} from "./package-manifest.ts";
import { thirdPartyNotices } from "./third-party-notices.ts";

/** Modules for the programs in `bin` only, which nobody else may import. */
const PROGRAMS: Readonly<Partial<Record<PublishedPackage, readonly string[]>>> = {
  cli: ["main", "embedder-process", "parser-process"],
  functions: ["parser-process"],
};

/** What Node 20 and browsers of 2022 support. */
const FOR_BROWSERS = { platform: "neutral", target: "es2022" } as const;
const FOR_NODE = {
  platform: "node" as const,
  target: "node20",
  mainFields: ["module", "main"],
  banner: { js: COMMONJS_BANNER },
  define: COMMONJS_NAMES,
  // Bundling renames duplicates. Keep source names in stack traces and errors.
  keepNames: true,
} satisfies BuildOptions;

/**
 * Bundles a package's modules into its `dist`, with source maps. The package's dependencies stay imports; all
 * other code is included with its licences.
 */
export async function bundlePackage(name: PublishedPackage, manifest: PackageManifest): Promise<void> {
  const folder = join(REPOSITORY, "packages", name);
  const programs = (PROGRAMS[name] ?? []).map((program) => ({
    name: program,
    source: `${name}/src/${program}`,
  }));
  const entries = [...publicEntries(manifest), ...programs];
  const { metafile } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: entries.map(({ name, source }) => ({ in: `packages/${source}.ts`, out: name })),
    outdir: join(folder, "dist"),
    bundle: true,
    splitting: true,
    // A single folder, so that files find their neighbours by the same relative paths as in `src`.
    chunkNames: "[name]-[hash]",
    format: "esm",
    sourcemap: true,
    metafile: true,
    external: [...installedWith(manifest)].flatMap((dependency) => [dependency, `${dependency}/*`]),
    plugins: [stubPackages(STUBS_EVERYWHERE), replaceWithBuilt(folder)],
    logLevel: "warning",
    ...(name === "client" ? FOR_BROWSERS : FOR_NODE),
  });
  const notices = thirdPartyNotices(metafile);
  if (notices !== undefined) await writeFile(join(folder, "dist", "THIRD-PARTY-NOTICES.txt"), notices);
}
