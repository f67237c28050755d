import { fileURLToPath } from "node:url";
import { readFunctionOptions, readLogLevel } from "./function-options.ts";
import { parseQueueEvent } from "./ingest/ingest-event.ts";
import { openIngest } from "./ingest/open-ingest.ts";
import type { InvocationContext } from "./invocation-context.ts";
import { Logger } from "./logger.ts";

/** To report failures and write the log in, before Lambda stops the function. */
const REPORT_MARGIN_MS = 5_000;

const logger = new Logger({ level: readLogLevel(process.env) });
const bundledModels = fileURLToPath(new URL("models", import.meta.url));
const service = openIngest(() => readFunctionOptions(process.env, bundledModels), logger);

/** Messages of the queue that have to come again. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The Lambda handler: S3 notifications from a queue, with partial batch failures. */
export async function handler(event: unknown, context: InvocationContext): Promise<BatchResponse> {
  const messages = parseQueueEvent(event);
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - REPORT_MARGIN_MS));
  const failed = await service.ingest(messages, { signal });
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
