/** One of four concurrent transfers on 1 Mbit/s, with a factor of two to spare. */
const MIN_BYTES_PER_SECOND = 16 * 1024;

/**
 * Time limit for a whole body of this size. An idle timeout alone does not bound a transfer: a server that
 * sends a byte now and then resets it forever.
 *
 * @param graceMs for everything that does not depend on the size
 */
export function transferDeadlineMs(sizeBytes: number, graceMs: number): number {
  return graceMs + (sizeBytes / MIN_BYTES_PER_SECOND) * 1000;
}
