import { type Entry, fromBuffer, type ZipFile } from "yauzl";
import { InvalidRecord } from "../invalid-record.ts";

/** A long book has some MB of XML; images are already compressed. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;
const MAX_ENTRIES = 10_000;

/**
 * Unpacks an office document once to check that it is as large as it declares, and not too large.
 *
 * @returns the part of this name; `null` when there is none
 * @throws InvalidRecord when it is not a zip archive or is too large
 */
export async function readZipPart(bytes: Uint8Array, name: string): Promise<Buffer | null> {
  try {
    const zip = await open(bytes);
    if (zip.entryCount > MAX_ENTRIES) throw tooLarge();
    return await readAll(zip, name);
  } catch (cause) {
    if (cause instanceof InvalidRecord) throw cause;
    throw new InvalidRecord("file is no zip archive that can be read", { cause });
  }
}

function open(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true, validateEntrySizes: true }, (error, zip) =>
      error === null ? resolve(zip) : reject(error),
    );
  });
}

function readAll(zip: ZipFile, name: string): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    let found: Buffer | null = null;
    let declared = 0;
    zip.on("error", reject);
    zip.on("end", () => resolve(found));
    zip.on("entry", (entry: Entry) => {
      declared += entry.uncompressedSize;
      if (declared > MAX_UNPACKED_BYTES) return reject(tooLarge());
      readEntry(zip, entry, entry.fileName === name)
        .then((content) => {
          found = content ?? found;
          zip.readEntry();
        })
        .catch(reject);
    });
    zip.readEntry();
  });
}

/** Reading fails when there is more data than declared. */
function readEntry(zip: ZipFile, entry: Entry, isWanted: boolean): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) return reject(error);
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => {
        if (isWanted) chunks.push(chunk);
      });
      stream.on("error", reject);
      stream.on("end", () => resolve(isWanted ? Buffer.concat(chunks) : null));
    });
  });
}

function tooLarge(): InvalidRecord {
  const megabytes = MAX_UNPACKED_BYTES / 1024 / 1024;
  return new InvalidRecord(`it has more than ${megabytes} MB or ${MAX_ENTRIES} files when it is unpacked`);
}
