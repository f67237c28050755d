import { modelsFolder } from "@dateline-search/cli/environment";

/** The command's models folder, which all projects of this user share, unless `DATELINE_MODELS` is set. */
export function userModelsFolder(): string {
  return modelsFolder({ config: {} });
}
