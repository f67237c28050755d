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

/** Modules that the programs in `bin` load and nobody else may import. */
const PROGRAMS: Readonly<Partial<Record<PublishedPackage, readonly string[]>>> = {
  cli: ["main", "embedder-process", "parser-thread"],
  functions: ["parser-thread"],
};

/** What Node 20 and browsers of 2022 understand. */
const FOR_BROWSERS = { platform: "neutral", target: "es2022" } as const;
const FOR_NODE = {
  platform: "node" as const,
  target: "node20",
  mainFields: ["module", "main"],
  banner: { js: COMMONJS_BANNER },
  define: COMMONJS_NAMES,
  // Two of a name become two names in a bundle; stack traces and errors tell the one of the source.
  keepNames: true,
} satisfies BuildOptions;

/**
 * Bundles the modules of a package into its `dist`, with source maps. What is a dependency of the package stays an
 * import; all else that they use goes in, and its licences come along.
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
    // All in one folder: files find what lies beside it by the same way as in `src`.
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
