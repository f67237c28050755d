import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import { S3BucketReader } from "@dateline-search/core/adapters/object-store/s3-bucket-reader";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { FetchMemory } from "@dateline-search/core/adapters/source/fetch-memory";
import { openRemoteReader } from "@dateline-search/core/adapters/source/open-remote-reader";
import { compactIndex } from "@dateline-search/core/compact-index";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { DatelineError } from "@dateline-search/core/errors";
import { collectGarbage, type GarbageReport } from "@dateline-search/core/generation/collect-garbage";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { pruneSegments } from "@dateline-search/core/generation/prune-folder";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { openRecentSegments } from "@dateline-search/core/open-recent-segments";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import type { ObjectStore, RequestOptions } from "@dateline-search/core/ports/object-store";
import { type UpdateContext, updateIndex } from "@dateline-search/core/update-index";
import type { FunctionOptions } from "../function-options.ts";
import { describeError, type Logger } from "../logger.ts";
import { EmbargoList } from "./embargo-list.ts";
import { type FeedReport, type FeedServiceOptions, ingestFeeds } from "./feed-service.ts";
import type { IngestMessage } from "./ingest-event.ts";
import type { FeedOptions } from "./ingest-options.ts";
import { type EmbargoReport, IngestService, type IngestServiceOptions } from "./ingest-service.ts";

/** Of the segments in which the stories of new articles are looked for; they stay for the next update. */
const RECENT_BYTES = 256 * 1024 * 1024;
/** Merges of so many passages take a second or two; "dateline compact" does the larger ones. */
const AUTOMATIC_PASSAGES = 4_096;

export interface IngestSettings {
  readonly logger: Logger;
  readonly readOptions: () => FunctionOptions;
  readonly readFeeds: () => FeedOptions;
}

/** What the function does for its kinds of events. */
export interface Ingest {
  /** @returns ids of the messages that have to come again */
  ingestMessages(messages: readonly IngestMessage[], options: RequestOptions): Promise<readonly string[]>;
  ingestFeeds(options: RequestOptions): Promise<FeedReport>;
  /** @throws DatelineError `internal` when an object whose embargo is over could not be ingested */
  ingestEmbargoed(options: RequestOptions): Promise<EmbargoReport>;
  /** @throws DatelineError as `collectGarbage` */
  collectGarbage(wish: { readonly keep: number }, options: RequestOptions): Promise<CollectionReport>;
}

/** What a garbage collection did. */
export interface CollectionReport extends Pick<GarbageReport, "deletedBytes" | "tooYoung"> {
  readonly kept: number;
  readonly deleted: number;
  readonly deletedObjects: number;
}

/** Composes the function. The model is loaded by the first event, and stays for the next; a failure is tried again. */
export function openIngest({ logger, readOptions, readFeeds }: IngestSettings): Ingest {
  const onWait = (wait: object) => logger.log("info", "waits for a garbage collection", { ...wait });
  let opened: Promise<Omit<UpdateContext, "workFolder">> | undefined;
  const open = async () => {
    opened ??= openContext(readOptions());
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  const update: IngestServiceOptions["update"] = async (changes, { signal }) => {
    const shared = await open();
    // Made only now: what fails before leaves nothing behind in a folder that is small and stays.
    const workFolder = await mkdtemp(join(readOptions().cacheFolder, "dateline-ingest-"));
    const context = { ...shared, workFolder };
    const lengths = { targetTokens: DEFAULT_TARGET_TOKENS, overlapTokens: DEFAULT_OVERLAP_TOKENS };
    const report = await updateIndex(context, { ...changes, ...lengths, signal, onWait });
    // What was ingested is in the index already; the next update tries to compact again.
    await compactIndex(context, { maxPassages: AUTOMATIC_PASSAGES, signal, onWait }).catch((error) => {
      logger.log("warn", "not compacted", { error: describeError(error) });
    });
    return report;
  };
  const openService = async () => {
    const { store, s3Endpoint } = readOptions();
    const reader = new S3BucketReader({ endpoint: s3Endpoint });
    // Opened apart from the model, which most looks for embargoes do not need.
    const embargoes = new EmbargoList(await openObjectStore(store, { s3: { endpoint: s3Endpoint } }));
    return new IngestService({ logger, reader, update, embargoes });
  };
  const ingestEmbargoed = async (options: RequestOptions) => {
    // What the function was called for is done, whatever comes of these.
    await (await openService()).ingestEmbargoed(options).catch((error) => {
      logger.log("error", "embargoes not looked at", { error: describeError(error) });
    });
  };
  return {
    ingestMessages: async (messages, options) => {
      const failed = await (await openService()).ingest(messages, options);
      await ingestEmbargoed(options);
      return failed;
    },
    ingestEmbargoed: async (options) => {
      const report = await (await openService()).ingestEmbargoed(options);
      if (report.failed === 0) return report;
      const reason = `${report.failed} of the objects whose embargoes are over failed; the log names them`;
      throw new DatelineError("internal", `Cannot ingest: ${reason}`);
    },
    collectGarbage: async ({ keep }, { signal }) => {
      // Opened apart from the model, which a collection does not need.
      const { store: location, s3Endpoint } = readOptions();
      const store = await openObjectStore(location, { s3: { endpoint: s3Endpoint } });
      const { kept, deleted, deletedKeys, ...rest } = await collectGarbage(store, { keep, signal, onWait });
      const { deletedBytes, tooYoung } = rest;
      const counts = { kept: kept.length, deleted: deleted.length, deletedObjects: deletedKeys.length };
      const report = { ...counts, deletedBytes, tooYoung };
      logger.log("info", "garbage collected", { ...report });
      return report;
    },
    ingestFeeds: async (options) => {
      const feeds = readFeeds();
      const read = openFeedReader(feeds, (await open()).store);
      const report = await ingestFeeds({ read, update, logger }, options);
      await ingestEmbargoed(options);
      return report;
    },
  };
}

function openFeedReader(
  { feeds, follow, userAgent, allowPrivateAddresses }: FeedOptions,
  store: ObjectStore,
): FeedServiceOptions["read"] {
  const memory = new FetchMemory(store);
  const refusePrivateAddresses = !allowPrivateAddresses;
  const remote = openRemoteReader({ http: { userAgent, memory, refusePrivateAddresses } });
  return ({ signal }) => readCorpus(feeds, { remote, follow, signal });
}

async function openContext(options: FunctionOptions): Promise<Omit<UpdateContext, "workFolder">> {
  const store = await openObjectStore(options.store, { s3: { endpoint: options.s3Endpoint } });
  const embedder = await openTransformersEmbedder({
    modelsFolder: options.modelsFolder,
    modelName: DEFAULT_MODEL_NAME,
    // The model is part of the package, which nothing can write to and whose hash Lambda has checked.
    verify: "size",
  });
  const format = localSegmentFormat;
  const folder = join(options.cacheFolder, "dateline-segments");
  return {
    store,
    embedder,
    format,
    identities: new IdentityReader(store),
    openEarlier: async (manifest) => {
      const opened = await openRecentSegments({ store, format, folder, maxBytes: RECENT_BYTES }, manifest);
      await pruneSegments(folder, opened);
      return opened;
    },
  };
}
