import { gunzipSync } from "node:zlib";
import type { Article } from "../types.ts";
import { canonicalId } from "./canonical-url.ts";
import type { Origin, SourceEntry } from "./corpus-entry.ts";
import {
  type CorpusFormat,
  formatOfBytes,
  formatOfMediaType,
  formatOfName,
  formatOfText,
  type TextFormat,
} from "./corpus-format.ts";
import { decodeMarkup } from "./decode-markup.ts";
import { type DecodedText, decodeText } from "./decode-text.ts";
import { parseTextSitemap } from "./feed/parse-sitemap.ts";
import { finishArticle, type RecordContext } from "./finish-article.ts";
import { charsetOf, essenceOf } from "./html/declared-encoding.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { normaliseLine } from "./normalise-text.ts";
import { parseCsv } from "./parse-csv.ts";
import { parseJson } from "./parse-json-file.ts";
import { jsonRecord, type PlainJsonRecord, parseJsonSource } from "./parse-json-source.ts";
import { htmlWithFrontMatter, parseMarkdown } from "./parse-markdown.ts";
import { type MarkupContext, parseMarkup } from "./parse-markup.ts";
import { parsePlainText } from "./parse-plain-text.ts";
import type { SourceRecord } from "./source-record.ts";
import { type SourceZone, zoneOfSource } from "./source-zones.ts";
import { type Clock, WithheldRecord } from "./withholding.ts";

/** The content of a file, an object or a response, with its metadata. */
export interface SourceBytes {
  /** Display name: a file's name, an object's key, an address. Its extension indicates the format. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Its Content-Type header. */
  readonly contentType?: string | null;
  /** Its address, the base of relative links in it. */
  readonly url?: string | null;
}

export interface ReadSourceOptions {
  /** Time to compare embargoes with; default now. */
  readonly now?: Date | undefined;
  /** If a page names feeds, read the feeds instead. */
  readonly discover?: boolean | undefined;
  /** Keep podcasts and videos that have only a title. */
  readonly keepTitles?: boolean | undefined;
  /** Zones of times without one. Other sources use UTC. */
  readonly timeZones?: readonly SourceZone[] | undefined;
}

/** The limit of the sitemap protocol, here also for decompression. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
/** Maximum number of unknown fields in a note. */
const MAX_NAMES_SHOWN = 20;
/** Extensions and media types that promise a feed. An error page in its place must not become an article. */
const FEED = /\.(?:rss|atom|rdf)$|^application\/(?:rss|atom|rdf)\+xml$/;
/** Conventional file names and address endings of feeds. */
const FEED_ADDRESS = /(?:^|[/_.-])(?:feeds?|rss2?|atom|news|sitemap)\.xml$|\/(?:feed|rss|atom)\/?$/;
const PAGE = /\.x?html?$|^text\/html$|^application\/xhtml\+xml$/;

/**
 * Reads everything in the bytes of one source. The media type or the extension determines the format, else
 * the content. XML is always identified by its content. Anything unreadable becomes a `problem` entry.
 */
export function* readSourceBytes(
  source: SourceBytes,
  options: ReadSourceOptions = {},
): Generator<SourceEntry> {
  const clock = clockOf(source.name, options);
  try {
    const unpacked = unpack(source);
    const format = textFormat(formatOf(unpacked));
    const { text, encoding, damagedLine } = decode(unpacked, format);
    const origin = { file: source.name, line: 1, encoding };
    const passedOver = new PassedOverFields(source.name);
    const limit = new RecordLimit(unpacked.bytes.length);
    for (const record of parse(text, format ?? formatOfText(text), {
      ...describe(source),
      ...clock,
      name: source.name,
      discover: options.discover ?? false,
      keepTitles: options.keepTitles ?? false,
    })) {
      const entries = recordEntries(record, { ...origin, line: record.line }, { clock, passedOver });
      yield* entries;
      limit.count(entries, record.line);
    }
    yield* passedOver.note();
    if (damagedLine !== undefined) yield damageNote(source.name, damagedLine);
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error;
    yield problemEntry(error, { file: source.name, line: 1 });
  }
}

function damageNote(file: string, line: number): SourceEntry {
  const reason = "text is damaged UTF-8; unreadable characters become \ufffd";
  return { kind: "note", note: { file, line, reason } };
}

/** The clock and time zone for the times in a source. */
export function clockOf(name: string, { now = new Date(), timeZones = [] }: ReadSourceOptions): Clock {
  return { now, timeZone: zoneOfSource(name, timeZones) };
}

