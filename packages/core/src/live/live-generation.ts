import { type Clocks, SYSTEM_CLOCKS } from "../clock/elapsed-time.ts";
import { DatelineError, hasCode } from "../errors.ts";
import { TakenDownFilter } from "../generation/hide-taken-down.ts";
import { askForNewer, parsePointer } from "../generation/latest-pointer.ts";
import type { LocalGeneration, OpenGeneration } from "../generation/open-generation.ts";
import { pruneFolder } from "../generation/prune-folder.ts";
import type { SyncReport } from "../generation/sync-generation.ts";
import type { StoredObject } from "../ports/object-store.ts";
import { TooMuchUnfetched } from "../ports/unfetched.ts";
import { Completer } from "./completer.ts";
import { FailedVersion } from "./failed-version.ts";
import {
  type Brought,
  GenerationFolder,
  type GenerationFolderOptions,
  SerialQueue,
} from "./generation-folder.ts";
import { DownloadBudget, type HeldGeneration, HeldGenerations, shareSegments } from "./held-generations.ts";
import type { LiveGenerationStatus } from "./live-generation-status.ts";
import { Refresher, type RefresherOptions, type RefreshOptions, RefreshSchedule } from "./refresher.ts";

export interface LiveGenerationOptions
  extends Partial<Pick<RefresherOptions, "checkWaitMs" | "swapWaitMs">>,
    Pick<GenerationFolderOptions, "store" | "folder" | "format" | "checkManifest" | "ranged"> {
  /** Minimum time between checks for a newer generation. Only queries trigger checks. */
  readonly refreshMs: number;
  readonly now?: () => Date;
  /** A monotonic clock in milliseconds; defaults to the system's. */
  readonly monotonicMs?: () => number;
}

/** The version of `latest.json` that named a generation. */
type PointerVersion = Pick<SyncReport, "etag" | "publishedAt">;

/**
 * Keeps the latest generation of a store open, for a process that answers many queries. The first use downloads
 * and opens it. After that, queries need no requests, except that one which finds a check due waits briefly for
 * the store's answer. A newer generation is downloaded, verified and opened in the background, while queries
 * continue on the old one. Queries wait for it only if it is overdue (see `Refresher`). If the switch or the
 * store fails, they continue on the old one.
 *
 * With `ranged`, the first queries are answered from the heads of the segments and ranges of the other files,
 * while these download (docs/decisions/0033-first-answer.md).
 */
export class LiveGeneration {
  readonly #options: LiveGenerationOptions;
  readonly #folder: GenerationFolder;
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
  readonly #completer: Completer;

  constructor(options: LiveGenerationOptions) {
    this.#options = options;
    const clocks: Clocks = {
      wallMs: () => this.#now().getTime(),
      monotonicMs: options.monotonicMs ?? SYSTEM_CLOCKS.monotonicMs,
    };
    this.#folder = new GenerationFolder({
      ...options,
      format: shareSegments(options.format),
      closing: this.#closing.signal,
      isWholeOpen: () => this.#held.current?.isWhole === true,
      makeRoom: async (wanted) => await this.#prune([wanted]),
    });
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
   * @throws DatelineError as `syncGeneration`, `openGeneration` and `checkManifest` when no generation could be
   *   opened; the next use tries again
   */
  async use<T>(query: (generation: OpenGeneration) => T | Promise<T>): Promise<T> {
    const pending = this.#pending();
    if (pending !== undefined) await pending;
    // Take it after the wait, during which a newer generation may have replaced the current one.
    const taken = this.#held.takeCurrent();
    if (taken === undefined) throw closed();
    if (taken.generation.isWhole) return await this.#held.run(taken, query);
    return await this.#useRanged(taken, query);
  }

  /** Runs the query again if ranges cannot answer it, or no longer can. Queries have no side effects. */
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
      // Start the download after the first answer, which so had the whole bandwidth.
      this.#completeLater();
    }
    const again = this.#held.takeCurrent();
    if (again === undefined) throw closed();
    return await this.#held.run(again, query);
  }

  /** @throws the query's error if there is no better generation to query */
  async #replaceRanged(generation: OpenGeneration, error: unknown): Promise<void> {
    if (error instanceof TooMuchUnfetched) {
      this.#completeLater();
      await this.#completer.ended();
      if (this.#held.current?.isWhole !== true) throw error;
      return;
    }
    // A newer generation may have replaced it, and its objects may be deleted.
    if (!hasCode(error, "object-missing")) throw error;
    await this.refreshNow().catch(() => Promise.reject(error));
    if (this.#held.current === undefined || this.#held.current === generation) throw error;
  }

  /**
   * Runs a query on a given generation, which need not be the current one. Downloads its missing files, and
   * keeps it open until another one is requested. Hides articles that were taken down since it was made.
   *
   * @throws DatelineError `object-missing` when the store no longer has it, or when recent downloads for such
   *   queries exceed their limit; as `use`
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
   * @returns the new status
   * @throws DatelineError when the switch fails; the old generation still answers
   */
  async refreshNow(): Promise<LiveGenerationStatus> {
    if (this.#held.current === undefined) await this.#openFirst();
    else await this.#enqueue(() => this.#refresh({ evenIfFailed: true }));
    return this.status;
  }

  /**
   * Cancels a running download, and closes generations once their queries have ended. No query can start
   * afterwards.
   */
  async close(): Promise<void> {
    this.#closing.abort(closed());
    await this.#completer.ended();
    await this.#queue.idle();
    this.#held.release();
  }

  /** Does not record a failure in the status, because it does not concern the current generation. */
  async #take(id: string): Promise<HeldGeneration> {
    if (this.#closing.signal.aborted) throw closed();
    const taken = this.#held.takeOpen(id);
    if (taken !== undefined) return taken;
    this.#keptDownloads.assertLeft(id, this.#held.current, this.#now());
    const synced = await this.#folder.download(id);
    this.#keptDownloads.spend(synced.downloadedBytes, this.#now());
    return this.#held.replaceKept(await this.#folder.open(synced));
  }

  async #openFirst(): Promise<void> {
    this.#opening ??= this.#enqueue(() => this.#loadFirst()).finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #loadFirst(): Promise<void> {
    const synced = await this.#folder.download();
    await this.#changeTo(synced, synced);
  }

  /** What a query has to wait for, usually nothing. It then does not even yield to the event loop. */
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
      await this.#changeTo(await this.#folder.download(id), { etag, publishedAt });
    } catch (error) {
      this.#failed.failed(etag);
      throw error;
    }
  }

  async #changeTo(brought: Brought, version: PointerVersion): Promise<void> {
    this.#held.replaceCurrent(await this.#folder.open(brought));
    this.#confirm(version);
  }

  #completeLater(): void {
    const { current } = this.#held;
    if (current !== undefined && !current.isWhole) this.#completer.start(current);
  }

  async #complete(generation: OpenGeneration, signal: AbortSignal): Promise<void> {
    const isCurrent = () => this.#held.current?.id === generation.id;
    if (!isCurrent()) return;
    const whole = await this.#folder.openWhole(generation, signal);
    if (whole === undefined) return;
    if (signal.aborted || !isCurrent()) whole.close();
    else this.#held.replaceCurrent(whole);
  }

  #pruneLater(): void {
    if (this.#closing.signal.aborted) return;
    // Queue it behind running downloads, whose files it would delete.
    this.#enqueue(() => this.#prune([])).catch(() => {});
  }

  async #prune(alsoNeeded: readonly LocalGeneration[]): Promise<void> {
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

  /** @param version of the pointer, if it has changed */
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
