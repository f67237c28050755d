import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { DatelineError } from "@dateline-search/core/errors";
import { type DeploymentOptions, deploymentOptions } from "../../../../infra/deployment-options.ts";

/**
 * The options that `sst deploy` would deploy a stage with: of this process's environment, then of `.env.STAGE`, then of
 * `.env`.
 *
 * @throws DatelineError `invalid-input` that names a wrong variable
 */
export async function readDeployment(folder: string, stage: string): Promise<DeploymentOptions> {
  const files = await Promise.all([".env", `.env.${stage}`].map((name) => readEnvFile(join(folder, name))));
  try {
    return deploymentOptions(stage, Object.assign({}, ...files, process.env));
  } catch (cause) {
    throw new DatelineError("invalid-input", (cause as Error).message, { cause });
  }
}

async function readEnvFile(path: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new DatelineError("invalid-input", `Cannot read ${path}: ${error.message}`, { cause: error });
  });
  return parseEnv(text) as Readonly<Record<string, string>>;
}
