import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CALIBRATION_FILE } from "@dateline-search/core/model/calibration-file";
import { handle } from "hono/aws-lambda";
import { openAlertService } from "./alerts/open-alert-service.ts";
import { ColdStart } from "./cold-start.ts";
import { createDirectInvocation } from "./direct-invocation.ts";
import { readFunctionOptions, readLogLevel } from "./function-options.ts";
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

const coldStart = new ColdStart();
const logger = new Logger({ level: readLogLevel(process.env) });
const bundledModels = fileURLToPath(new URL("models", import.meta.url));
const bundledSynonyms = fileURLToPath(new URL("synonyms.txt", import.meta.url));
const readOptions = () => {
  const synonymsFile = existsSync(bundledSynonyms) ? bundledSynonyms : undefined;
  return { ...readFunctionOptions(process.env, bundledModels), synonymsFile };
};
const service = openSearchService(readOptions, coldStart);
const onFirstAnswer = (query: Timings) => logger.log("info", "cold start", { ...coldStart.report(query) });
const log = new RequestLog({ logger, status: () => service.status, onFirstAnswer });
let settings: HttpSettings | undefined;
const readSettings = () => {
  settings ??= readHttpSettings(process.env);
  return settings;
};
/** Answers depend on the calibration of the packaged models. */
const readCalibrations = () => {
  const models = existsSync(bundledModels) ? readdirSync(bundledModels).toSorted() : [];
  const files = models.map((model) => join(bundledModels, model, CALIBRATION_FILE)).filter(existsSync);
  return files.map((file) => readFileSync(file, "utf8"));
};
let revision: string | undefined;
// This file imports all other code by hashed names, so its hash covers them.
const readRevision = () => {
  revision ??= createHash("sha256")
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .update(existsSync(bundledSynonyms) ? readFileSync(bundledSynonyms) : "")
    .update(readCalibrations().join())
    .digest("hex");
  return revision;
};
const alerts = openAlertService(process.env, readOptions);
const app = createHttpApp({ service, log, settings: readSettings, revision: readRevision, alerts });
const answerHttp = handle(app);
const answerDirectly = createDirectInvocation({ service, log, alerts });
// Requests report a failure and try again.
await service.ready({ waitMs: INIT_WAIT_MS }).catch(() => {});

type HttpArguments = Parameters<typeof answerHttp>;

/** The Lambda handler: events of function URLs and API Gateway, and direct invocations. */
export async function handler(event: unknown, context: InvocationContext): Promise<unknown> {
  const isHttp = typeof event === "object" && event !== null && "requestContext" in event;
  return isHttp
    ? await answerHttp(event as HttpArguments[0], context as HttpArguments[1])
    : await answerDirectly(event, context);
}
