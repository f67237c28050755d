import type { ArticleEntry } from "@dateline-search/core/corpus/corpus-entry";
import { DatelineError } from "@dateline-search/core/errors";
import { hashOfOrigin } from "@dateline-search/core/generation/article-identity";
import { OriginVersions } from "@dateline-search/core/generation/origins";
import type { IncomingArticle } from "@dateline-search/core/indexing/incoming-articles";
import type { ReadOrigin, UpdateReport } from "@dateline-search/core/indexing/update-index";
import { describeError } from "../logger.ts";
import type { ChangedObject } from "./ingest-event.ts";
import type { IngestChanges, IngestServiceOptions, TimedOptions } from "./ingest-service-options.ts";
import { ArticleObject, type ObjectReading, openReading } from "./object-reading.ts";
import { type PlannedObject, planObjects } from "./plan-objects.ts";
import type { SlicePace } from "./slice-pace.ts";

export interface BatchContext
  extends Pick<
    IngestServiceOptions,
    "reader" | "logger" | "parser" | "update" | "readIndexed" | "readVersions"
  > {
  readonly maxObjectBytes: number;
  /** Receives one object at a time. */
  readonly folder: string;
  readonly pace: SlicePace;
  readonly now: () => Date;
  /** Called after a commit. @returns the origins that must nevertheless be retried */
  readonly settle: (done: readonly ReadObject[]) => Promise<readonly string[]>;
}

/** An object that was read completely. */
export interface ReadObject {
  readonly object: ChangedObject;
  /** `null` if it is gone. */
  readonly etag: string | null;
  /** When the reading began, in milliseconds since 1970. */
  readonly readAt: number;
  readonly content: ArticleObject;
}

/** Time reserved for the work after the last slice. */
const RESERVED_SHARE = 0.1;
const MAX_RESERVED_MS = 3_000;
/** A slice starts only if it should end in time, with some margin. */
const SAFETY = 1.5;

/**
 * Adds a batch of objects to the index in slices, the oldest object first. Committed slices stay, whatever
 * happens to the rest. Objects larger than a slice come last, so that they do not delay others, and are committed in
 * parts. A retry of such an object continues where it stopped, because articles already in the index cost nothing.
 */
export class BatchIngest {
  readonly #context: BatchContext;
  readonly #options: TimedOptions;
  readonly #budgetMs: number;
  readonly #failed = new Set<string>();
  #slice: ReadObject[] = [];
  /** The versions in the index before any object was read. */
  #before = OriginVersions.of(null);
  #hasCommitted = false;
  /** Number of objects for which there was no time. */
  #late = 0;

  constructor(context: BatchContext, options: TimedOptions) {
    this.#context = context;
    this.#options = options;
    this.#budgetMs = this.#timeLeftMs();
  }

