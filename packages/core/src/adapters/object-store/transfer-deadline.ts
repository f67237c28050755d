/** Half of what a connection of 1 Mbit/s carries, of which four transfers at once have a part each. */
const MIN_BYTES_PER_SECOND = 16 * 1024;

/**
 * How long a body of so many bytes may take as a whole. A time-out for silence alone does not bound a transfer: a server
 * that sends a byte now and then sets it back for ever.
 *
 * @param graceMs for what does not depend on the size
 */
export function transferDeadlineMs(sizeBytes: number, graceMs: number): number {
  return graceMs + (sizeBytes / MIN_BYTES_PER_SECOND) * 1000;
}
