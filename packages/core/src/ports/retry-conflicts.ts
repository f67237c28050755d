import { hasCode } from "../errors.ts";

/**
 * Retries a change by compare-and-swap as long as other writers commit first.
 *
 * @param tries maximum number of attempts
 * @param change reads the object, and writes it with `ObjectStore.putIfMatch`
 * @returns the result of `change`
 * @throws DatelineError `write-conflict` when other writers committed first every time; what `change` throws
 */
export async function retryConflicts<T>(tries: number, change: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await change();
    } catch (error) {
      if (!hasCode(error, "write-conflict") || attempt === tries) throw error;
    }
  }
}
