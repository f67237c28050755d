import { parseMail } from "./archive/parse-mail.ts";
import { readWarc } from "./archive/read-warc.ts";
import type { SourceEntry } from "./corpus-entry.ts";
import { type CorpusFormat, formatOfBytes } from "./corpus-format.ts";
import { parseDocx } from "./document/parse-docx.ts";
import { parsePdf } from "./document/parse-pdf.ts";
import { InvalidRecord } from "./invalid-record.ts";
import type { PlainJsonRecord } from "./parse-json-source.ts";
import {
  clockOf,
  formatOf,
  PassedOverFields,
  problemEntry,
  type ReadSourceOptions,
  readSourceBytes,
  recordEntries,
  type SourceBytes,
  unpack,
} from "./read-source-bytes.ts";
import type { SourceRecord } from "./source-record.ts";

/**
 * Reads everything in the bytes of one source: the formats of `readSourceBytes`, and the asynchronous ones,
 * which are mail, web archives, Word and PDF documents.
 */
export async function* readSource(
  source: SourceBytes,
  options: ReadSourceOptions = {},
): AsyncGenerator<SourceEntry> {
  if ((formatOf(source) ?? formatOfBytes(source.bytes)) === "warc") {
    yield* readWarc(source.name, one(source.bytes), options);
    return;
  }
  const passedOver = new PassedOverFields(source.name);
  const clock = clockOf(source.name, options);
  try {
    const unpacked = unpack(source);
    const records = asyncRecords(unpacked.bytes, formatOf(unpacked) ?? formatOfBytes(unpacked.bytes));
    if (records === null) {
      yield* readSourceBytes(unpacked, options);
      return;
    }
    for await (const record of records) {
      const origin = { file: source.name, line: record.line, encoding: "utf-8" };
      yield* recordEntries(record, origin, { clock, passedOver });
    }
    yield* passedOver.note();
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error;
    yield problemEntry(error, { file: source.name, line: 1 });
  }
}

/** `null` for a format that is read synchronously. */
function asyncRecords(
  bytes: Uint8Array,
  format: CorpusFormat | undefined,
): AsyncIterable<SourceRecord | PlainJsonRecord> | null {
  switch (format) {
    case "mail":
      return parseMail(bytes);
    case "word":
      return one(parseDocx(bytes));
    case "pdf":
      return one(parsePdf(bytes));
    case "warc":
    case "plain-text":
    case "markdown":
    case "json":
    case "json-lines":
    case "markup":
    case "csv":
    case undefined:
      return null;
  }
}

async function* one<T>(value: T | Promise<T>): AsyncGenerator<T> {
  yield await value;
}
