/// <reference path="../.sst/platform/config.d.ts" />

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deploymentOptions } from "./deployment-options";
import { parseEnvFile } from "./env-file";

// SST silently ignores a file with an invalid line.
for (const name of [".env", `.env.${$app.stage}`]) {
  const path = join($cli.paths.root, name);
  if (!existsSync(path)) continue;
  try {
    parseEnvFile(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`Cannot deploy: SST would ignore the whole file ${name}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** The options of the stage that is being deployed. */
export const options = deploymentOptions($app.stage, process.env);
