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

/**
 * Adds the reports, a hundred at a time, and matches each hundred against the searches.
 *
 * @returns ids of the articles that each search was told of, by the id of the search
 */
export async function replayStream(
  reports: readonly JudgedReport[],
  searches: readonly SavedSearch[],
  stream: AlertStream,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { unknownShare, calibration } = stream.embedder;
  const prepared = await prepare(searches, stream);
  const told = new Map<string, Set<string>>();
  for (let start = 0; start < reports.length; start += REPORTS_AT_ONCE) {
    const some = reports.slice(start, start + REPORTS_AT_ONCE).map(({ article }) => article);
    note(`replaying ${start + some.length} of ${reports.length} reports`);
    await addArticles(some, stream);
    const generation = await openGeneration(stream.folder, { format: localSegmentFormat, verify: "size" });
    const ids = some.map(({ id }) => id);
    const rows = rowsOfArticles(generation.segments, ids);
    const { matches } = await matchSearches(prepared, rows, { generation, calibration, unknownShare });
    generation.close();
    for (const { search, hits } of matches) {
      const ofSearch = told.get(search.id) ?? new Set();
      for (const { article } of hits) ofSearch.add(article.id);
      told.set(search.id, ofSearch);
    }
  }
  return told;
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
