import { readFile } from "node:fs/promises";
import type * as sources from "@dateline-search/cli/deployment-files";

/** Stands in for the module of this name of `build` in an installed package, which has the files ready-made. */
export const readDeploymentFiles: typeof sources.readDeploymentFiles = async () =>
  JSON.parse(await readFile(new URL("deployment.json", import.meta.url), "utf8"));
