import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readAlertOptions } from "./alerts/alert-options.ts";
import type { AlertsReport } from "./alerts/run-alerts.ts";
import { readFunctionOptions, readLogLevel } from "./function-options.ts";
import type { FeedReport } from "./ingest/feed-service.ts";
import { readIngestAuthor } from "./ingest/ingest-author.ts";
import { parseIngestEvent } from "./ingest/ingest-event.ts";
import { type CollectionReport, IngestFunction } from "./ingest/ingest-function.ts";
import {
  readEngineLayout,
  readFeedListKey,
  readFeedOptions,
  readMaxObjectBytes,
} from "./ingest/ingest-options.ts";
import type { EmbargoReport } from "./ingest/ingest-service.ts";
import type { EngineReport } from "./ingest/load-engine.ts";
import { MessageVisibility } from "./ingest/message-visibility.ts";
import type { InvocationContext } from "./invocation-context.ts";
import { Logger } from "./logger.ts";

/** Leaves time to report failures and write the log before Lambda stops the function. */
const REPORT_MARGIN_MS = 5_000;

const logger = new Logger({ level: readLogLevel(process.env) });
const bundledModels = fileURLToPath(new URL("models", import.meta.url));
const bundledSynonyms = fileURLToPath(new URL("synonyms.txt", import.meta.url));
const service = new IngestFunction({
  logger,
  readOptions: () => {
    const synonymsFile = existsSync(bundledSynonyms) ? bundledSynonyms : undefined;
    return { ...readFunctionOptions(process.env, bundledModels), synonymsFile };
  },
  readFeeds: (list) => readFeedOptions(process.env, list),
  feedListKey: () => readFeedListKey(process.env),
  readMaxObjectBytes: () => readMaxObjectBytes(process.env),
  readAlerts: () => readAlertOptions(process.env),
  readAuthor: () => readIngestAuthor(process.env),
  readEngineLayout: () => readEngineLayout(process.env),
  parserProgram: findProgram("parser-process"),
});

const queueUrl = process.env["DATELINE_QUEUE_URL"];
/** Without a deployment the queue's URL is unknown, and the queue decides when messages return. */
const visibility = queueUrl ? new MessageVisibility({ queueUrl, logger }) : undefined;

/** Messages that the queue must deliver again. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * The Lambda handler: S3 notifications from a queue, with partial batch failures, and the schedules of feeds,
 * embargoes, alerts, loads of a cluster and garbage collections. Lambda retries a schedule that throws.
 */
export async function handler(
  event: unknown,
  context: InvocationContext,
): Promise<BatchResponse | FeedReport | EmbargoReport | CollectionReport | AlertsReport | EngineReport> {
  const parsed = parseIngestEvent(event);
  const timeLeftMs = () => Math.max(0, context.getRemainingTimeInMillis() - REPORT_MARGIN_MS);
  const signal = AbortSignal.timeout(timeLeftMs());
  if (parsed.kind === "embargoes") return await service.ingestEmbargoed({ signal, timeLeftMs });
  if (parsed.kind === "alerts") return await service.sendAlerts({ signal });
  if (parsed.kind === "load") return await service.loadEngine({ signal });
  if (parsed.kind === "gc") return await service.collectGarbage(parsed, { signal, timeLeftMs });
  if (parsed.kind === "feeds") return await service.ingestFeeds({ signal });
  const { messages, receipts } = parsed;
  await visibility?.hold(receipts, context.getRemainingTimeInMillis());
  const failed = await service.ingestMessages(messages, { signal, timeLeftMs });
  await visibility?.retryLater(receipts.filter(({ id }) => failed.includes(id)));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/**
 * Finds a module that runs in its own process, in the folder of this one: `.mjs` in a function's package and in the
 * sources, `.js` in an installed package.
 */
function findProgram(name: string): URL {
  const module = new URL(`./${name}.mjs`, import.meta.url);
  return existsSync(module) ? module : new URL(`./${name}.js`, import.meta.url);
}
