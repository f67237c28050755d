/** Half the rate of each of four concurrent transfers on 1 Mbit/s. */
const MIN_BYTES_PER_SECOND = 16 * 1024;

/**
 * Time limit for a whole body of this size. An idle timeout alone does not bound a transfer, because every byte
 * of a slow server resets it.
 *
 * @param graceMs the part that does not depend on the size
 */
export function transferDeadlineMs(sizeBytes: number, graceMs: number): number {
  return graceMs + (sizeBytes / MIN_BYTES_PER_SECOND) * 1000;
}
