import { modelsFolder } from "@dateline-search/cli/folders";

/** Where the command keeps models for all projects of this user, unless `DATELINE_MODELS` says otherwise. */
export function userModelsFolder(): string {
  return modelsFolder({ config: {} });
}
