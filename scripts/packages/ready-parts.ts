import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FUNCTIONS } from "@dateline-search/cli/bundle/bundle-function";
import { readDeploymentFiles } from "@dateline-search/cli/deployment-files";
import { bundleCode } from "@dateline-search/functions/bundle-code";
import { bundlePage } from "@dateline-search/web/bundle-page";
import type { PublishedPackage } from "./package-manifest.ts";

/** Writes the prebuilt parts of a package: see `replaceWithBuilt`. */
export async function writeReadyParts(name: PublishedPackage, dist: string): Promise<void> {
  if (name === "functions") await writeLambdaCode(join(dist, "lambda"));
  if (name !== "cli") return;
  await writeFile(join(dist, "page.json"), JSON.stringify([...(await bundlePage())]));
  await writeFile(join(dist, "deployment.json"), JSON.stringify(await readDeploymentFiles()));
}

/** Leaves out source maps, which are larger than the code. Stack traces still name functions. */
async function writeLambdaCode(folder: string): Promise<void> {
  for (const entry of FUNCTIONS) {
    await mkdir(join(folder, entry), { recursive: true });
    for (const { name, contents } of await bundleCode(entry)) {
      if (!name.endsWith(".map")) await writeFile(join(folder, entry, name), contents);
    }
  }
}
