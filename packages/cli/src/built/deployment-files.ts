import { readFile } from "node:fs/promises";
import type * as sources from "@dateline-search/cli/deployment-files";

/** Replaces the `build` module of this name in an installed package, which ships the files. */
export const readDeploymentFiles: typeof sources.readDeploymentFiles = async () =>
  JSON.parse(await readFile(new URL("deployment.json", import.meta.url), "utf8"));
