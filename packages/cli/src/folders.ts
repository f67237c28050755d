import { resolve } from "node:path";
import type { CliContext } from "./cli-context.ts";
import { environmentVariable } from "./environment-variable.ts";

/** Where commands look for the index when no option says otherwise. */
export function defaultIndexFolder(): string {
  return environmentVariable("DATELINE_INDEX") ?? ".dateline/index";
}

/** Where models are kept: one folder for each, in the layout that transformers.js reads. */
export function modelsFolder({ config }: Pick<CliContext, "config">): string {
  return resolve(environmentVariable("DATELINE_MODELS") ?? config.models ?? "models");
}

/** The file of other names for things; `undefined` for none. */
export function synonymsFile({ config }: Pick<CliContext, "config">): string | undefined {
  return environmentVariable("DATELINE_SYNONYMS") ?? config.synonyms;
}

/** Where embeddings and the like are kept between runs: a folder, or `s3://bucket/prefix` to share them. */
export function cacheLocation(): string {
  return environmentVariable("DATELINE_CACHE") ?? ".dateline/cache";
}
