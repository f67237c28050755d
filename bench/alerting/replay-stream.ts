import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { matchSearches } from "@dateline-search/core/alerts/match-searches";
import { rowsOfArticles } from "@dateline-search/core/alerts/new-passages";
import {
  embeddedText,
  type PreparedSearches,
  prepareSearches,
} from "@dateline-search/core/alerts/prepare-searches";
import { alertQuery, type SavedSearch } from "@dateline-search/core/alerts/saved-search";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { note } from "../process/note.ts";
import type { JudgedReport } from "../stories/events/judged-events.ts";
import { type AlertStream, addArticles } from "./alert-stream.ts";

const REPORTS_AT_ONCE = 100;

/** A report that a search finds when it arrives. */
export interface FoundReport {
  readonly report: JudgedReport;
  /** Its story at that time. */
  readonly storyId: string | null;
}

/**
 * Adds the reports, a hundred at a time, and matches each hundred against the searches.
 *
 * @returns the reports that each search finds, the earliest first, by the id of the search
 */
export async function replayStream(
  reports: readonly JudgedReport[],
  searches: readonly SavedSearch[],
  stream: AlertStream,
): Promise<ReadonlyMap<string, readonly FoundReport[]>> {
  const { unknownShare, calibration } = stream.embedder;
  const prepared = await prepare(searches, stream);
  const found = new Map<string, FoundReport[]>();
  for (let start = 0; start < reports.length; start += REPORTS_AT_ONCE) {
    const some = new Map(
      reports.slice(start, start + REPORTS_AT_ONCE).map((report) => [report.article.id, report]),
    );
    note(`replaying ${start + some.size} of ${reports.length} reports`);
    await addArticles(
      Array.from(some.values(), ({ article }) => article),
      stream,
    );
    const generation = await openGeneration(stream.folder, { format: localSegmentFormat, verify: "size" });
    const rows = rowsOfArticles(generation.segments, [...some.keys()]);
    const { matches } = await matchSearches(prepared, rows, { generation, calibration, unknownShare });
    generation.close();
    for (const { search, hits } of matches) {
      const ofSearch = found.get(search.id) ?? [];
      for (const { article, storyId } of hits.toReversed()) {
        ofSearch.push({ report: some.get(article.id) as JudgedReport, storyId });
      }
      found.set(search.id, ofSearch);
    }
  }
  return found;
}

async function prepare(
  searches: readonly SavedSearch[],
  { embedder }: AlertStream,
): Promise<PreparedSearches> {
  const texts = [...new Set(searches.map((search) => embeddedText(alertQuery(search))))];
  const embeddings = new Map<string, Float32Array>();
  for (const text of texts) embeddings.set(text, await embedder.embedQuery(text));
  return prepareSearches(searches, {
    embeddings,
    languages: ["en"],
    unknownShare: embedder.unknownShare,
  });
}
