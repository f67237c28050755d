import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CALIBRATION_FILE } from "@dateline-search/core/model/calibration-file";
import type { SearchEngine } from "@dateline-search/core/search/search-engine";
import { handle } from "hono/aws-lambda";
import { openAlertService } from "./alerts/open-alert-service.ts";
import type { ColdStart } from "./cold-start.ts";
import { createDirectInvocation } from "./direct-invocation.ts";
import { type FunctionOptions, readLogLevel } from "./function-options.ts";
import { createHttpApp } from "./http-app.ts";
import { type HttpSettings, readHttpSettings } from "./http-settings.ts";
import type { InvocationContext } from "./invocation-context.ts";
import { Logger } from "./logger.ts";
import { openSearchService } from "./open-search-service.ts";
import { RequestLog, type Timings } from "./request-log.ts";

/**
 * Open during initialisation and wait a little, because Lambda gives an initialising function a full CPU
 * whatever its memory. Longer waits are left to requests, which have their own timeout.
 */
const INIT_WAIT_MS = 2_000;

export type SearchFunctionHandler = (event: unknown, context: InvocationContext) => Promise<unknown>;

export interface SearchHandlerParts {
  readonly coldStart: ColdStart;
  readonly readOptions: () => FunctionOptions;
  /** Folder of the models in the package. */
  readonly modelsFolder: string;
  readonly openIndex: () => Promise<SearchEngine>;
}

/** Composes the search function and starts opening its parts. */
export async function createSearchHandler(parts: SearchHandlerParts): Promise<SearchFunctionHandler> {
  const { coldStart, readOptions, openIndex } = parts;
  const logger = new Logger({ level: readLogLevel(process.env) });
  const service = openSearchService(readOptions, coldStart, { openIndex });
  const onFirstAnswer = (query: Timings) => logger.log("info", "cold start", { ...coldStart.report(query) });
  const log = new RequestLog({ logger, status: () => service.status, onFirstAnswer });
  const alerts = openAlertService(process.env, readOptions);
  let settings: HttpSettings | undefined;
  const readSettings = () => {
    settings ??= readHttpSettings(process.env);
    return settings;
  };
  let revision: string | undefined;
  const revisionOf = () => {
    revision ??= readRevision(parts);
    return revision;
  };
  const answerHttp = handle(
    createHttpApp({ service, log, settings: readSettings, revision: revisionOf, alerts }),
  );
  const answerDirectly = createDirectInvocation({ service, log, alerts });
  // Requests report a failure and retry.
  await service.ready({ waitMs: INIT_WAIT_MS }).catch(() => {});
  type HttpArguments = Parameters<typeof answerHttp>;
  return async (event, context) => {
    const isHttp = typeof event === "object" && event !== null && "requestContext" in event;
    return isHttp
      ? await answerHttp(event as HttpArguments[0], context as HttpArguments[1])
      : await answerDirectly(event, context);
  };
}

/** Identifies what answers depend on besides the index: the code, the synonyms and the calibration of the models. */
function readRevision({ readOptions, modelsFolder }: SearchHandlerParts): string {
  const { synonymsFile } = readOptions();
  // This file imports the code of answers by hashed names, so its hash covers it.
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  if (synonymsFile !== undefined) hash.update(readFileSync(synonymsFile));
  return hash.update(readCalibrations(modelsFolder).join()).digest("hex");
}

function readCalibrations(modelsFolder: string): readonly string[] {
  const models = existsSync(modelsFolder) ? readdirSync(modelsFolder).toSorted() : [];
  const files = models.map((model) => join(modelsFolder, model, CALIBRATION_FILE)).filter(existsSync);
  return files.map((file) => readFileSync(file, "utf8"));
}
