import { type Clocks, SYSTEM_CLOCKS } from "../clock/elapsed-time.ts";
import { DatelineError } from "../errors.ts";
import { headObjects, searchedObjects, totalBytes } from "../generation/generation-objects.ts";
import { TakenDownFilter } from "../generation/hide-taken-down.ts";
import { parsePointer } from "../generation/latest-pointer.ts";
import type { Manifest } from "../generation/manifest.ts";
import { segmentFileKey } from "../generation/object-keys.ts";
import { type OpenGeneration, openGeneration } from "../generation/open-generation.ts";
import { pruneFolder } from "../generation/prune-folder.ts";
import { type SyncReport, syncGeneration } from "../generation/sync-generation.ts";
import type { ObjectStore, StoredObject } from "../ports/object-store.ts";
import type { RangeReader } from "../ports/range-reader.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";
import { TooMuchUnfetched } from "../ports/unfetched.ts";
import { askForNewer } from "./ask-for-newer.ts";
import { Completer } from "./completer.ts";
import { DownloadBudget } from "./download-budget.ts";
import { FailedVersion } from "./failed-version.ts";
import { type HeldGeneration, HeldGenerations } from "./held-generations.ts";
import type { LiveGenerationStatus } from "./live-generation-status.ts";
import { RefreshSchedule } from "./refresh-schedule.ts";
import { Refresher, type RefresherOptions, type RefreshOptions } from "./refresher.ts";
import { SerialQueue } from "./serial-queue.ts";
import { shareSegments } from "./share-segments.ts";

export interface LiveGenerationOptions extends Partial<Pick<RefresherOptions, "checkWaitMs" | "swapWaitMs">> {
  readonly store: ObjectStore;
  /** For downloads; nothing else may write to it, and what is not needed any more is deleted from it. */
  readonly folder: string;
  readonly format: SegmentFormat;
  /** Throws when queries could not be embedded for such a generation; see `checkModel`. */
  readonly checkManifest: (manifest: Manifest, generation: string) => void | Promise<void>;
  /** At most once in this time, and only when there are queries, the store is asked for a newer generation. */
  readonly refreshMs: number;
  /** The whole index is always waited for when it is not given. */
  readonly ranged?: RangedReading | undefined;
  readonly now?: () => Date;
  /** A clock that never goes back, in milliseconds; the system's. */
  readonly monotonicMs?: () => number;
}

/** How an index answers before all of it is here. */
export interface RangedReading {
  /** The whole index is waited for when it has fewer bytes beside the heads: reading it in ranges would take longer. */
  readonly leastBytes: number;
  /** Whether a generation may be brought here as a whole. What may not is read in ranges for good. */
  readonly mayBeWhole: (manifest: Manifest) => boolean | Promise<boolean>;
}

/** What was brought here of a generation. */
interface Brought {
  readonly id: string;
  readonly isWhole: boolean;
}

/** What is remembered of a `latest.json`. */
type PointerVersion = Pick<SyncReport, "etag" | "publishedAt">;

/**
 * Keeps the latest generation of a store open, for a process that answers many queries. The first use downloads and opens
 * it; afterwards queries need no request. A query that finds a check due waits a little for the store's answer. A newer
 * generation is downloaded, verified and opened beside the queries, which go on with the old one; those wait for it only
 * when it is overdue (see `Refresher`). When that fails, or the store does, they still go on.
 *
 * With `ranged` the first queries are answered by the heads of the segments and ranges of the other files, while these arrive
 * (docs/decisions/0033-first-answer.md).
 */
export class LiveGeneration {
  readonly #options: LiveGenerationOptions;
  readonly #format: SegmentFormat;
  readonly #held = new HeldGenerations(() => this.#pruneLater());
  readonly #keptDownloads = new DownloadBudget();
  #opening: Promise<void> | undefined;
  /** Everything that reads the store or changes the folder, one after the other. */
  readonly #queue = new SerialQueue();
  readonly #schedule: RefreshSchedule;
  readonly #refresher: Refresher;
  #etag = "";
  #publishedAt: Date | null = null;
  #checkedAt: Date | null = null;
  #lastError: DatelineError | null = null;
  readonly #failed: FailedVersion;
  readonly #takenDown: TakenDownFilter;
  readonly #closing = new AbortController();
  readonly #completer: Completer;

