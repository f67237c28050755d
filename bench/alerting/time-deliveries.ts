import { webhookSender } from "@dateline-search/core/adapters/alerts/webhook-sender";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { deliverMessages } from "@dateline-search/core/alerts/deliver-messages";
import { noticeChanges } from "@dateline-search/core/alerts/notice-changes";
import { PreparedSearchMemory } from "@dateline-search/core/alerts/prepared-search-memory";
import type { SavedSearch } from "@dateline-search/core/alerts/saved-search";
import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { startReceiver } from "../../tests/fixtures/webhook-receiver.ts";
import type { JudgedReport } from "../stories/events/judged-events.ts";
import { type AlertStream, addArticles } from "./alert-stream.ts";

const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;

/** Milliseconds from the drop of a report. */
export interface DeliveryTimes {
  /** Until it is in the latest generation. */
  readonly indexed: number;
  /** Until its alerts are known. */
  readonly matched: number;
  /** Until a receiver has accepted the message, for each message. */
  readonly delivered: readonly number[];
}

/** Adds the reports again under other ids, one by one, and sends what they trigger to a local receiver. */
export async function timeDeliveries(
  reports: readonly JudgedReport[],
  searches: readonly SavedSearch[],
  stream: AlertStream,
): Promise<readonly DeliveryTimes[]> {
  const { store, folder, embedder } = stream;
  const receiver = await startReceiver();
  const list = new SavedSearchList(store);
  const channel = { type: "webhook" as const, url: receiver.url, secret: "DATELINE_ALERT_SECRET_TEST" };
  for (const search of searches) await list.add({ ...search, channel });
  const context = {
    store,
    prepared: new PreparedSearchMemory(),
    openEmbedder: async () => embedder,
    openGeneration: async (id: string) =>
      await openGeneration(folder, { id, format: localSegmentFormat, verify: "size" }),
  };
  const send = webhookSender({ allowPrivateAddresses: true, userAgent: "eval", secretOf: () => SECRET });
  await noticeChanges(context);
  let deliveredAt: number[] = [];
  const sendTimed: typeof send = async (message, options) => {
    await send(message, options);
    deliveredAt.push(performance.now());
  };
  const times: DeliveryTimes[] = [];
  try {
    // The first one prepares the searches, as in a new container.
    for (const { article } of reports) {
      const startedAt = performance.now();
      await addArticles(
        [{ ...article, id: `again-${article.id}`, text: `${article.text}\n\nMore soon.` }],
        stream,
      );
      const indexedAt = performance.now();
      await noticeChanges(context);
      const matchedAt = performance.now();
      deliveredAt = [];
      await deliverMessages({ store, send: sendTimed });
      times.push({
        indexed: indexedAt - startedAt,
        matched: matchedAt - startedAt,
        delivered: deliveredAt.map((at) => at - startedAt),
      });
    }
  } finally {
    await receiver.close();
  }
  return times;
}
