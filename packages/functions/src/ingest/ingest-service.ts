import type { BucketObject } from "@dateline-search/core/adapters/object-store/s3-bucket-reader";
import { DatelineError } from "@dateline-search/core/errors";
import { compareSequencers } from "@dateline-search/core/generation/origins";
import type { RequestOptions, StoredObject } from "@dateline-search/core/ports/object-store";
import type {
  ArticleWithdrawal,
  IncomingArticle,
  ReadOrigin,
  UpdateReport,
} from "@dateline-search/core/update-index";
import { describeError, type Logger } from "../logger.ts";
import type { Embargo, EmbargoList } from "./embargo-list.ts";
import type { ChangedObject, IngestMessage } from "./ingest-event.ts";
import { type ArticleObject, readArticleObject } from "./read-article-object.ts";

/** What an update of the index is asked for. */
export interface IngestChanges {
  readonly articles: readonly IncomingArticle[];
  readonly origins: readonly ReadOrigin[];
  readonly withdrawals: readonly ArticleWithdrawal[];
}

/** What came of the objects whose embargoes are over. */
export interface EmbargoReport {
  readonly ingested: number;
  /** Those that are tried again. */
  readonly failed: number;
  /** Those whose embargoes are not over. */
  readonly waiting: number;
}

/** After an embargo an object is tried again for so long. */
const EMBARGO_TRIES_MS = 24 * 3600_000;

export interface IngestServiceOptions {
  /** Reads what changed, whatever the bucket. */
  readonly reader: {
    get(object: BucketObject, options?: RequestOptions): Promise<StoredObject | undefined>;
    isUnchanged(object: BucketObject, etag: string | null, options?: RequestOptions): Promise<boolean>;
  };
  readonly update: (changes: IngestChanges, options: RequestOptions) => Promise<UpdateReport>;
  /** Remembers what may not be shown yet. */
  readonly embargoes: Pick<EmbargoList, "read" | "change">;
  readonly logger: Logger;
  /** For tests. */
  readonly now?: () => Date;
}

/** An object as it was when it was read. */
interface ReadObject {
  readonly object: ChangedObject;
  /** `null` when it is gone. */
  readonly etag: string | null;
  /** When the reading began, in milliseconds since 1970. */
  readonly readAt: number;
  readonly articles: ArticleObject["articles"];
  readonly withdrawals: ArticleObject["withdrawals"];
  /** Why some of it is not in the index; it then is not known what it should no longer hold. */
  readonly problem: string | null;
  readonly embargoedUntil: string | null;
}

/**
 * Brings objects into the index. A notification only says that an object changed: what it holds is read when the message
 * is worked on, so messages may come late, twice or in any order. Whether the object changed once more meanwhile is
 * asked after the index was; then the message has to come again.
 */
export class IngestService {
  readonly #options: IngestServiceOptions;

  constructor(options: IngestServiceOptions) {
    this.#options = options;
  }

