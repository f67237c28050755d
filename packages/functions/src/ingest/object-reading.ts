import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LinkEntry, SourceEntry } from "@dateline-search/core/corpus/corpus-entry";
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
  /** Of the version that was read; `null` when the object is gone. */
  readonly etag: string | null;
  entries(): AsyncIterable<Exclude<SourceEntry, LinkEntry>>;
}

export interface ReadingContext extends Pick<IngestServiceOptions, "reader"> {
  readonly parser: Pick<ParserProcess, "read">;
  /** For the file, one at a time. */
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
