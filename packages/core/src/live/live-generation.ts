import { type Clocks, SYSTEM_CLOCKS } from "../clock/elapsed-time.ts";
import { DatelineError } from "../errors.ts";
import { TakenDownFilter } from "../generation/hide-taken-down.ts";
import { parsePointer } from "../generation/latest-pointer.ts";
import type { Manifest } from "../generation/manifest.ts";
import { type OpenGeneration, openGeneration } from "../generation/open-generation.ts";
import { pruneFolder } from "../generation/prune-folder.ts";
import { type SyncReport, syncGeneration } from "../generation/sync-generation.ts";
import type { ObjectStore, StoredObject } from "../ports/object-store.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";
import { askForNewer } from "./ask-for-newer.ts";
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
  /** Receives downloads. Nothing else may write to it, and unneeded files in it are deleted. */
  readonly folder: string;
  readonly format: SegmentFormat;
  /** Throws when queries cannot be embedded for such a generation; see `checkModel`. */
  readonly checkManifest: (manifest: Manifest, generation: string) => void | Promise<void>;
  /** Minimum interval between checks for a newer generation, which happen only when there are queries. */
  readonly refreshMs: number;
  readonly now?: () => Date;
  /** A monotonic clock in milliseconds; defaults to the system's. */
  readonly monotonicMs?: () => number;
}

/** What is remembered of a `latest.json`. */
type PointerVersion = Pick<SyncReport, "etag" | "publishedAt">;

/**
 * Keeps the latest generation of a store open, for a process that answers many queries. The first use
 * downloads and opens it; later queries need no request. A query that finds a check due waits briefly for the
 * store's answer. A newer generation is downloaded, verified and opened while queries continue on the old
 * one; they wait only when it is overdue (see `Refresher`). They also continue when that or the store fails.
 */
export class LiveGeneration {
  readonly #options: LiveGenerationOptions;
  readonly #format: SegmentFormat;
  readonly #held = new HeldGenerations(() => this.#pruneLater());
  readonly #keptDownloads = new DownloadBudget();
  #opening: Promise<void> | undefined;
  /** Serializes everything that reads the store or changes the folder. */
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

  constructor(options: LiveGenerationOptions) {
    this.#options = options;
    this.#format = shareSegments(options.format);
    const clocks: Clocks = {
      wallMs: () => this.#now().getTime(),
      monotonicMs: options.monotonicMs ?? SYSTEM_CLOCKS.monotonicMs,
    };
    this.#failed = new FailedVersion(options.refreshMs, clocks);
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
   * @throws DatelineError when no generation could be opened, as `syncGeneration`, `openGeneration` and
   *   `checkManifest`. The next use tries again
   */
  async use<T>(query: (generation: OpenGeneration) => T | Promise<T>): Promise<T> {
    const pending = this.#pending();
    if (pending !== undefined) await pending;
    // Take it only now: it may have been replaced while this waited.
    const taken = this.#held.takeCurrent();
    if (taken === undefined) throw closed();
    return await this.#held.run(taken, query);
  }

  /**
   * Runs a query on a specific generation, current or not. Downloads what is missing, and keeps it open until
   * another one is requested. Does not show articles that were taken down since it was made.
   *
   * @throws DatelineError `object-missing` when the store no longer has it, or recent downloads for such
   *   queries exceed the limit; as `use`
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
   * Checks the store now, for example after a publication, and switches to a newer generation before it
   * returns.
   *
   * @returns the status afterwards
   * @throws DatelineError when the check or the change fails. The old generation keeps answering
   */
  async refreshNow(): Promise<LiveGenerationStatus> {
    if (this.#held.current === undefined) await this.#openFirst();
    else await this.#enqueue(() => this.#refresh({ evenIfFailed: true }));
    return this.status;
  }

  /**
   * Cancels a running download and releases the generation once its queries have ended. The object is
   * unusable afterwards.
   */
  async close(): Promise<void> {
    this.#closing.abort(closed());
    await this.#queue.idle();
    this.#held.release();
  }

  /** A failure here says nothing about the current generation, so it does not affect the status. */
  async #take(id: string): Promise<HeldGeneration> {
    if (this.#closing.signal.aborted) throw closed();
    const taken = this.#held.takeOpen(id);
    if (taken !== undefined) return taken;
    this.#keptDownloads.assertLeft(id, this.#held.current, this.#now());
    this.#keptDownloads.spend((await this.#sync(id)).downloadedBytes, this.#now());
    return this.#held.replaceKept(await this.#openSynced(id));
  }

  async #openFirst(): Promise<void> {
    this.#opening ??= this.#enqueue(() => this.#loadFirst()).finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #loadFirst(): Promise<void> {
    const synced = await this.#sync();
    await this.#changeTo(synced.id, synced);
  }

  /** What a query has to wait for. Usually nothing, without yielding to the event loop. */
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
      await this.#sync(id);
      await this.#changeTo(id, { etag, publishedAt });
    } catch (error) {
      this.#failed.failed(etag);
      throw error;
    }
  }

  async #sync(id?: string): Promise<SyncReport> {
    const { store, folder, checkManifest } = this.#options;
    return await syncGeneration(store, folder, {
      id,
      signal: this.#closing.signal,
      onManifest: async (manifest, wanted) => {
        await checkManifest(manifest, wanted);
        await this.#prune([{ id: wanted, manifest }]);
      },
    });
  }

  /** Check sizes only: the sync has verified every file that it downloaded. */
  async #openSynced(id: string): Promise<OpenGeneration> {
    return await openGeneration(this.#options.folder, { format: this.#format, id, verify: "size" });
  }

  async #changeTo(id: string, version: PointerVersion): Promise<void> {
    this.#held.replaceCurrent(await this.#openSynced(id));
    this.#confirm(version);
  }

  #pruneLater(): void {
    if (this.#closing.signal.aborted) return;
    // Queue it, so that files of a running download are not taken for old ones.
    this.#enqueue(() => this.#prune([])).catch(() => {});
  }

  async #prune(alsoNeeded: readonly { id: string; manifest: Manifest }[]): Promise<void> {
    await pruneFolder(this.#options.folder, [...this.#held.generations, ...alsoNeeded]);
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