  /** @returns ids of the messages that have to come again, or end as dead letters */
  async ingest(messages: readonly IngestMessage[], options: RequestOptions = {}): Promise<readonly string[]> {
    const failed = await this.#ingestObjects(
      latestOfEach(messages.flatMap(({ objects }) => objects)),
      options,
    );
    for (const { id, problem } of messages) {
      if (problem !== null) this.#options.logger.log("error", "message not understood", { id, problem });
    }
    return messages
      .filter((message) => message.problem !== null || message.objects.some((o) => failed.has(originOf(o))))
      .map(({ id }) => id);
  }

  /**
   * Reads the objects again whose embargoes are over.
   *
   * @throws DatelineError as `EmbargoList`
   */
  async ingestEmbargoed(options: RequestOptions = {}): Promise<EmbargoReport> {
    const { embargoes, logger } = this.#options;
    const known = await embargoes.read(options);
    const now = this.#now().getTime();
    const due = known.filter(({ until }) => Date.parse(until) <= now);
    const failed = due.length === 0 ? new Set() : await this.#ingestObjects(due, options);
    const isTried = (one: Embargo) =>
      failed.has(originOf(one)) && now < Date.parse(one.until) + EMBARGO_TRIES_MS;
    const done = due.filter((one) => !isTried(one));
    await embargoes.change({ add: [], remove: done }, options);
    for (const one of done) {
      if (failed.has(originOf(one))) logger.log("error", "embargoed object given up", { ...one });
    }
    return { ingested: due.length - failed.size, failed: failed.size, waiting: known.length - due.length };
  }

  /** @returns the origins that failed */
  async #ingestObjects(
    objects: readonly ChangedObject[],
    options: RequestOptions,
  ): Promise<ReadonlySet<string>> {
    const failed = new Set<string>();
    const read: ReadObject[] = [];
    for (const object of objects) {
      const outcome = await this.#read(object, options);
      if (outcome === null) failed.add(originOf(object));
      else read.push(outcome);
    }
    for (const { object, problem } of read) {
      if (problem === null) continue;
      failed.add(originOf(object));
      this.#options.logger.log("error", "object not ingested as a whole", { ...object, problem });
    }
    for (const origin of await this.#updateTogetherOrAlone(read, options)) failed.add(origin);
    for (const origin of await this.#rememberEmbargoes(read, options)) failed.add(origin);
    for (const { object, etag } of read) {
      if (!(await this.#isUnchanged(object, etag, options))) failed.add(originOf(object));
    }
    return failed;
  }

  async #read(object: ChangedObject, options: RequestOptions): Promise<ReadObject | null> {
    const readAt = this.#now().getTime();
    try {
      const found = await this.#options.reader.get(object, options);
      if (found === undefined) return { object, readAt, etag: null, ...NOTHING };
      const { problems, ...content } = readArticleObject(object, { bytes: found.bytes, now: this.#now() });
      const [first] = problems;
      const problem = first === undefined ? null : `line ${first.line}: ${first.reason}`;
      return { object, readAt, etag: found.etag, ...content, problem };
    } catch (error) {
      this.#options.logger.log("error", "object not read", { ...object, error: describeError(error) });
      return null;
    }
  }

  /** @returns the origins that failed */
  async #rememberEmbargoes(read: readonly ReadObject[], options: RequestOptions): Promise<readonly string[]> {
    const add = read.flatMap(({ object: { bucket, key }, embargoedUntil }) =>
      embargoedUntil === null ? [] : [{ bucket, key, until: embargoedUntil }],
    );
    try {
      await this.#options.embargoes.change({ add, remove: [] }, options);
      for (const one of add) this.#options.logger.log("info", "waits for the end of an embargo", { ...one });
      return [];
    } catch (error) {
      this.#options.logger.log("error", "embargoes not remembered", { error: describeError(error) });
      return add.map(originOf);
    }
  }

  /**
   * One update for all, since each makes a generation; when it fails by a defect of some article, each object alone.
   *
   * @returns the origins that failed
   */
  async #updateTogetherOrAlone(
    read: readonly ReadObject[],
    options: RequestOptions,
  ): Promise<readonly string[]> {
    if (read.length === 0) return [];
    const stale = await this.#update(read, options);
    if (stale !== null) return stale;
    const failed: string[] = [];
    for (const one of read) {
      const isAlone = read.length === 1 || options.signal?.aborted === true;
      const outcome = isAlone ? null : await this.#update([one], options);
      failed.push(...(outcome ?? [originOf(one.object)]));
    }
    return failed;
  }

  /** @returns the origins of which the index has a later version already; `null` when none of it is in the index */
  async #update(read: readonly ReadObject[], options: RequestOptions): Promise<readonly string[] | null> {
    const articles = read.flatMap(({ object, articles }) =>
      articles.map(({ article, version = null }) => ({ article, version, origin: originOf(object) })),
    );
    const withdrawals = read.flatMap(({ object, withdrawals }) =>
      withdrawals.map(({ id, statedAt, version }) => ({ id, statedAt, version, origin: originOf(object) })),
    );
    try {
      const report = await this.#options.update(
        {
          articles,
          origins: read.map(readOrigin),
          withdrawals,
        },
        options,
      );
      const { generation, removed, passages, conflicts } = report;
      const counts = { added: report.added.length, replaced: report.replaced.length, removed };
      const ignored = {
        unchanged: report.unchanged.length,
        outdated: report.outdated.length,
        repeated: report.repeated.length,
        takenDown: report.takenDown.length,
      };
      for (const origin of report.stale)
        this.#options.logger.log("warn", "read before a later version", { origin });
      const fields = { generation, objects: read.length, ...counts, ...ignored, passages, conflicts };
      this.#options.logger.log("info", "ingested", fields);
      return report.stale;
    } catch (error) {
      const code = error instanceof DatelineError ? error.code : "internal";
      this.#options.logger.log("error", "not ingested", { code, error: describeError(error) });
      return null;
    }
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }

  async #isUnchanged(object: ChangedObject, etag: string | null, options: RequestOptions): Promise<boolean> {
    try {
      return await this.#options.reader.isUnchanged(object, etag, options);
    } catch (error) {
      this.#options.logger.log("error", "object not read", { ...object, error: describeError(error) });
      return false;
    }
  }
}

/** What is in an object that is gone. */
const NOTHING = { articles: [], withdrawals: [], problem: null, embargoedUntil: null };

/** Of several notifications of an object the last one that S3 sent. */
function latestOfEach(objects: readonly ChangedObject[]): readonly ChangedObject[] {
  const latest = new Map<string, ChangedObject>();
  for (const object of objects) {
    const known = latest.get(originOf(object));
    const isLater = compareSequencers(object.sequencer ?? null, known?.sequencer ?? null) >= 0;
    if (known === undefined || isLater) latest.set(originOf(object), object);
  }
  return [...latest.values()];
}

function readOrigin({ object, readAt, etag, problem }: ReadObject): ReadOrigin {
  const { sequencer = null, versionId = null } = object;
  const version = { sequencer, versionId, etag, readAt };
  return { origin: originOf(object), version, isWhole: problem === null };
}

/** What the index remembers an article's object by. */
function originOf({ bucket, key }: ChangedObject): string {
  return `${bucket}/${key}`;
}
