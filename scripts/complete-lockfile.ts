/**
 * Completes package-lock.json after `npm install`.
 *
 * Packages with native code list one optional package per platform. If a registry mirror has only some of
 * them, npm leaves the others out of the lock file. `npm ci` of npm 11.16 and later then rejects it
 * (https://github.com/npm/cli/issues/9846), and other platforms cannot install. The missing entries can be
 * derived: the parent states the exact version, and the name states the platform.
 *
 * Usage: npm run lockfile
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describePlatformPackage } from "./platform-package.ts";

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const path = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, LockedPackage> };
const missing = Object.values(lock.packages).flatMap((parent) =>
  Object.entries(parent.optionalDependencies ?? {})
    .filter(([name]) => lock.packages[`node_modules/${name}`] === undefined)
    .map(([name, version]) => ({ name, version, dev: parent.dev === true })),
);
for (const { name, version, dev } of missing) {
  const platform = describePlatformPackage(name);
  if (platform === undefined || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new Error(`Cannot complete the lock file: "${name}@${version}" is not an exact platform package`);
  }
  lock.packages[`node_modules/${name}`] = {
    version,
    ...platform,
    ...(dev && { dev }),
    optional: true,
  } as LockedPackage;
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
process.stdout.write(`Added ${missing.length} platform packages to package-lock.json\n`);
