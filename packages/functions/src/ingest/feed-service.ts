import type { CorpusEntry } from "@dateline-search/core/corpus/corpus-entry";
import { DatelineError } from "@dateline-search/core/errors";
import type { IncomingArticle } from "@dateline-search/core/indexing/incoming-articles";
import type { ArticleWithdrawal } from "@dateline-search/core/indexing/update-index";
import type { RequestOptions } from "@dateline-search/core/ports/object-store";
import type { Logger } from "../logger.ts";
import type { IngestServiceOptions } from "./ingest-service-options.ts";

export interface FeedServiceOptions extends Pick<IngestServiceOptions, "update"> {
  /** Reads all feeds, one after the other. */
  readonly read: (options: RequestOptions) => AsyncIterable<CorpusEntry>;
  readonly logger: Logger;
}

/** The changes from reading the feeds. */
export interface FeedReport {
  readonly generation: string | null;
  readonly added: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Entries skipped because they are taken down. */
  readonly takenDown: number;
  /** Feeds and entries that could not be read; the log names them. */
  readonly problems: number;
}

/**
 * Adds the entries of feeds to the index. Entries that a feed has dropped stay, because feeds contain only the
 * latest.
 *
 * @throws DatelineError `invalid-article` if no feed could be read, so that the schedule retries; errors of the update
 */
export async function ingestFeeds(
  { read, update, logger }: FeedServiceOptions,
  options: RequestOptions,
): Promise<FeedReport> {
  const articles: IncomingArticle[] = [];
  const withdrawals: ArticleWithdrawal[] = [];
  let problems = 0;
  for await (const entry of read(options)) {
    if (entry.kind === "article") {
      const { article, version = null, alias = null, isMonth = false } = entry;
      articles.push({ article, origin: null, version, alias, isMonth });
    }
    if (entry.kind === "removed") {
      withdrawals.push({ id: entry.id, statedAt: entry.statedAt, version: entry.version });
    }
    if (entry.kind !== "problem") continue;
    problems += 1;
    logger.log("error", "feed not read as a whole", { ...entry.problem });
  }
  if (problems > 0 && articles.length === 0) {
    throw new DatelineError("invalid-article", `Cannot read feeds: all ${problems} failed`);
  }
  const done = await update({ articles, withdrawals, origins: [] }, options);
  const report: FeedReport = {
    generation: done.generation,
    added: done.added.length,
    replaced: done.replaced.length,
    unchanged: done.unchanged.length,
    removed: done.removed,
    takenDown: done.takenDown.length,
    problems,
  };
  logger.log("info", "feeds ingested", { ...report });
  return report;
}
