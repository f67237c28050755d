import type { ByteRange } from "./object-store.ts";

/** Reads files of one segment from where they are. */
export interface RangeReader {
  /**
   * @param file its name
   * @returns the bytes as they arrive: nothing tells whether they are what was stored
   * @throws DatelineError as `ObjectStore.getRange`
   */
  read(file: string, range: ByteRange): Promise<Uint8Array>;
}
