import type { ByteRange } from "./object-store.ts";

/** Reads ranges of one segment's files from where they are stored. */
export interface RangeReader {
  /**
   * @param file its name
   * @returns the bytes as they arrive, not verified
   * @throws DatelineError as `ObjectStore.getRange`
   */
  read(file: string, range: ByteRange): Promise<Uint8Array>;
}
