import { join } from "node:path";
import { webhookSender } from "@dateline-search/core/adapters/alerts/webhook-sender";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import {
  type DeliveryReport,
  deliverMessages,
  type SendMessage,
} from "@dateline-search/core/alerts/deliver-messages";
import { type NoticeContext, noticeChanges } from "@dateline-search/core/alerts/notice-changes";
import { pruneSegments } from "@dateline-search/core/generation/prune-folder";
import { openRecentSegments } from "@dateline-search/core/indexing/open-recent-segments";
import type { ObjectStore, RequestOptions } from "@dateline-search/core/ports/object-store";
import type { Logger } from "../logger.ts";
import type { AlertOptions } from "./alert-options.ts";

export interface AlertsContext
  extends Pick<NoticeContext, "store" | "openEmbedder" | "synonyms" | "timeZone" | "prepared"> {
  readonly options: AlertOptions;
  /** Cache for the segments of the whole index. */
  readonly cacheFolder: string;
  readonly logger: Logger;
}

/** Result of a round of alerts. */
export interface AlertsReport extends DeliveryReport {
  /** New articles and new versions since the last round. */
  readonly articles: number;
  readonly messages: number;
}

/**
 * Finds what was added to the index since the last round, and sends due messages.
 *
 * @throws DatelineError as `noticeChanges` and `deliverMessages`
 */
export async function runAlerts(context: AlertsContext, request: RequestOptions = {}): Promise<AlertsReport> {
  const { store, logger, options } = context;
  const noticed = await noticeChanges(
    {
      ...context,
      openGeneration: (id, manifest) => openWhole(context, { id, manifest }, request),
    },
    request,
  );
  if (noticed.isLost)
    logger.log("error", "alerts not looked for", { reason: "the generation before is gone" });
  for (const { id } of noticed.withoutFloor) logger.log("warn", "alert without a floor", { alert: id });
  const onFailure = (failure: object) => logger.log("error", "alert not delivered", { ...failure });
  const delivered = await deliverMessages({ store, send: senderOf(options), onFailure }, request);
  const report = { articles: noticed.articles, messages: noticed.messages.length, ...delivered };
  if (report.articles + report.sent + report.failed + report.waiting > 0) {
    logger.log("info", "alerts looked for", { generation: noticed.generation, ...report });
  }
  return report;
}

/** Loads the SNS client with the first message for a topic. */
function senderOf(options: AlertOptions): SendMessage {
  const toWebhook = webhookSender(options);
  let toTopic: SendMessage | undefined;
  return async (message, request) => {
    if (message.channel.type !== "sns") return await toWebhook(message, request);
    toTopic ??= (await import("./sns-sender.ts")).snsSender();
    await toTopic(message, request);
  };
}

type Generation = Pick<Awaited<ReturnType<NoticeContext["openGeneration"]>>, "id" | "manifest">;

/**
 * Word weights depend on the whole index, so all of its segments are needed. Present ones are not downloaded
 * again.
 */
async function openWhole(
  { store, cacheFolder }: { readonly store: ObjectStore; readonly cacheFolder: string },
  { id, manifest }: Generation,
  request: RequestOptions,
) {
  const folder = join(cacheFolder, "dateline-alerts");
  const context = { store, format: localSegmentFormat, folder, maxBytes: Number.POSITIVE_INFINITY };
  const opened = await openRecentSegments(context, manifest, request);
  await pruneSegments(folder, opened);
  return { id, manifest, segments: opened.segments, isWhole: true, close: opened.close };
}