/** Maximum number of unreadable records in a source, plus one per kilobyte. */
const MAX_PROBLEMS = 1_000;
const BYTES_PER_PROBLEM = 1_000;
/** Maximum number of records in a source, plus one per this many bytes, fewer than in a headline. */
const MAX_TINY_RECORDS = 1_000;
const BYTES_PER_RECORD = 32;

/**
 * Stops reading a source that is not what its name says. Reporting a bad record takes longer than reading a
 * good one, every record has a fixed cost, and a source can have a million of a few bytes each.
 */
export class RecordLimit {
  readonly #maxProblems: number;
  readonly #maxRecords: number;
  #problems = 0;
  #records = 0;

  constructor(sizeBytes: number) {
    this.#maxProblems = MAX_PROBLEMS + Math.floor(sizeBytes / BYTES_PER_PROBLEM);
    this.#maxRecords = MAX_TINY_RECORDS + Math.floor(sizeBytes / BYTES_PER_RECORD);
  }

  /**
   * @param entries of the record
   * @param line of the record
   * @throws InvalidRecord when there were too many
   */
  count(entries: readonly SourceEntry[], line: number): void {
    this.#records += 1;
    this.#problems += entries.filter(({ kind }) => kind === "problem").length;
    if (this.#problems > this.#maxProblems) {
      throw new InvalidRecord(
        `more than ${this.#maxProblems.toLocaleString("en")} of its records cannot be read, so the rest is not read`,
        { line },
      );
    }
    if (this.#records <= this.#maxRecords) return;
    throw new InvalidRecord(
      `it has more than ${this.#maxRecords.toLocaleString("en")} records of fewer than ${BYTES_PER_RECORD} bytes each, so the rest is not read`,
      { line },
    );
  }
}

/** The unknown fields of a file's records, to report once. */
export class PassedOverFields {
  readonly #names = new Set<string>();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(names: readonly string[]): void {
    for (const name of names) this.#names.add(name);
  }

