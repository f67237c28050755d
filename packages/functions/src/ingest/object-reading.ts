import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type {
  ArticleEntry,
  LinkEntry,
  RemovedEntry,
  SourceEntry,
} from "@dateline-search/core/corpus/corpus-entry";
import { type CorpusFormat, formatOfName } from "@dateline-search/core/corpus/corpus-format";
import { followLinks } from "@dateline-search/core/corpus/follow-links";
import type { ParserProcess } from "@dateline-search/core/corpus/parser-process";
import { DatelineError } from "@dateline-search/core/errors";
import type { RequestOptions } from "@dateline-search/core/ports/object-store";
import type { IngestServiceOptions } from "./ingest-service-options.ts";
import type { PlannedObject } from "./plan-objects.ts";

/** How often to retry an object that is replaced while it is read. */
const MAX_ATTEMPTS = 3;

/** An object in a file, whose records can be read repeatedly. */
export interface ObjectReading {
  /** Of the version that was read; `null` if the object is gone. */
  readonly etag: string | null;
  entries(): AsyncIterable<Exclude<SourceEntry, LinkEntry>>;
}

export interface ReadingContext extends Pick<IngestServiceOptions, "reader"> {
  readonly parser: Pick<ParserProcess, "read">;
  /** Receives the file, one at a time. */
  readonly folder: string;
  readonly now: () => Date;
}

/**
 * Downloads an object into a file, so that it is never completely in memory.
 *
 * @throws DatelineError as `S3BucketReader.getToFile`
 */
export async function openReading(
  { object, info }: PlannedObject,
  { reader, parser, folder, now }: ReadingContext,
  options: RequestOptions,
): Promise<ObjectReading> {
  const path = join(folder, "object");
  await mkdir(folder, { recursive: true });
  await rm(path, { force: true });
  let version = info;
  for (let attempt = 1; version !== null; attempt++) {
    try {
      await reader.getToFile(object, path, { ...version, ...options });
      break;
    } catch (error) {
      const isReplaced = error instanceof DatelineError && /^object-(corrupt|missing)$/.test(error.code);
      if (!isReplaced || attempt === MAX_ATTEMPTS) throw error;
      version = (await reader.head(object, options)) ?? null;
    }
  }
  if (version === null) return { etag: null, entries: nothing };
  const format = formatOfName(object.key) as CorpusFormat;
  const file = { kind: "file", path, name: object.key, format } as const;
  const reading = { now: now(), signal: options.signal };
  // Objects may not trigger requests: a sitemap is reported instead.
  const entries = () => followLinks(parser.read({ kind: "file", file }, reading), reading);
  return { etag: version.etag, entries };
}

async function* nothing(): AsyncGenerator<Exclude<SourceEntry, LinkEntry>> {}

/** Fixed cost of an article, in UTF-16 units of text, because its headline and short sentences are embedded too. */
const UNITS_PER_ARTICLE = 400;

/** What has been read of an object so far. */
export class ArticleObject {
  readonly articles: ArticleEntry[] = [];
  /** Articles withdrawn by their publisher. */
  readonly removed: RemovedEntry[] = [];
  /** Why a part of it is not in the index. It is then unknown which articles the object no longer contains. */
  problem: string | null = null;
  /** When to read it again: the end of its first embargo. */
  embargoedUntil: string | null = null;
  /** Estimated time for embedding its articles. */
  cost = 0;

  add(entry: SourceEntry): void {
    if (entry.kind === "article") {
      this.articles.push(entry);
      this.cost += costOf(entry);
    }
    if (entry.kind === "removed") this.removed.push(entry);
    if (entry.kind === "problem") this.problem ??= `line ${entry.problem.line}: ${entry.problem.reason}`;
    if (entry.kind === "skipped" && entry.until !== undefined) this.#waitUntil(entry.until);
  }

  #waitUntil(until: string): void {
    const isEarlier = this.embargoedUntil === null || Date.parse(until) < Date.parse(this.embargoedUntil);
    if (isEarlier) this.embargoedUntil = until;
  }
}

/** Time depends on the number of tokens: a word has one or two, and every symbol and ideograph is one. */
const DENSE = /[^\p{L}\p{N}\s]|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/gu;
const UNITS_PER_TOKEN = 4;

function costOf({ article: { text } }: ArticleEntry): number {
  const dense = text.match(DENSE)?.length ?? 0;
  return text.length + (UNITS_PER_TOKEN - 1) * dense + UNITS_PER_ARTICLE;
}
