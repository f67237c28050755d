import { hasCode } from "../errors.ts";

/**
 * Makes a change by compare-and-swap: while another writer is faster, makes it again on what that writer wrote.
 *
 * @param change reads the object, and writes it with `ObjectStore.putIfMatch`
 * @param tries how often at most
 * @returns what `change` does
 * @throws DatelineError `write-conflict` when others were faster every time; what `change` throws
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
