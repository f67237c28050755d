import type { Manifest } from "../generation/manifest.ts";
import { pruneSegments } from "../generation/prune-folder.ts";
import { DEFAULT_OVERLAP_TOKENS, DEFAULT_TARGET_TOKENS } from "../passages/default-lengths.ts";
import type { Embedder } from "../ports/embedder.ts";
import { type CompactOptions, type CompactReport, compactIndex } from "./compact-index.ts";
import { type OpenSegments, openRecentSegments } from "./open-recent-segments.ts";
import { type UpdateContext, type UpdateOptions, type UpdateReport, updateIndex } from "./update-index.ts";

/** Maximum total size of the latest segments whose stories new articles may join. */
const RECENT_BYTES = 256 * 1024 * 1024;

export interface IndexWriterContext extends Omit<UpdateContext, "workFolder" | "openEarlier"> {
  /** Keeps the latest segments between updates. */
  readonly recent: RecentFolder;
  /** Runs work with a temporary folder, which it removes afterwards. */
  readonly inWorkFolder: <T>(work: (folder: string) => Promise<T>) => Promise<T>;
}

export interface RecentFolder {
  /** Laid out like the store. */
  readonly folder: string;
  /** True if the folder is the store itself, so that nothing is downloaded to it or removed from it. */
  readonly isStore?: boolean;
  /** Keep newer files, because another process may still be downloading them. Default 0. */
  readonly minAgeMs?: number;
}

/** Passage lengths are optional, because an existing index keeps those that it was built with. */
export type WriteOptions = Omit<UpdateOptions, "targetTokens" | "overlapTokens"> &
  Partial<Pick<UpdateOptions, "targetTokens" | "overlapTokens">>;

/** Changes one index repeatedly, and keeps the number of its segments small. */
export class IndexWriter {
  readonly #context: IndexWriterContext;
  #hasChanged = false;

  constructor(context: IndexWriterContext) {
    this.#context = context;
  }

  /**
   * Adds, replaces and removes articles.
   *
   * @param embedder embeds this update's passages, instead of the writer's own
   * @throws DatelineError as `updateIndex`
   */
  async update(options: WriteOptions, embedder?: Embedder): Promise<UpdateReport> {
    const { recent, inWorkFolder, ...context } = this.#context;
    const lengths = { targetTokens: DEFAULT_TARGET_TOKENS, overlapTokens: DEFAULT_OVERLAP_TOKENS };
    const report = await inWorkFolder((workFolder) =>
      updateIndex(
        {
          ...context,
          embedder: embedder ?? context.embedder,
          workFolder,
          openEarlier: (manifest) => this.#openRecent(manifest, options.signal),
        },
        { ...lengths, ...options },
      ),
    );
    this.#hasChanged ||= report.passages + report.removed > 0;
    return report;
  }

  /**
   * Merges segments if an update has changed the index since the last merge. After a failure, the next call
   * tries again.
   *
   * @returns `undefined` if there was nothing to do
   * @throws DatelineError as `compactIndex`
   */
  async compactIfChanged(options: CompactOptions): Promise<CompactReport | undefined> {
    if (!this.#hasChanged) return undefined;
    const { recent, inWorkFolder, ...context } = this.#context;
    const report = await inWorkFolder((workFolder) => compactIndex({ ...context, workFolder }, options));
    this.#hasChanged = false;
    return report;
  }

  async #openRecent(manifest: Manifest, signal: AbortSignal | undefined): Promise<OpenSegments> {
    const { store, format, recent } = this.#context;
    const { folder, isStore = false, minAgeMs = 0 } = recent;
    const opened = await openRecentSegments({ store, format, folder, maxBytes: RECENT_BYTES }, manifest, {
      signal,
    });
    if (!isStore) await pruneSegments(folder, { entries: opened.entries, minAgeMs });
    return opened;
  }
}