  constructor(options: LiveGenerationOptions) {
    this.#options = options;
    this.#format = shareSegments(options.format);
    const clocks: Clocks = {
      wallMs: () => this.#now().getTime(),
      monotonicMs: options.monotonicMs ?? SYSTEM_CLOCKS.monotonicMs,
    };
    this.#failed = new FailedVersion(options.refreshMs, clocks);
    this.#completer = new Completer({
      clocks,
      closing: this.#closing.signal,
      restMs: options.refreshMs,
      complete: async (generation, signal) => await this.#complete(generation, signal),
      onFailure: (error) => this.#remember(error),
    });
    this.#takenDown = new TakenDownFilter(options.store);
    this.#schedule = new RefreshSchedule(options.refreshMs, clocks);
    this.#refresher = new Refresher({
      ...options,
      clocks,
      schedule: this.#schedule,
      refresh: async (how) => await this.#enqueue(() => this.#refresh(how)),
    });
  }

  get status(): LiveGenerationStatus {
    const checkedAt = this.#checkedAt;
    return {
      generation: this.#held.current?.id ?? null,
      manifest: this.#held.current?.manifest ?? null,
      publishedAt: this.#publishedAt,
      checkedAt,
      ageMs: checkedAt && this.#now().getTime() - checkedAt.getTime(),
      lastError: this.#lastError,
    };
  }

  /**
   * Runs a query on the current generation, which stays open until the query ends.
   *
   * @throws DatelineError why no generation could be opened, as `syncGeneration`, `openGeneration` and `checkManifest`
   * do; the next use tries again
   */
  async use<T>(query: (generation: OpenGeneration) => T | Promise<T>): Promise<T> {
    const pending = this.#pending();
    if (pending !== undefined) await pending;
    // Taken only now: while this waited, a newer generation may have come and the first one gone.
    const taken = this.#held.takeCurrent();
    if (taken === undefined) throw closed();
    if (taken.generation.isWhole) return await this.#held.run(taken, query);
    return await this.#useRanged(taken, query);
  }

  /** Once more when what it asks cannot be read in ranges, or not any more: a query changes nothing. */
  async #useRanged<T>(
    taken: HeldGeneration,
    query: (generation: OpenGeneration) => T | Promise<T>,
  ): Promise<T> {
    const { generation } = taken;
    try {
      return await this.#held.run(taken, query);
    } catch (error) {
      await this.#replaceRanged(generation, error);
    } finally {
      // Only now: the first answer has the whole line for itself.
      this.#completeLater();
    }
    const again = this.#held.takeCurrent();
    if (again === undefined) throw closed();
    return await this.#held.run(again, query);
  }

  /** @throws what went wrong with the query, when there is nothing better to ask */
  async #replaceRanged(generation: OpenGeneration, error: unknown): Promise<void> {
    if (error instanceof TooMuchUnfetched) {
      this.#completeLater();
      await this.#completer.ended();
      if (this.#held.current?.isWhole !== true) throw error;
      return;
    }
    // Perhaps a newer generation has taken its place, and its objects are gone.
    if (!(error instanceof DatelineError) || error.code !== "object-missing") throw error;
    await this.refreshNow().catch(() => Promise.reject(error));
    if (this.#held.current === undefined || this.#held.current === generation) throw error;
  }

  /**
   * Runs a query on a certain generation, which need not be the current one: it is downloaded, as far as it is not here,
   * and stays open until another one is asked for. What was taken down since it was made it does not show.
   *
   * @throws DatelineError `object-missing` when the store does not keep it any more, or too much was downloaded for such
   * queries lately; as `use`
   */
  async useKept<T>(id: string, query: (generation: OpenGeneration) => T | Promise<T>): Promise<T> {
    const pending = this.#pending();
    if (pending !== undefined) await pending;
    const taken = this.#held.takeOpen(id) ?? (await this.#queue.run(() => this.#take(id)));
    return await this.#held.run(taken, async (generation) => {
      const latest = this.#held.current?.manifest ?? generation.manifest;
      return await query(await this.#takenDown.apply(generation, latest, { signal: this.#closing.signal }));
    });
  }

  /**
   * Asks the store now, after a publication for example, and changes to a newer generation before it returns.
   *
   * @returns the status after that
   * @throws DatelineError why there is no newer generation; the old one still answers
   */
  async refreshNow(): Promise<LiveGenerationStatus> {
    if (this.#held.current === undefined) await this.#openFirst();
    else await this.#enqueue(() => this.#refresh({ evenIfFailed: true }));
    return this.status;
  }

  /** Gives up a download under way; releases the generation once its queries have ended. Nothing works afterwards. */
  async close(): Promise<void> {
    this.#closing.abort(closed());
    await this.#completer.ended();
    await this.#queue.idle();
    this.#held.release();
  }

  /** What goes wrong here says nothing of the current generation, so the status does not remember it. */
  async #take(id: string): Promise<HeldGeneration> {
    if (this.#closing.signal.aborted) throw closed();
    const taken = this.#held.takeOpen(id);
    if (taken !== undefined) return taken;
    this.#keptDownloads.assertLeft(id, this.#held.current, this.#now());
    const synced = await this.#sync(id);
    this.#keptDownloads.spend(synced.downloadedBytes, this.#now());
    return this.#held.replaceKept(await this.#openSynced(synced));
  }

  async #openFirst(): Promise<void> {
    this.#opening ??= this.#enqueue(() => this.#loadFirst()).finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #loadFirst(): Promise<void> {
    const synced = await this.#sync();
    await this.#changeTo(synced, synced);
  }

  /** What a query has to wait for. Nothing as a rule, and then it asks for no turn of the event loop. */
  #pending(): Promise<void> | undefined {
    if (this.#held.current === undefined) return this.#openFirst();
    return this.#closing.signal.aborted ? undefined : this.#refresher.catchUp();
  }

  async #refresh(how: Partial<RefreshOptions> & { readonly evenIfFailed?: boolean }): Promise<void> {
    const { evenIfFailed = false, askSignal, onAsked } = how;
    this.#schedule.asked();
    const signals = { signal: this.#closing.signal, askSignal };
    const found = await askForNewer(this.#options.store, this.#etag, signals);
    onAsked?.();
    if (found === "unchanged") this.#confirm();
    else if (evenIfFailed || this.#failed.mayTry(found.etag)) await this.#follow(found);
  }

  async #follow({ bytes, etag }: StoredObject): Promise<void> {
    try {
      const { generation: id, publishedAt } = parsePointer(Buffer.from(bytes).toString("utf8"));
      if (id === this.#held.current?.id) return this.#confirm({ etag, publishedAt });
      await this.#changeTo(await this.#sync(id), { etag, publishedAt });
    } catch (error) {
      this.#failed.failed(etag);
      throw error;
    }
  }

  async #sync(id?: string): Promise<SyncReport & Brought> {
    const { store, folder, checkManifest } = this.#options;
    let isWhole = true;
    const report = await syncGeneration(store, folder, {
      id,
      signal: this.#closing.signal,
      onManifest: async (manifest, wanted) => {
        await checkManifest(manifest, wanted);
        isWhole = await this.#waitsForWhole(manifest);
        await this.#prune([{ id: wanted, manifest }]);
      },
      wanted: (manifest) =>
        isWhole ? searchedObjects(manifest) : headObjects(manifest, this.#format.headFiles),
    });
    return { ...report, isWhole };
  }

  /** While a whole generation answers there is time to bring the next one. */
  async #waitsForWhole(manifest: Manifest): Promise<boolean> {
    const { ranged } = this.#options;
    if (ranged === undefined) return true;
    const ofHeads = totalBytes(headObjects(manifest, this.#format.headFiles));
    if (totalBytes(searchedObjects(manifest)) - ofHeads < ranged.leastBytes) return true;
    return this.#held.current?.isWhole === true && (await ranged.mayBeWhole(manifest));
  }

  /** The sync has verified every file that it brought, so only sizes are looked at again. */
  async #openSynced({ id, isWhole }: Brought): Promise<OpenGeneration> {
    const { folder } = this.#options;
    const others = isWhole ? undefined : (segmentId: string) => this.#rangesOf(segmentId);
    return await openGeneration(folder, { format: this.#format, id, verify: "size", others });
  }

  #rangesOf(segmentId: string): RangeReader {
    const { store } = this.#options;
    const { signal } = this.#closing;
    return {
      read: async (file, range) => await store.getRange(segmentFileKey(segmentId, file), range, { signal }),
    };
  }

  async #changeTo(brought: Brought, version: PointerVersion): Promise<void> {
    this.#held.replaceCurrent(await this.#openSynced(brought));
    this.#confirm(version);
  }

  #completeLater(): void {
    const { current } = this.#held;
    if (current !== undefined && !current.isWhole) this.#completer.start(current);
  }

  async #complete({ id, manifest }: OpenGeneration, signal: AbortSignal): Promise<void> {
    const { store, folder, ranged } = this.#options;
    if (ranged === undefined || this.#held.current?.id !== id) return;
    if (!(await ranged.mayBeWhole(manifest))) return;
    await syncGeneration(store, folder, { id, signal });
    const whole = await this.#openSynced({ id, isWhole: true });
    if (signal.aborted || this.#held.current?.id !== id) whole.close();
    else this.#held.replaceCurrent(whole);
  }

  #pruneLater(): void {
    if (this.#closing.signal.aborted) return;
    // Waits its turn: files of a generation that is being downloaded must not be taken for old ones.
    this.#enqueue(() => this.#prune([])).catch(() => {});
  }

  async #prune(alsoNeeded: readonly { id: string; manifest: Manifest }[]): Promise<void> {
    await this.#completer.whileStopped(async () => {
      await pruneFolder(this.#options.folder, [...this.#held.generations, ...alsoNeeded]);
    });
  }

  async #enqueue<T>(task: () => Promise<T>): Promise<T> {
    return await this.#queue.run(async () => {
      if (this.#closing.signal.aborted) throw closed();
      try {
        return await task();
      } catch (error) {
        throw this.#remember(error);
      }
    });
  }

  /** @param version of the pointer, when it has changed */
  #confirm(version?: PointerVersion): void {
    if (version !== undefined) {
      this.#etag = version.etag ?? "";
      this.#publishedAt = version.publishedAt === null ? null : new Date(version.publishedAt);
    }
    this.#checkedAt = this.#now();
    this.#lastError = null;
    this.#schedule.confirmed();
  }

  #remember(error: unknown): DatelineError {
    this.#lastError =
      error instanceof DatelineError
        ? error
        : new DatelineError("internal", `Cannot refresh the index: ${String(error)}`, { cause: error });
    return this.#lastError;
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}

function closed(): DatelineError {
  return new DatelineError("internal", "Cannot use the index: it has been closed");
}
