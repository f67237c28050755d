import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { DatelineError, throwIfAborted } from "../errors.ts";
import type { RemoteReader } from "../ports/remote-reader.ts";
import { contentHash } from "./article-id.ts";
import type { ArticleEntry, CorpusEntry, DuplicateEntry, Origin, SourceEntry } from "./corpus-entry.ts";
import { formatOfName } from "./corpus-format.ts";
import { decodeText } from "./decode-text.ts";
import { followLinks } from "./follow-links.ts";
import { followSummary } from "./follow-summary.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { isPassedOver, listCorpusFiles, unknownFormat } from "./list-corpus-files.ts";
import type { ParserProcess } from "./parser-process.ts";
import { readCorpusFile } from "./read-corpus-file.ts";
import { parseBytes, readRemoteSource } from "./read-remote-source.ts";
import type { ReadSourceOptions } from "./read-source-bytes.ts";
import { systemReason } from "./system-reason.ts";

/** What to remember of an article: a small, fixed amount, however long its text. */
interface Seen {
  readonly hash: string;
  /** When it was written, if stated. */
  readonly time: string | null;
  readonly origin: Origin;
}

const MAX_BYTES = 256 * 1024 * 1024;

/** An address in a list, and its position. */
interface ListedAddress {
  readonly address: string;
  readonly file: string;
  readonly line: number;
}

export interface ReadCorpusOptions extends ReadSourceOptions {
  readonly signal?: AbortSignal | undefined;
  /** For `https://`, `s3://` and lists of addresses, which are rejected without it. */
  readonly remote?: RemoteReader | undefined;
  /** Content of `-`. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /** Limits a source's time and memory. Without it, sources are parsed in this process. */
  readonly parser?: Pick<ParserProcess, "read"> | undefined;
  /** Read the pages of feed entries that are only summaries, and the pages in sitemaps. */
  readonly follow?: boolean | undefined;
  /** Maximum pages to fetch from a source's sitemaps, latest first; default 1,000. */
  readonly maxPages?: number | undefined;
  /** Read the targets of links in a folder, wherever they are. */
  readonly followLinks?: boolean | undefined;
  /** Called with the name of each file, object and address before it is read. */
  readonly onSource?: ((name: string) => void) | undefined;
}

const REMOTE = /^(?:https?|s3):\/\//i;
/** At least two letters, since a single one is a Windows drive. */
const OTHER_SCHEME = /^([a-z][a-z0-9+.-]+):\/\//i;
const STANDARD_INPUT = "-";
/** A file with one address per line. */
const ADDRESS_LIST = /\.urls$/i;

/**
 * Reads every article of a file, a folder, `-` for the standard input, a web address, `s3://bucket/prefix`, a
 * `.urls` file with an address per line, or several of these, in an order that depends only on the names.
 * Keeps one article in memory at a time, or for most files and everything fetched the whole source. Anything
 * unreadable becomes a `problem` entry and reading continues. The caller may stop there.
 *
 * @throws DatelineError `invalid-input` when a path cannot be opened, `store-…` when a bucket cannot be
 *   listed, `aborted` when the signal fires
 */
export async function* readCorpus(
  paths: string | readonly string[],
  options: ReadCorpusOptions,
): AsyncGenerator<CorpusEntry> {
  const repetitions = new RepetitionFilter();
  for (const path of [paths].flat()) {
    for await (const entry of followLinks(readPath(path, options), options)) {
      throwIfAborted("read the corpus", options.signal);
      const whole = entry.kind === "article" ? await followSummary(entry, options) : [entry];
      for (const found of whole) yield found.kind === "article" ? repetitions.check(found) : found;
    }
  }
}

async function* readPath(path: string, options: ReadCorpusOptions): AsyncGenerator<SourceEntry> {
  if (path === STANDARD_INPUT) yield* readStandardInput(options);
  else if (REMOTE.test(path)) yield* readLocation(path, options);
  else if (OTHER_SCHEME.test(path)) throw unknownScheme(path);
  else if (ADDRESS_LIST.test(path)) yield* readAddresses(path, options);
  else yield* readFiles(path, options);
}

