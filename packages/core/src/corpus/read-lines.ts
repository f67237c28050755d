import { isAscii, isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { TextDecoder } from "node:util";
import { decodeAs, detectLegacyEncoding, encodingOfMark, refuseBinary } from "./decode-text.ts";
import { InvalidRecord } from "./invalid-record.ts";

/** A line of a file. `text` is an error if its bytes cannot be decoded. Later lines may still be valid. */
export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string | InvalidRecord;
  readonly encoding: string;
}

interface ByteLine {
  readonly number: number;
  /** `null` if the line exceeds `MAX_LINE_BYTES`. */
  readonly bytes: Buffer | null;
}

/**
 * Fits the longest article in its widest encoding. Prevents a file without line ends from exhausting memory.
 */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
const DETECTION_SAMPLE_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads a text file line by line, whatever its size and encoding. Skips blank lines but counts them.
 *
 * @throws InvalidRecord when the file is not text or its encoding is unknown; any error of the file system
 */
export async function* readLines(path: string): AsyncGenerator<TextLine> {
  const encoding = await detectFileEncoding(path);
  const isUtf16 = encoding.startsWith("utf-16");
  const chunks = isUtf16 ? transcode(createReadStream(path), encoding) : createReadStream(path);
  for await (const { number, bytes } of splitLines(chunks)) {
    if (bytes === null) {
      const reason = `line is longer than ${MAX_LINE_BYTES / 1024 / 1024} MB`;
      yield { number, text: new InvalidRecord(reason), encoding };
      continue;
    }
    const text = decodeLine(bytes, isUtf16 ? "utf-8" : encoding);
    if (typeof text !== "string" || text.trim() !== "") yield { number, text, encoding };
  }
}

/**
 * Reads the file once to detect its encoding. The majority of lines decides, so that one broken line does not
 * turn a UTF-8 file into windows-1252.
 */
async function detectFileEncoding(path: string): Promise<string> {
  let utf8Lines = 0;
  let otherLines = 0;
  let sample = Buffer.alloc(0);
  for await (const { number, bytes } of splitLines(createReadStream(path))) {
    const marked = number === 1 && bytes !== null ? markOfFirstLine(bytes) : null;
    if (marked !== null) return marked;
    if (bytes === null || isAscii(bytes)) continue;
    if (isUtf8(bytes)) {
      utf8Lines++;
      continue;
    }
    otherLines++;
    if (sample.length < DETECTION_SAMPLE_BYTES) sample = Buffer.concat([sample, bytes]);
  }
  return otherLines > utf8Lines ? detectLegacyEncoding(sample) : "utf-8";
}

function markOfFirstLine(bytes: Buffer): string | null {
  const marked = encodingOfMark(bytes);
  if (marked === null) refuseBinary(bytes);
  return marked;
}

function decodeLine(bytes: Buffer, encoding: string): string | InvalidRecord {
  try {
    return decodeAs(bytes, encoding);
  } catch (error) {
    if (error instanceof InvalidRecord) return error;
    throw error;
  }
}

/** Converts UTF-16 to UTF-8, since its other characters may contain line feed bytes. */
async function* transcode(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }), "utf8");
    yield Buffer.from(decoder.decode(), "utf8");
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new InvalidRecord(`text is not valid ${encoding}; save it as UTF-8`, { cause });
  }
}

async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<ByteLine> {
  let number = 1;
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer) => {
    length += part.length;
    if (length <= MAX_LINE_BYTES) parts.push(part);
    else parts = [];
  };
  const take = (): ByteLine => {
    const bytes = length > MAX_LINE_BYTES ? null : Buffer.concat(parts);
    parts = [];
    length = 0;
    return { number: number++, bytes };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      add(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
  if (length > 0) yield take();
}
