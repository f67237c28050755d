/**
 * `npm run build [-- NAME…]`: builds the `dist` folders of the published packages. Commands and tests in this repository
 * run from the sources.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundlePackage } from "./packages/bundle-package.ts";
import { copyTypes, declareAll } from "./packages/declare-types.ts";
import { PUBLISHED, type PublishedPackage, REPOSITORY, readManifest } from "./packages/package-manifest.ts";
import { writeReadyParts } from "./packages/ready-parts.ts";

async function main(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.find((name) => !PUBLISHED.some((published) => published === name));
  if (unknown !== undefined) {
    throw new Error(`Cannot build "${unknown}": the packages are ${PUBLISHED.join(", ")}`);
  }
  const names = PUBLISHED.filter((name) => wanted.length === 0 || wanted.includes(name));
  const declared = await mkdtemp(join(tmpdir(), "dateline-types-"));
  try {
    await declareAll(declared);
    for (const name of names) await buildPackage(name, declared);
  } finally {
    await rm(declared, { recursive: true, force: true });
  }
}

async function buildPackage(name: PublishedPackage, declared: string): Promise<void> {
  const folder = join(REPOSITORY, "packages", name);
  const dist = join(folder, "dist");
  const manifest = readManifest(name);
  await rm(dist, { recursive: true, force: true });
  await bundlePackage(name, manifest);
  await copyTypes(manifest, { declared, target: join(dist, "types") });
  await writeReadyParts(name, dist);
  console.log(`Built ${manifest.name} ${manifest.version} in packages/${name}/dist`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