async function* readFiles(path: string, options: ReadCorpusOptions): AsyncGenerator<SourceEntry> {
  for await (const file of listCorpusFiles(path, options)) {
    throwIfAborted("read the corpus", options.signal);
    if (file.kind === "file") {
      options.onSource?.(file.name);
      yield* options.parser?.read({ kind: "file", file }, options) ?? readCorpusFile(file, options);
    } else yield file;
  }
}

async function* readStandardInput(options: ReadCorpusOptions): AsyncGenerator<SourceEntry> {
  if (options.stdin === undefined) throw cannotRead(STANDARD_INPUT, "there is no standard input");
  const name = "standard input";
  options.onSource?.(name);
  yield* parseBytes({ name, bytes: await readStream(options.stdin) }, options);
}

async function* readLocation(location: string, options: ReadCorpusOptions): AsyncGenerator<SourceEntry> {
  const { remote, signal } = options;
  if (remote === undefined) throw cannotRead(location, "fetching is not set up here");
  for await (const source of remote.sourcesAt(location, signal)) {
    throwIfAborted("read the corpus", signal);
    const isObject = /^s3:/i.test(source.name);
    if (isObject && isPassedOver(basename(source.name))) continue;
    if (isObject && formatOfName(source.name) === undefined) yield unknownFormat(source.name);
    else {
      options.onSource?.(source.name);
      yield* readRemoteSource(source, options);
    }
  }
}

async function* readAddresses(path: string, options: ReadCorpusOptions): AsyncGenerator<SourceEntry> {
  for (const { address, file, line } of await readAddressList(path)) {
    if (REMOTE.test(address)) {
      yield* readLocation(address, options);
      continue;
    }
    const reason = `${JSON.stringify(address)} is not an address beginning with https://, http:// or s3://`;
    yield { kind: "problem", problem: { file, line, reason } };
  }
}

function unknownScheme(location: string): DatelineError {
  const [, scheme] = OTHER_SCHEME.exec(location) ?? [];
  return cannotRead(location, `addresses begin with https://, http:// or s3://, not with ${scheme}://`);
}

function cannotRead(path: string, reason: string): DatelineError {
  return new DatelineError("invalid-input", `Cannot read the corpus: ${reason}, "${path}"`);
}

/**
 * Reads a `.urls` file: one address per line, ignoring blank lines and those that begin with `#`.
 *
 * @throws DatelineError `invalid-input` when it cannot be read
 */
async function readAddressList(path: string): Promise<readonly ListedAddress[]> {
  return (await readList(path))
    .split("\n")
    .map((line, index) => ({ address: line.trim(), file: basename(path), line: index + 1 }))
    .filter(({ address }) => address !== "" && !address.startsWith("#"));
}

async function readList(path: string): Promise<string> {
  try {
    return decodeText(await readFile(path)).text;
  } catch (cause) {
    const reason = cause instanceof InvalidRecord ? cause.reason : systemReason(cause);
    throw new DatelineError("invalid-input", `Cannot read the list of addresses "${path}": ${reason}`, {
      cause,
    });
  }
}

/** @throws DatelineError `invalid-input` when it is too large to fit into memory as articles */
async function readStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      throw new DatelineError(
        "invalid-input",
        "Cannot read the standard input: it has more than 256 MB; save it as a .jsonl file",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Distinguishes repetitions of an article from other versions of it. */
class RepetitionFilter {
  readonly #seen = new Map<string, Seen>();

  /** An article with the same id, title and text, and no later date, is a duplicate. */
  check(entry: ArticleEntry): ArticleEntry | DuplicateEntry {
    const { article, origin } = entry;
    const hash = contentHash(article.title, article.text);
    const time = article.updatedAt ?? article.publishedAt;
    const last = this.#seen.get(article.id);
    const isLater = time !== null && last?.time != null && time > last.time;
    if (last?.hash === hash && !isLater) {
      return { kind: "duplicate", id: article.id, origin, firstOrigin: last.origin };
    }
    this.#seen.set(article.id, { hash, time, origin });
    return entry;
  }
}
