import { DatelineError } from "../errors.ts";
import { searchedObjects, totalBytes } from "../generation/generation-objects.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";

const PERIOD_MS = 600_000;
/** In sizes of the current generation: enough for two readers with different older ones. */
const MAX_SIZES = 2;

/**
 * Limits downloads of older generations. Only one of these stays open, so alternating between two would
 * download each again and again.
 */
export class DownloadBudget {
  #downloads: readonly { readonly at: number; readonly bytes: number }[] = [];

  /**
   * @param serving the current generation, whose size determines the limit
   * @throws DatelineError `object-missing` when recent downloads exceed the limit
   */
  assertLeft(id: string, serving: OpenGeneration | undefined, now: Date): void {
    this.#downloads = this.#downloads.filter(({ at }) => now.getTime() - at < PERIOD_MS);
    if (serving === undefined) return;
    const spent = this.#downloads.reduce((sum, { bytes }) => sum + bytes, 0);
    if (spent < MAX_SIZES * totalBytes(searchedObjects(serving.manifest))) return;
    throw new DatelineError(
      "object-missing",
      `Cannot open the older generation ${id}: ${spent} bytes were downloaded for older ones within ${PERIOD_MS / 60_000} minutes, which is enough`,
    );
  }

  spend(bytes: number, now: Date): void {
    this.#downloads = [...this.#downloads, { at: now.getTime(), bytes }];
  }
}
