import {
  headObjects,
  searchedObjects,
  segmentFileKey,
  totalBytes,
} from "../generation/generation-objects.ts";
import type { Manifest } from "../generation/manifest.ts";
import { type LocalGeneration, type OpenGeneration, openGeneration } from "../generation/open-generation.ts";
import { type SyncReport, syncGeneration } from "../generation/sync-generation.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { RangeReader } from "../ports/range-reader.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";

export interface GenerationFolderOptions {
  readonly store: ObjectStore;
  /** For downloads. Nothing else may write to it, because unneeded files are deleted. */
  readonly folder: string;
  readonly format: SegmentFormat;
  /** Throws if queries cannot be embedded for the generation; see `checkModel`. */
  readonly checkManifest: (manifest: Manifest, generation: string) => void | Promise<void>;
  /** If absent, queries always wait for the whole index. */
  readonly ranged?: RangedReading | undefined;
  /** Cancels downloads and reads of ranges. */
  readonly closing: AbortSignal;
  /** True if a whole generation is open, which leaves time to download the next one. */
  readonly isWholeOpen: () => boolean;
  /** Deletes unneeded files before a generation is downloaded. */
  readonly makeRoom: (wanted: LocalGeneration) => Promise<void>;
}

/** How an index answers before all of it is local. */
export interface RangedReading {
  /**
   * Queries wait for the whole index if its files except the heads have fewer bytes, because reading ranges
   * would take longer.
   */
  readonly leastBytes: number;
  /** True if a generation may be downloaded as a whole. Otherwise it is always read in ranges. */
  readonly mayBeWhole: (manifest: Manifest) => boolean | Promise<boolean>;
}

/** A downloaded generation. */
export interface Brought {
  readonly id: string;
  readonly isWhole: boolean;
}

/** Downloads generations, or only the heads of their segments, into a folder and opens them. */
export class GenerationFolder {
  readonly #options: GenerationFolderOptions;

  constructor(options: GenerationFolderOptions) {
    this.#options = options;
  }

  /**
   * @param id defaults to the latest
   * @throws DatelineError as `syncGeneration` and `checkManifest`
   */
  async download(id?: string): Promise<SyncReport & Brought> {
    const { store, folder, format, checkManifest, makeRoom, closing } = this.#options;
    let isWhole = true;
    const report = await syncGeneration(store, folder, {
      id,
      signal: closing,
      onManifest: async (manifest, wanted) => {
        await checkManifest(manifest, wanted);
        isWhole = await this.#waitsForWhole(manifest);
        await makeRoom({ id: wanted, manifest });
      },
      wanted: (manifest) => (isWhole ? searchedObjects(manifest) : headObjects(manifest, format.headFiles)),
    });
    return { ...report, isWhole };
  }

  /**
   * Opens a downloaded generation. Checks only the sizes of files, because `download` has verified their
   * content.
   *
   * @throws DatelineError as `openGeneration`
   */
  async open({ id, isWhole }: Brought): Promise<OpenGeneration> {
    const { folder, format } = this.#options;
    const others = isWhole ? undefined : (segmentId: string) => this.#rangesOf(segmentId);
    return await openGeneration(folder, { format, id, verify: "size", others });
  }

  /**
   * Downloads the rest of a generation, and opens it.
   *
   * @returns `undefined` if it may not be downloaded as a whole
   * @throws DatelineError as `syncGeneration` and `openGeneration`
   */
  async openWhole(
    { id, manifest }: LocalGeneration,
    signal: AbortSignal,
  ): Promise<OpenGeneration | undefined> {
    const { store, folder, ranged } = this.#options;
    if (ranged === undefined || !(await ranged.mayBeWhole(manifest))) return undefined;
    await syncGeneration(store, folder, { id, signal });
    return await this.open({ id, isWhole: true });
  }

  async #waitsForWhole(manifest: Manifest): Promise<boolean> {
    const { ranged, format, isWholeOpen } = this.#options;
    if (ranged === undefined) return true;
    const ofHeads = totalBytes(headObjects(manifest, format.headFiles));
    if (totalBytes(searchedObjects(manifest)) - ofHeads < ranged.leastBytes) return true;
    return isWholeOpen() && (await ranged.mayBeWhole(manifest));
  }

  #rangesOf(segmentId: string): RangeReader {
    const { store, closing } = this.#options;
    return {
      read: async (file, range) =>
        await store.getRange(segmentFileKey(segmentId, file), range, { signal: closing }),
    };
  }
}

/** Runs tasks one after the other, in order. A failed task does not stop the next. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  async run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => {});
    return await result;
  }

  /** Resolves when all tasks so far have ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
