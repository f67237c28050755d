import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

/** The files and packages that a folder needs for a deployment. */
export interface DeploymentFiles {
  /** The files of this repository that SST reads, by their paths with forward slashes. */
  readonly files: Readonly<Record<string, string>>;
  /** Versions of the packages that they were tested with. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Reads this repository's deployment, which new projects copy. */
export async function readDeploymentFiles(): Promise<DeploymentFiles> {
  const infra = (await readdir(join(REPOSITORY, "infra"))).sort().map((name) => `infra/${name}`);
  const paths = ["sst.config.ts", ...infra];
  const texts = await Promise.all(paths.map((path) => readFile(join(REPOSITORY, path), "utf8")));
  const manifest = JSON.parse(await readFile(join(REPOSITORY, "package.json"), "utf8"));
  const pinned: Readonly<Record<string, string>> = manifest.devDependencies;
  const names = ["@types/node", "sst", "typescript"];
  return {
    files: Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? ""])),
    versions: Object.fromEntries(names.map((name) => [name, pinned[name] ?? ""])),
  };
}
