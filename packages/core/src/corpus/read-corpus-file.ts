import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { readWarc } from "./archive/read-warc.ts";
import type { SourceEntry } from "./corpus-entry.ts";
import type { CorpusFormat } from "./corpus-format.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { type CorpusFile, unreadable } from "./list-corpus-files.ts";
import { readLines } from "./read-lines.ts";
import { readSource } from "./read-source.ts";
import {
  clockOf,
  jsonLine,
  PassedOverFields,
  problemEntry,
  type ReadSourceOptions,
  RecordLimit,
  recordEntries,
} from "./read-source-bytes.ts";
import type { Clock } from "./withholding.ts";

const MEGABYTE = 1024 * 1024;
/** Large enough for the longest article in any encoding, or a feed of thousands. */
const MAX_FILE_BYTES = 32 * MEGABYTE;
/**
 * A JSON file, table or mailbox is in memory as a whole and takes several times its size. JSON Lines and
 * archives have no limit.
 */
const MAX_JSON_FILE_BYTES = 256 * MEGABYTE;

/** Reads the records of one file. Anything unreadable, up to the whole file, becomes a problem entry. */
export async function* readCorpusFile(
  file: CorpusFile,
  options: ReadSourceOptions,
): AsyncGenerator<SourceEntry> {
  try {
    if (file.format === "json-lines" && !/\.gz$/i.test(file.name))
      yield* readJsonLines(file, clockOf(file.name, options));
    else if (file.format === "warc") yield* readWarc(file.name, createReadStream(file.path), options);
    else yield* readSource({ name: file.name, bytes: await readWhole(file) }, options);
  } catch (error) {
    if (error instanceof InvalidRecord) yield problemEntry(error, { file: file.name, line: 1 });
    else if (isSystemError(error)) yield unreadable(file.name, error);
    else throw error;
  }
}

/** @throws InvalidRecord when a source of this format is too large to read as a whole */
export function refuseSize(sizeBytes: number, format: CorpusFormat | undefined): void {
  const isCollection = format === "json" || format === "csv" || format === "mail";
  const maxBytes = isCollection ? MAX_JSON_FILE_BYTES : MAX_FILE_BYTES;
  if (sizeBytes <= maxBytes) return;
  const megabytes = Math.ceil(sizeBytes / MEGABYTE);
  throw new InvalidRecord(
    `file has ${megabytes} MB, more than ${maxBytes / MEGABYTE}; split it, or use JSON Lines, one article per line`,
  );
}

async function* readJsonLines(file: CorpusFile, clock: Clock): AsyncGenerator<SourceEntry> {
  const passedOver = new PassedOverFields(file.name);
  const limit = new RecordLimit((await stat(file.path)).size);
  for await (const { number, text, encoding } of readLines(file.path)) {
    const place = { file: file.name, line: number };
    const entries =
      typeof text === "string"
        ? recordEntries(jsonLine(text, number, clock), { ...place, encoding }, { clock, passedOver })
        : [problemEntry(text, place)];
    yield* entries;
    limit.count(entries, number);
  }
  yield* passedOver.note();
}

async function readWhole({ path, format }: CorpusFile): Promise<Buffer> {
  refuseSize((await stat(path)).size, format);
  return readFile(path);
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
