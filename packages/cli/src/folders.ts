import { resolve } from "node:path";

/** Where commands look for the index when no option says otherwise. */
export function defaultIndexFolder(): string {
  return process.env["DATELINE_INDEX"] ?? ".dateline/index";
}

/** Where models are kept: one folder for each, in the layout that transformers.js reads. */
export function modelsFolder(): string {
  return resolve(process.env["DATELINE_MODELS"] ?? "models");
}
