import { DatelineError } from "../errors.ts";
import { type RemoteContent, type RemoteSource, SourceUnreadable } from "../ports/remote-reader.ts";
import type { SourceEntry } from "./corpus-entry.ts";
import type { ParserProcess } from "./parser-process.ts";
import { readSource } from "./read-source.ts";
import type { ReadSourceOptions, SourceBytes } from "./read-source-bytes.ts";

export interface ParseBytesOptions extends ReadSourceOptions {
  readonly parser?: Pick<ParserProcess, "read"> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Parses bytes, with `options.parser` if set. */
export function parseBytes(source: SourceBytes, options: ParseBytesOptions): AsyncIterable<SourceEntry> {
  return options.parser?.read({ kind: "bytes", source }, options) ?? readSource(source, options);
}

/** Reads a source from the web or a bucket. One that cannot be fetched becomes a `problem` entry. */
export async function* readRemoteSource(
  source: RemoteSource,
  options: ParseBytesOptions,
): AsyncGenerator<SourceEntry> {
  const content = await fetchContent(source, options.signal);
  if (typeof content === "string") yield { kind: "problem", problem: problemOf(source, content) };
  else yield* parseBytes({ name: source.name, ...content }, options);
}

/** @returns the reason if there is no content */
export async function fetchContent(
  source: RemoteSource,
  signal: AbortSignal | undefined,
): Promise<RemoteContent | string> {
  try {
    return await source.read(signal);
  } catch (error) {
    if (error instanceof SourceUnreadable) return `cannot be fetched: ${error.reason}`;
    // One object of a bucket may be damaged or forbidden while others are readable.
    if (error instanceof DatelineError && error.code !== "aborted")
      return `cannot be fetched: ${error.message}`;
    throw error;
  }
}

function problemOf({ name }: RemoteSource, reason: string) {
  return { file: name, line: 1, reason };
}
