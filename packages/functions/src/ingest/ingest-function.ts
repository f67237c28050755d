import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ObjectStoreEmbeddingCache } from "@dateline-search/core/adapters/embedding-cache/object-store-embedding-cache";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import { S3BucketReader } from "@dateline-search/core/adapters/object-store/s3-bucket-reader";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { FetchMemory } from "@dateline-search/core/adapters/source/fetch-memory";
import { openRemoteReader } from "@dateline-search/core/adapters/source/open-remote-reader";
import { PreparedSearchMemory } from "@dateline-search/core/alerts/prepared-search-memory";
import { ParserProcess } from "@dateline-search/core/corpus/parser-process";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import { DatelineError, hasCode } from "@dateline-search/core/errors";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { articleFingerprint, hashOfId } from "@dateline-search/core/generation/article-identity";
import { collectGarbage, type GarbageReport } from "@dateline-search/core/generation/collect-garbage";
import type { GenerationAuthor } from "@dateline-search/core/generation/generation-author";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { IndexedArticles } from "@dateline-search/core/generation/indexed-articles";
import { OriginVersions } from "@dateline-search/core/generation/origins";
import { IndexWriter } from "@dateline-search/core/indexing/index-writer";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { ObjectStore, RequestOptions } from "@dateline-search/core/ports/object-store";
import { readSynonyms } from "@dateline-search/core/words/read-synonyms";
import type { Synonyms } from "@dateline-search/core/words/synonyms";
import { KeptEmbeddings } from "../../../core/src/adapters/embedding-cache/object-store-embedding-cache.ts";
import type { AlertOptions } from "../alerts/alert-options.ts";
import { type AlertsReport, runAlerts } from "../alerts/run-alerts.ts";
import type { FunctionOptions } from "../function-options.ts";
import { describeError, type Logger } from "../logger.ts";
import { EmbargoList } from "./embargo-list.ts";
import { type FeedReport, type FeedServiceOptions, ingestFeeds } from "./feed-service.ts";
import type { IngestMessage } from "./ingest-event.ts";
import type { FeedOptions } from "./ingest-options.ts";
import { type EmbargoReport, IngestService } from "./ingest-service.ts";
import type { IngestServiceOptions, TimedOptions } from "./ingest-service-options.ts";
import type { EngineLayout, EngineReport } from "./load-engine.ts";
import { SlicePace } from "./slice-pace.ts";
import { newWorkFolder, removeStaleWorkFolders, removeWorkFolder } from "./work-folders.ts";

/** Objects and feeds need tens of MB. The rest of the function's memory is for the model. */
const PARSER_HEAP_MB = 1_024;
/** Merging this many passages takes a second or two. "dateline compact" does larger merges. */
const AUTOMATIC_PASSAGES = 4_096;

/** Maximum number of pages from a sitemap: as many as a function can fetch with pauses between them. */
const MAX_PAGES = 100;

export interface IngestSettings {
  readonly logger: Logger;
  readonly readOptions: () => FunctionOptions;
  /** @param list addresses from the feed list, if there is one */
  readonly readFeeds: (list: string | undefined) => FeedOptions;
  /** Key of an object next to the index that lists feeds. */
  readonly feedListKey: () => string | undefined;
  readonly readMaxObjectBytes: () => number;
  readonly readAlerts: () => AlertOptions;
  readonly readAuthor: () => GenerationAuthor;
  readonly readEngineLayout: () => EngineLayout;
  /** Module that serves as a parser; see `ParserProcess`. */
  readonly parserProgram: URL;
}

/** The function's actions, by kind of event. */
export interface Ingest {
  /** @returns ids of the messages to retry */
  ingestMessages(messages: readonly IngestMessage[], options: TimedOptions): Promise<readonly string[]>;
  ingestFeeds(options: RequestOptions): Promise<FeedReport>;
  /** @throws DatelineError `internal` if an object whose embargo is over could not be ingested */
  ingestEmbargoed(options: TimedOptions): Promise<EmbargoReport>;
  /**
   * Matches alerts and sends due messages. @throws DatelineError `invalid-input` when they are off; as
   * `runAlerts`
   */
  sendAlerts(options: RequestOptions): Promise<AlertsReport>;
  /** Updates the cluster from the store. @throws DatelineError as `loadEngine` */
  loadEngine(options: RequestOptions): Promise<EngineReport>;
  /** @throws DatelineError as `collectGarbage` */
  collectGarbage(wish: { readonly keep: number }, options: TimedOptions): Promise<CollectionReport>;
}

/** The result of a garbage collection. */
export interface CollectionReport extends Pick<GarbageReport, "deletedBytes" | "tooYoung"> {
  readonly kept: number;
  readonly deleted: number;
  readonly deletedObjects: number;
}