  /** @returns the origins to retry */
  async run(objects: readonly ChangedObject[]): Promise<ReadonlySet<string>> {
    if (!(await this.#readVersions())) return new Set(objects.map(originOf));
    const { planned, failed } = await planObjects(objects, this.#context, this.#options);
    for (const object of failed) this.#fail(object);
    const large: PlannedObject[] = [];
    for (const plan of planned) {
      if ((plan.info?.sizeBytes ?? 0) > this.#maxCost()) large.push(plan);
      else if (!(await this.#reading(plan, (reading, at) => this.#addSmall(plan, reading, at))))
        large.push(plan);
    }
    await this.#commit();
    for (const plan of large) {
      await this.#reading(plan, async (reading, readAt) => {
        await this.#ingestLarge(plan, reading, readAt);
        return true;
      });
    }
    if (this.#late > 0) this.#context.logger.log("warn", "objects left for later", { objects: this.#late });
    return this.#failed;
  }

  /** @returns false if the index cannot be read, so that nothing can be added */
  async #readVersions(): Promise<boolean> {
    const { readVersions, logger } = this.#context;
    try {
      this.#before = await readVersions(this.#options);
      return true;
    } catch (error) {
      logger.log("error", "index not read", { error: describeError(error) });
      return false;
    }
  }

  /** @returns the result of `work`, or true if the object failed, which ends its reading */
  async #reading(
    plan: PlannedObject,
    work: (reading: ObjectReading, readAt: number) => Promise<boolean>,
  ): Promise<boolean> {
    const { object } = plan;
    const readAt = this.#context.now().getTime();
    try {
      if (!this.#hasTime()) throw noTime();
      return await work(await openReading(plan, this.#context, this.#options), readAt);
    } catch (error) {
      this.#fail(object);
      if (isNoTime(error)) this.#late += 1;
      else
        this.#context.logger.log("error", "object not ingested", { ...object, error: describeError(error) });
      return true;
    }
  }

  /** @returns false if the object is larger than a slice */
  async #addSmall(
    { object }: PlannedObject,
    { etag, entries }: ObjectReading,
    readAt: number,
  ): Promise<boolean> {
    const content = new ArticleObject();
    for await (const entry of entries()) {
      content.add(entry);
      if (content.cost > this.#maxCost()) return false;
    }
    if (costOfAll(this.#slice) + content.cost > this.#maxCost()) await this.#commit();
    this.#slice.push({ object, etag, readAt, content });
    return true;
  }

  /**
   * One update for many objects, because each update makes a generation. If it fails because of a defective
   * article, each object is updated alone.
   */
  async #commit(): Promise<void> {
    const slice = this.#slice;
    this.#slice = [];
    if (slice.length === 0) return;
    const isIn = await this.#update(slice.map(wholeObject), costOfAll(slice));
    if (isIn) return await this.#finish(slice);
    for (const one of slice) {
      const mayTry = slice.length > 1 && this.#hasTime();
      if (mayTry && (await this.#update([wholeObject(one)], one.content.cost))) await this.#finish([one]);
      else this.#fail(one.object);
    }
  }

  /**
   * Articles from earlier parts cost the last update nothing. It only removes what the object no longer
   * contains.
   */
  async #ingestLarge(
    { object }: PlannedObject,
    { etag, entries }: ObjectReading,
    readAt: number,
  ): Promise<void> {
    const rest = new ArticleObject();
    let part = new ArticleObject();
    const isIndexed = await this.#context.readIndexed(this.#options);
    for await (const entry of entries()) {
      if (entry.kind !== "article") rest.add(entry);
      else if (!isIndexed(entry.article)) part.add(entry);
      if (part.cost < this.#maxCost()) continue;
      await this.#commitPart({ object, etag, readAt, content: part });
      part = new ArticleObject();
    }
    if (part.articles.length > 0) await this.#commitPart({ object, etag, readAt, content: part });
    if (!this.#hasTime()) throw noTime();
    const articles = async function* () {
      for await (const entry of entries()) if (entry.kind === "article") yield incoming(object, entry);
    };
    const last = { ...wholeObject({ object, etag, readAt, content: rest }), articles: articles() };
    if (!(await this.#update([last], 0))) throw notCommitted();
    await this.#finish([{ object, etag, readAt, content: rest }]);
  }

  async #commitPart(part: ReadObject): Promise<void> {
    if (!this.#hasTime()) throw noTime();
    const { articles } = wholeObject(part);
    const origins = [{ ...readOrigin(part), isWhole: false }];
    if (!(await this.#update([{ articles, origins, withdrawals: [] }], part.content.cost)))
      throw notCommitted();
  }

  #withBefore(read: ReadOrigin): ReadOrigin {
    return { ...read, before: this.#before.get(hashOfOrigin(read.origin)) ?? null };
  }

  /** @returns false if none of it is in the index */
  async #update(parts: readonly ObjectChanges[], cost: number): Promise<boolean> {
    const { update, logger, pace } = this.#context;
    const signal = this.#sliceSignal();
    const startedAt = performance.now();
    try {
      const changes = {
        articles: all(parts.map(({ articles }) => articles)),
        origins: parts.flatMap(({ origins }) => origins.map((read) => this.#withBefore(read))),
        withdrawals: parts.flatMap(({ withdrawals }) => withdrawals),
      };
      const isLong = cost > this.#maxCost();
      const report = await update(changes, { signal, keepEmbeddings: isLong });
      this.#hasCommitted = true;
      for (const origin of report.stale) {
        this.#failed.add(origin);
        logger.log("warn", "read before a later version", { origin });
      }
      pace.took(cost * shareOfNew(report), performance.now() - startedAt);
      logger.log("info", "ingested", { objects: parts.length, ...fieldsOf(report) });
      return true;
    } catch (error) {
      pace.failed();
      const code = error instanceof DatelineError ? error.code : "internal";
      logger.log("error", "not ingested", { code, error: describeError(error) });
      return false;
    }
  }

  async #finish(done: readonly ReadObject[]): Promise<void> {
    for (const { object, content } of done) {
      if (content.problem === null) continue;
      const fields = { ...object, problem: content.problem };
      this.#context.logger.log("error", "object not ingested as a whole", fields);
      this.#fail(object);
    }
    for (const origin of await this.#context.settle(done)) this.#failed.add(origin);
  }

  #fail(object: ChangedObject): void {
    this.#failed.add(originOf(object));
  }

  #maxCost(): number {
    return this.#context.pace.maxCost(this.#budgetMs);
  }

  /** The first slice always starts: otherwise there would never be any progress. */
  #hasTime(): boolean {
    if (this.#options.signal?.aborted || this.#timeLeftMs() <= this.#reservedMs()) return false;
    if (!this.#hasCommitted) return true;
    const pending = Math.max(costOfAll(this.#slice), this.#maxCost() / 2);
    return this.#timeLeftMs() - this.#reservedMs() > SAFETY * this.#context.pace.expectedMs(pending);
  }

  /** Stops a slice that takes longer than expected, in time to report the results of earlier ones. */
  #sliceSignal(): AbortSignal | undefined {
    const leftMs = this.#timeLeftMs() - this.#reservedMs();
    const { signal } = this.#options;
    if (leftMs === Number.POSITIVE_INFINITY) return signal;
    const timeUp = AbortSignal.timeout(Math.max(0, Math.round(leftMs)));
    return signal === undefined ? timeUp : AbortSignal.any([signal, timeUp]);
  }

  #reservedMs(): number {
    return Math.min(MAX_RESERVED_MS, RESERVED_SHARE * this.#budgetMs);
  }

  #timeLeftMs(): number {
    return this.#options.timeLeftMs?.() ?? Number.POSITIVE_INFINITY;
  }
}

type ObjectChanges = Pick<IngestChanges, "articles" | "origins" | "withdrawals">;

function wholeObject(read: ReadObject): ObjectChanges {
  const { object, content } = read;
  const origin = originOf(object);
  return {
    articles: content.articles.map((entry) => incoming(object, entry)),
    origins: [readOrigin(read)],
    withdrawals: content.removed.map(({ id, statedAt, version }) => ({ id, statedAt, version, origin })),
  };
}

function readOrigin({ object, etag, readAt, content }: ReadObject): ReadOrigin {
  const { sequencer = null, versionId = null } = object;
  const version = { sequencer, versionId, etag, readAt };
  return { origin: originOf(object), version, isWhole: content.problem === null };
}

function incoming(object: ChangedObject, entry: ArticleEntry): IncomingArticle {
  const { article, version = null, alias = null, isMonth = false } = entry;
  return { article, version, alias, isMonth, origin: originOf(object) };
}

async function* all<T>(parts: readonly (Iterable<T> | AsyncIterable<T>)[]): AsyncGenerator<T> {
  for (const part of parts) yield* part;
}

function costOfAll(slice: readonly ReadObject[]): number {
  return slice.reduce((sum, { content }) => sum + content.cost, 0);
}

/** Articles that were not new cost almost nothing. */
function shareOfNew({ added, replaced, unchanged, outdated, repeated }: UpdateReport): number {
  const known = added.length + replaced.length;
  const count = known + unchanged.length + outdated.length + repeated.length;
  return count === 0 ? 0 : known / count;
}

function fieldsOf(report: UpdateReport): object {
  const { generation, removed, passages, conflicts } = report;
  const counts = { added: report.added.length, replaced: report.replaced.length, removed };
  const ignored = {
    unchanged: report.unchanged.length,
    outdated: report.outdated.length,
    repeated: report.repeated.length,
    takenDown: report.takenDown.length,
  };
  return { generation, ...counts, ...ignored, passages, conflicts };
}

/** The key under which the index stores an article's object. */
export function originOf({ bucket, key }: Pick<ChangedObject, "bucket" | "key">): string {
  return `${bucket}/${key}`;
}

const NO_TIME =
  "Cannot ingest the whole object: the function's time is over, so its message will be delivered again";

function noTime(): DatelineError {
  return new DatelineError("aborted", NO_TIME);
}

function isNoTime(error: unknown): boolean {
  return error instanceof DatelineError && error.message === NO_TIME;
}

function notCommitted(): DatelineError {
  return new DatelineError("internal", "Cannot ingest the object: a part of it failed, see the error before");
}
