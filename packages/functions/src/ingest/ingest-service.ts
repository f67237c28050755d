import { mapConcurrently } from "@dateline-search/core/files/map-concurrently";
import { compareSequencers } from "@dateline-search/core/generation/origins";
import type { RequestOptions } from "@dateline-search/core/ports/object-store";
import { describeError } from "../logger.ts";
import { BatchIngest, originOf, type ReadObject } from "./batch-ingest.ts";
import type { Embargo } from "./embargo-list.ts";
import type { ChangedObject, IngestMessage } from "./ingest-event.ts";
import type { IngestServiceOptions, TimedOptions } from "./ingest-service-options.ts";
import { SlicePace } from "./slice-pace.ts";
import { newWorkFolder, removeWorkFolder } from "./work-folders.ts";

/** What happened to objects whose embargoes have ended. */
export interface EmbargoReport {
  readonly ingested: number;
  /** Objects to retry. */
  readonly failed: number;
  /** Objects whose embargoes have not ended. */
  readonly waiting: number;
}

/** How long to retry an object after its embargo. */
const EMBARGO_TRIES_MS = 24 * 3600_000;

const MAX_REQUESTS = 8;

/**
 * Adds objects to the index. A notification only reports that an object changed. Its content is read when the
 * message is processed, so messages may arrive late, twice or in any order. If the object has changed again after
 * the update, its message must be retried.
 */
export class IngestService {
  readonly #options: IngestServiceOptions;

  constructor(options: IngestServiceOptions) {
    this.#options = options;
  }

  /** @returns ids of the messages to retry, or to end as dead letters */
  async ingest(messages: readonly IngestMessage[], options: TimedOptions = {}): Promise<readonly string[]> {
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
   * Reads objects again when their embargoes have ended.
   *
   * @throws DatelineError as `EmbargoList`
   */
  async ingestEmbargoed(options: TimedOptions = {}): Promise<EmbargoReport> {
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
    options: TimedOptions,
  ): Promise<ReadonlySet<string>> {
    const { cacheFolder, pace = new SlicePace() } = this.#options;
    const folder = newWorkFolder(cacheFolder);
    try {
      const settle = async (done: readonly ReadObject[]) => await this.#settle(done, options);
      const context = { ...this.#options, pace, folder, settle, now: () => this.#now() };
      return await new BatchIngest(context, options).run(objects);
    } finally {
      await removeWorkFolder(folder);
    }
  }

  /** Completes the work for objects that are in the index. @returns the origins to retry */
  async #settle(done: readonly ReadObject[], options: RequestOptions): Promise<readonly string[]> {
    const failed = [...(await this.#rememberEmbargoes(done, options))];
    await mapConcurrently(done, MAX_REQUESTS, async ({ object, etag }) => {
      if (!(await this.#isUnchanged(object, etag, options))) failed.push(originOf(object));
    });
    return failed;
  }

  /** @returns the origins that failed */
  async #rememberEmbargoes(read: readonly ReadObject[], options: RequestOptions): Promise<readonly string[]> {
    const add = read.flatMap(({ object: { bucket, key }, content: { embargoedUntil } }) =>
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

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }

  async #isUnchanged(object: ChangedObject, etag: string | null, options: RequestOptions): Promise<boolean> {
    try {
      const info = await this.#options.reader.head(object, options);
      return (info?.etag ?? null) === etag;
    } catch (error) {
      this.#options.logger.log("error", "object not read", { ...object, error: describeError(error) });
      return false;
    }
  }
}

/** The last notification that S3 sent for each object. */
function latestOfEach(objects: readonly ChangedObject[]): readonly ChangedObject[] {
  const latest = new Map<string, ChangedObject>();
  for (const object of objects) {
    const known = latest.get(originOf(object));
    const isLater = compareSequencers(object.sequencer ?? null, known?.sequencer ?? null) >= 0;
    if (known === undefined || isLater) latest.set(originOf(object), object);
  }
  return [...latest.values()];
}
