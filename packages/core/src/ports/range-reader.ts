import type { ByteRange } from "./object-store.ts";

/** Reads ranges of one segment's files from the store. */
export interface RangeReader {
  /**
   * @param file name of the file
   * @returns unverified bytes
   * @throws DatelineError as `ObjectStore.getRange`
   */
  read(file: string, range: ByteRange): Promise<Uint8Array>;
}
