import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundlePage } from "@dateline-search/web/bundle-page";
import type { PublishedPackage } from "./package-manifest.ts";

/** Writes what the command carries ready-made: see `replaceWithBuilt`. */
export async function writeReadyParts(name: PublishedPackage, dist: string): Promise<void> {
  if (name !== "cli") return;
  await writeFile(join(dist, "page.json"), JSON.stringify([...(await bundlePage())]));
}