/** Composes the function. The first event loads the model, which stays loaded; a failed load is retried. */
export class IngestFunction implements Ingest {
  readonly #settings: IngestSettings;
  readonly #logger: Logger;
  readonly #parser: ParserProcess;
  readonly #pace = new SlicePace();
  readonly #prepared = new PreparedSearchMemory();
  #swept: Promise<void> | undefined;
  #synonyms: Synonyms | undefined;
  #opened: Promise<OpenIndex> | undefined;

  constructor(settings: IngestSettings) {
    this.#settings = settings;
    this.#logger = settings.logger;
    this.#parser = new ParserProcess({ program: settings.parserProgram, maxHeapMb: PARSER_HEAP_MB });
  }

  async ingestMessages(
    messages: readonly IngestMessage[],
    options: TimedOptions,
  ): Promise<readonly string[]> {
    const failed = await (await this.#openService()).ingest(messages, options);
    await this.#tryEmbargoed(options);
    await this.#finish(options);
    return failed;
  }

  async ingestEmbargoed(options: TimedOptions): Promise<EmbargoReport> {
    const report = await (await this.#openService()).ingestEmbargoed(options);
    await this.#finish(options);
    if (report.failed === 0) return report;
    const reason = `${report.failed} of the objects whose embargoes are over failed; the log names them`;
    throw new DatelineError("internal", `Cannot ingest: ${reason}`);
  }

  async ingestFeeds(options: RequestOptions): Promise<FeedReport> {
    const { readOptions, readFeeds, feedListKey } = this.#settings;
    const feeds = readFeeds(await readFeedList(readOptions(), feedListKey(), options));
    const read = openFeedReader(feeds, { store: (await this.#open()).store, parser: this.#parser });
    const parts = { read, update: this.#update, logger: this.#logger };
    const report = await ingestFeeds(parts, options);
    await this.#tryEmbargoed(options);
    await this.#finish(options);
    return report;
  }

  async sendAlerts(request: RequestOptions): Promise<AlertsReport> {
    const options = this.#settings.readAlerts();
    if (!options.isOn) {
      throw new DatelineError("invalid-input", "Cannot send alerts: they are off, set DATELINE_ALERTS=on");
    }
    const { cacheFolder, synonymsFile, timeZone } = this.#settings.readOptions();
    this.#synonyms ??= synonymsFile === undefined ? undefined : await readSynonyms(synonymsFile);
    // Opened without the model, which is needed only if there are new articles.
    const store = await this.#openStore();
    const openEmbedder = async () => (await this.#open()).embedder;
    const parts = { store, options, openEmbedder, logger: this.#logger, prepared: this.#prepared };
    return await runAlerts({ ...parts, cacheFolder, synonyms: this.#synonyms, timeZone }, request);
  }

  async loadEngine(request: RequestOptions): Promise<EngineReport> {
    const { readOptions, readEngineLayout } = this.#settings;
    // Imported here, so that a function without a cluster does not load it.
    const { loadEngine } = await import("./load-engine.ts");
    const report = await loadEngine(readOptions(), readEngineLayout(), request);
    this.#logger.log("info", "cluster follows", { ...report });
    return report;
  }

  async collectGarbage(
    { keep }: { readonly keep: number },
    { signal, timeLeftMs }: TimedOptions,
  ): Promise<CollectionReport> {
    // Opened without the model, which garbage collection does not need.
    const store = await this.#openStore();
    // The other half is enough to delete what dead leases protected. The next run judges the remaining ones.
    const patienceMs = timeLeftMs === undefined ? undefined : timeLeftMs() / 2;
    const options = { keep, signal, onWait: this.#onWait, patienceMs };
    const collected = await collectGarbage(store, options).catch(nothingOfNothing);
    const { kept, deleted, deletedKeys, deletedBytes, tooYoung } = collected;
    const counts = { kept: kept.length, deleted: deleted.length, deletedObjects: deletedKeys.length };
    const report = { ...counts, deletedBytes, tooYoung };
    this.#logger.log("info", "garbage collected", { ...report });
    return report;
  }

  /** The articles are already in the index. The next event retries what fails here. */
  async #finish({ signal }: RequestOptions): Promise<void> {
    if (this.#settings.readAlerts().isOn) {
      await this.sendAlerts({ signal }).catch((error) => {
        this.#logger.log("error", "alerts failed", { error: describeError(error) });
      });
    }
    try {
      const index = await this.#opened;
      await index?.writer.compactIfChanged({
        maxPassages: AUTOMATIC_PASSAGES,
        signal,
        onWait: this.#onWait,
      });
    } catch (error) {
      this.#logger.log("warn", "not compacted", { error: describeError(error) });
    }
  }

  /** A failure here must not fail the event. */
  async #tryEmbargoed(options: TimedOptions): Promise<void> {
    await (await this.#openService()).ingestEmbargoed(options).catch((error) => {
      this.#logger.log("error", "embargoes not checked", { error: describeError(error) });
    });
  }

  async #openService(): Promise<IngestService> {
    const { readOptions, readMaxObjectBytes } = this.#settings;
    const { s3Endpoint, cacheFolder } = readOptions();
    this.#swept ??= this.#sweep(cacheFolder);
    await this.#swept;
    // Opened without the model, which most embargo checks do not need.
    const index = await this.#openStore();
    return new IngestService({
      ...{ logger: this.#logger, parser: this.#parser, pace: this.#pace, cacheFolder },
      ...{ update: this.#update, readIndexed: this.#readIndexed },
      reader: new S3BucketReader({ endpoint: s3Endpoint }),
      embargoes: new EmbargoList(index),
      maxObjectBytes: readMaxObjectBytes(),
      readVersions: async (options) => OriginVersions.of((await readCurrent(index, options)).manifest),
    });
  }

  async #open(): Promise<OpenIndex> {
    const { readOptions, readAuthor } = this.#settings;
    this.#opened ??= openIndex(readOptions(), readAuthor());
    try {
      return await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  async #openStore(): Promise<ObjectStore> {
    const { store, s3Endpoint } = this.#settings.readOptions();
    return await openObjectStore(store, { s3: { endpoint: s3Endpoint } });
  }

  readonly #onWait = (wait: object): void => this.#logger.log("info", "waits", { ...wait });

  readonly #update: IngestServiceOptions["update"] = async (changes, { signal, keepEmbeddings = false }) => {
    const { store, embedder, writer } = await this.#open();
    const kept = new KeptEmbeddings(new ObjectStoreEmbeddingCache(store));
    const caching = keepEmbeddings ? new CachingEmbedder(embedder, kept) : embedder;
    const report = await writer.update({ ...changes, signal, onWait: this.#onWait }, caching);
    await kept.forget().catch((error) => {
      this.#logger.log("warn", "kept embeddings not deleted", { error: describeError(error) });
    });
    return report;
  };

  readonly #readIndexed: IngestServiceOptions["readIndexed"] = async (options) => {
    const { store, identities } = await this.#open();
    const { manifest } = await readCurrent(store, options);
    const indexed = await IndexedArticles.load(manifest, identities, options);
    return (article) => indexed.find(hashOfId(article.id))?.fingerprint === articleFingerprint(article);
  };

  async #sweep(folder: string): Promise<void> {
    const folders = await removeStaleWorkFolders(folder);
    if (folders > 0) this.#logger.log("warn", "work folders of ended processes removed", { folders });
  }
}

const NOTHING_COLLECTED = { kept: [], deleted: [], deletedKeys: [], deletedBytes: 0, tooYoung: 0 };

/** Before the first publication, there is nothing to collect, which is not a failure. */
function nothingOfNothing(error: unknown): GarbageReport {
  if (hasCode(error, "index-missing")) return NOTHING_COLLECTED;
  throw error;
}

/** @throws DatelineError `object-missing` if there is no list; as the store's `get` */
async function readFeedList(
  { store: location, s3Endpoint }: FunctionOptions,
  key: string | undefined,
  options: RequestOptions,
): Promise<string | undefined> {
  if (key === undefined) return undefined;
  const store = await openObjectStore(location, { s3: { endpoint: s3Endpoint } });
  const found = await store.get(key, options);
  if (found !== undefined) return Buffer.from(found.bytes).toString("utf8");
  throw new DatelineError("object-missing", `Cannot read feeds: there is no "${key}" in "${location}"`);
}

function openFeedReader(
  { feeds, follow, userAgent, allowPrivateAddresses, timeZones }: FeedOptions,
  { store, parser }: { readonly store: ObjectStore; readonly parser: ParserProcess },
): FeedServiceOptions["read"] {
  const memory = new FetchMemory(store);
  const refusePrivateAddresses = !allowPrivateAddresses;
  const remote = openRemoteReader({ http: { userAgent, memory, refusePrivateAddresses } });
  return ({ signal }) =>
    readCorpus(feeds, { remote, follow, discover: true, timeZones, maxPages: MAX_PAGES, parser, signal });
}

/** The parts that an event needs to change the index. */
interface OpenIndex {
  readonly store: ObjectStore;
  readonly embedder: Embedder;
  readonly identities: IdentityReader;
  readonly writer: IndexWriter;
}

async function openIndex(options: FunctionOptions, author: GenerationAuthor): Promise<OpenIndex> {
  const store = await openObjectStore(options.store, { s3: { endpoint: options.s3Endpoint } });
  const embedder = await openTransformersEmbedder({
    modelsFolder: options.modelsFolder,
    modelName: options.model,
    // The model is part of the package, which is read-only and whose hash Lambda has checked.
    verify: "size",
    threads: availableParallelism(),
  });
  const identities = new IdentityReader(store);
  const writer = new IndexWriter({
    store,
    embedder,
    author,
    identities,
    format: localSegmentFormat,
    recent: { folder: join(options.cacheFolder, "dateline-segments") },
    inWorkFolder: async (work) => {
      const folder = newWorkFolder(options.cacheFolder);
      try {
        return await work(folder);
      } finally {
        await removeWorkFolder(folder);
      }
    },
  });
  return { store, embedder, identities, writer };
}
