import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { type DeploymentOptions, deploymentOptions } from "../../../../infra/deployment-options.ts";
import { mergeSettings, parseEnvFile, type Variables } from "../../../../infra/env-file.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that two sources define differently. */
export interface OverriddenSetting {
  readonly name: string;
  /** Such as ".env.ana". */
  readonly winner: string;
  readonly loser: string;
}

/** The settings that `sst deploy` would deploy a stage with. */
export interface Deployment {
  readonly options: DeploymentOptions;
  /** The environment that the program would see. */
  readonly settings: Environment;
  /** Dateline's own variables on which two sources differ. */
  readonly overridden: readonly OverriddenSetting[];
}

const PROCESS = "the environment";

/**
 * Reads a stage's settings in SST's order: `.env.STAGE` beats this process's environment, which beats `.env`.
 *
 * @param stage if `undefined`, only `.env` and the environment are read
 * @throws DatelineError `invalid-input` that names an invalid variable, or a file that SST would ignore
 */
export async function readDeployment(folder: string, stage: string | undefined): Promise<Deployment> {
  const env = await readEnvFile(folder, ".env");
  const ofStage = stage === undefined ? {} : await readEnvFile(folder, `.env.${stage}`);
  const settings = mergeSettings({ env, process: process.env, stage: ofStage });
  const sources: readonly Source[] = [
    { name: `.env.${stage}`, variables: ofStage },
    { name: PROCESS, variables: process.env },
    { name: ".env", variables: env },
  ];
  try {
    return {
      options: deploymentOptions(stage ?? "", settings),
      settings,
      overridden: findOverridden(sources),
    };
  } catch (cause) {
    throw new DatelineError("invalid-input", (cause as Error).message, { cause });
  }
}

interface Source {
  readonly name: string;
  readonly variables: Environment;
}

/** @param sources in descending precedence */
function findOverridden(sources: readonly Source[]): readonly OverriddenSetting[] {
  const names = new Set(sources.flatMap(({ variables }) => Object.keys(variables)));
  return [...names]
    .filter((name) => name.startsWith("DATELINE_"))
    .sort()
    .flatMap((name) => {
      const [winner, ...others] = sources.filter(({ variables }) => variables[name] !== undefined);
      const loser = others.find(({ variables }) => variables[name] !== winner?.variables[name]);
      return winner === undefined || loser === undefined
        ? []
        : [{ name, winner: winner.name, loser: loser.name }];
    });
}

async function readEnvFile(folder: string, name: string): Promise<Variables> {
  const path = join(folder, name);
  try {
    return parseEnvFile(await readFile(path, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return {};
    const problem = code === undefined ? `${message}. SST silently ignores the whole file` : message;
    throw new DatelineError("invalid-input", `Cannot read ${path}: ${problem}`, { cause: error });
  }
}
