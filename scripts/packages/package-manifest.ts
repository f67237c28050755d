import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

/** The published packages, by folder of packages/, in dependency order. */
export const PUBLISHED = ["client", "core", "functions", "cli"] as const;
export type PublishedPackage = (typeof PUBLISHED)[number];

/** The parts of a package.json that are read here. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | PackageExport>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface PackageExport {
  /** Such as `./dist/types/core/src/api/build.d.ts`, whose end names the source. */
  readonly types: string;
  /** Such as `./dist/build.js`. */
  readonly default: string;
}

/** A public module. */
export interface PackageEntry {
  /** Its file in `dist`, without the extension. */
  readonly name: string;
  /** Its source below `packages`, without the extension, such as `core/src/api/build`. */
  readonly source: string;
}

export function readManifest(name: string): PackageManifest {
  return JSON.parse(readFileSync(join(REPOSITORY, "packages", name, "package.json"), "utf8"));
}

/**
 * Derives a package's public modules from `exports`.
 *
 * @throws Error that names an export of another form
 */
export function publicEntries(manifest: PackageManifest): PackageEntry[] {
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (path === "./package.json") return [];
    const [, source] =
      typeof target === "string" ? [] : (/^\.\/dist\/types\/(.*)\.d\.ts$/.exec(target.types) ?? []);
    const [, name] = typeof target === "string" ? [] : (/^\.\/dist\/([^/]*)\.js$/.exec(target.default) ?? []);
    if (source !== undefined && name !== undefined) return [{ name, source }];
    throw new Error(`Cannot build ${manifest.name}: its export "${path}" names no types and file in dist`);
  });
}

/** Packages that are installed with it; all others are bundled. */
export function installedWith({ dependencies, peerDependencies }: PackageManifest): ReadonlySet<string> {
  const names = Object.keys({ ...dependencies, ...peerDependencies });
  // Our own packages are bundled from source, so their shared modules need not be public.
  return new Set(names.filter((name) => !name.startsWith("@dateline-search/")));
}

/** "zod" for "zod/v4", "@scope/name" for "@scope/name/part". */
export function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