  *note(): Generator<SourceEntry> {
    if (this.#names.size === 0) return;
    const names = [...this.#names];
    const more = names.length > MAX_NAMES_SHOWN ? ` and ${names.length - MAX_NAMES_SHOWN} more` : "";
    const reason = `fields that are not read: ${names.slice(0, MAX_NAMES_SHOWN).join(", ")}${more}`;
    yield { kind: "note", note: { file: this.#file, line: 1, reason }, fields: names };
  }
}

/** Converts a record to entries: the article or its problem, and notes. */
export function recordEntries(
  record: SourceRecord | PlainJsonRecord,
  origin: Origin,
  { clock, passedOver }: { readonly clock: Clock; readonly passedOver: PassedOverFields },
): readonly SourceEntry[] {
  const { file, line } = origin;
  const notes: SourceEntry[] = [];
  const note = (reason: string) => notes.push({ kind: "note", note: { file, line, reason } });
  const passOver = (names: readonly string[]) => passedOver.add(names);
  let isMonth = false;
  const onMonth = () => {
    isMonth = true;
  };
  const entry = recordEntry(record, origin, { ...clock, note, passOver, onMonth });
  if (entry.kind !== "article") return [entry];
  return [isMonth ? { ...entry, isMonth } : entry, ...notes];
}

function recordEntry(
  record: SourceRecord | PlainJsonRecord,
  origin: Origin,
  context: RecordContext,
): SourceEntry {
  const { file, line } = origin;
  switch (record.kind) {
    case "plain":
      return withAlias(
        articleEntry(() => record.parse(context), origin, context),
        record.alias,
      );
    case "draft": {
      const entry = articleEntry(() => finishArticle(record.draft, context), origin, context);
      if (entry.kind !== "article") return entry;
      const { summaryOf, version = null, alias = null } = record;
      const whole = {
        ...entry,
        ...(summaryOf !== null && { summaryOf }),
        ...(version !== null && { version }),
      };
      return withAlias(whole, alias);
    }
    case "removed": {
      const { reason, statedAt, version } = record;
      return { kind: "removed", id: statedId(record.id), reason, statedAt, version, origin };
    }
    case "passed-over": {
      const { reason, until } = record;
      return { kind: "skipped", file, reason, ...(until !== undefined && { until }) };
    }
    case "link": {
      const { line: _, ...link } = record;
      return { ...link, origin };
    }
    case "broken":
      return { kind: "problem", problem: { file, line, reason: record.reason } };
  }
}

function withAlias(entry: SourceEntry, alias: string | null = null): SourceEntry {
  return entry.kind === "article" && alias !== null ? { ...entry, alias: statedId(alias) } : entry;
}

/** Converts an id to the canonical form of an article's id. */
function statedId(id: string): string {
  return canonicalId(normaliseLine(id), null);
}

/** @param place of the record with the error */
export function problemEntry(
  { reason, line }: InvalidRecord,
  place: Pick<Origin, "file" | "line">,
): SourceEntry {
  return { kind: "problem", problem: { file: place.file, line: place.line + line - 1, reason } };
}

function articleEntry(read: () => Article, origin: Origin, context: RecordContext): SourceEntry {
  try {
    return { kind: "article", article: read(), origin };
  } catch (error) {
    if (error instanceof WithheldRecord) {
      return recordEntry({ ...error.withheld, line: origin.line }, origin, context);
    }
    if (error instanceof InvalidRecord) return problemEntry(error, origin);
    throw error;
  }
}

/**
 * Decompresses a file or response that is compressed as a whole, as sitemaps are. Its name without `.gz`
 * indicates the format.
 *
 * @throws InvalidRecord when it is damaged or exceeds the limit when decompressed
 */
export function unpack(source: SourceBytes): SourceBytes {
  const { name, bytes, contentType = null } = source;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return source;
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
    const isPacked = /gzip|octet-stream/i.test(contentType ?? "");
    return {
      ...source,
      name: name.replace(/\.gz$/i, ""),
      bytes: unpacked,
      contentType: isPacked ? null : contentType,
    };
  } catch (cause) {
    const isLarge =
      cause instanceof RangeError ||
      (cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE");
    const megabytes = MAX_UNPACKED_BYTES / 1024 / 1024;
    throw new InvalidRecord(
      isLarge ? `it has more than ${megabytes} MB when unpacked` : "its gzip data is damaged",
      { cause },
    );
  }
}

/**
 * The name takes precedence over the media type, since servers send many feeds as `text/plain` or
 * `text/html`. The content decides for a file that is named like a document but is not one.
 */
export function formatOf({ name, contentType, bytes }: SourceBytes): CorpusFormat | undefined {
  const format = formatOfName(nameOf(name)) ?? formatOfMediaType(essenceOf(contentType));
  const isDocument = format === "word" || format === "pdf";
  return isDocument && formatOfBytes(bytes) !== format ? undefined : format;
}

/** Removes the query of an address, since its ending means nothing. */
function nameOf(name: string): string {
  return URL.canParse(name) ? new URL(name).pathname : name;
}

/** Ignores the extension of a page whose address ends like a document, so that its content decides. */
function textFormat(format: CorpusFormat | undefined): TextFormat | undefined {
  switch (format) {
    case "mail":
    case "warc":
    case "word":
    case "pdf":
      return undefined;
    default:
      return format;
  }
}

function decode({ bytes, contentType }: SourceBytes, format: TextFormat | undefined): DecodedText {
  const looksLikeMarkup = format === undefined && Buffer.from(bytes.subarray(0, 64)).includes("<");
  if (format === "markup" || looksLikeMarkup) return decodeMarkup(bytes, charsetOf(contentType));
  return decodeText(bytes);
}

function describe({ name, contentType, url = null }: SourceBytes): Pick<MarkupContext, "url" | "expected"> {
  const hints = [nameOf(name).toLowerCase(), essenceOf(contentType) ?? ""];
  if (hints.some((hint) => FEED.test(hint)) || FEED_ADDRESS.test(hints[0] ?? ""))
    return { url, expected: "feed" };
  return { url, expected: PAGE.test(hints[0] ?? "") ? "page" : null };
}

function parse(
  text: string,
  format: TextFormat,
  context: MarkupContext & { readonly name: string },
): Iterable<SourceRecord | PlainJsonRecord> {
  switch (format) {
    case "markup": {
      const parse = htmlWithFrontMatter(text, context.name);
      return parse === null ? parseMarkup(text, context) : [{ kind: "plain", line: 1, parse }];
    }
    case "json":
      return parseJsonSource(text, context);
    case "json-lines":
      return jsonLines(text, context);
    case "csv":
      return parseCsv(text, context);
    case "markdown":
      return [{ kind: "plain", line: 1, parse: (reading) => parseMarkdown(text, reading, context.name) }];
    case "plain-text":
      return (
        parseTextSitemap(text) ?? [
          { kind: "plain", line: 1, parse: (reading) => parsePlainText(text, reading) },
        ]
      );
  }
}

function* jsonLines(text: string, clock: Clock): Generator<SourceRecord | PlainJsonRecord> {
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() !== "") yield jsonLine(line, index + 1, clock);
  }
}

/** One line of JSON Lines. */
export function jsonLine(text: string, line: number, clock: Clock): SourceRecord | PlainJsonRecord {
  try {
    return jsonRecord({ value: parseJson(text), line }, clock);
  } catch (error) {
    if (error instanceof InvalidRecord) return { kind: "broken", line, reason: error.reason };
    throw error;
  }
}
