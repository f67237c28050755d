import { closeSync, openSync, readSync, writeSync } from "node:fs";

/** An append-only file whose written part can already be read. */
export class FileAppender {
  readonly #descriptor: number;
  #sizeBytes = 0;
  #isOpen = true;

  constructor(path: string) {
    this.#descriptor = openSync(path, "w+");
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) {
      const left = bytes.length - written;
      written += writeSync(this.#descriptor, bytes, written, left, this.#sizeBytes + written);
    }
    this.#sizeBytes += bytes.length;
  }

  /** @param start offset in the written part */
  read(start: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    readSync(this.#descriptor, bytes, 0, length, start);
    return bytes;
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }
}
