import { throwIfAborted } from "../errors.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Embedder } from "../ports/embedder.ts";
import { compoundingLanguages } from "../search/find-compounds.ts";
import { languagesSearched } from "../search/languages-searched.ts";
import { searchPassages } from "../search/search-passages.ts";
import type { Calibration, Hit, Query } from "../types.ts";
import type { Synonyms } from "../words/synonyms.ts";
import { hasFloor } from "./alert-floor.ts";
import { Competition } from "./competition.ts";
import { narrowGeneration, type SegmentRows } from "./narrow-generation.ts";
import { splitRows } from "./new-passages.ts";
import type { PreparedSearch, PreparedSearches } from "./prepare-searches.ts";
import type { SavedSearch } from "./saved-search.ts";
import { shortlistSearches } from "./shortlist-searches.ts";

export interface MatchContext {
  /** The whole index, the new articles in it. */
  readonly generation: OpenGeneration;
  /** Of the model that the index and the embeddings of the searches are of. */
  readonly calibration: Calibration | null;
  readonly unknownShare: Embedder["unknownShare"];
  readonly synonyms?: Synonyms | undefined;
  readonly timeZone?: string | undefined;
  readonly now?: () => Date;
  readonly signal?: AbortSignal | undefined;
}

/** New articles that answer a saved search. */
export interface AlertMatch {
  readonly search: SavedSearch;
  /** The best passage of each article. */
  readonly hits: readonly AlertHit[];
}

/** A hit, and the story of its article also when no other article tells it yet. */
export type AlertHit = Hit & { readonly storyId: string | null };

/** What came of putting new articles to saved searches. */
export interface MatchReport {
  readonly matches: readonly AlertMatch[];
  /** How many searches were asked, each part of the articles counted, after the bounds had left out the others. */
  readonly asked: number;
  /** Searches that were left out since the model has no calibration and they state neither a phrase nor a least similarity. */
  readonly withoutFloor: readonly SavedSearch[];
}

/**
 * Finds the saved searches that new articles answer: those hits of the same search, sorted by date, of the whole index that
 * are of these articles. Whether an article is one does not depend on what comes with it, unless the model can make nothing
 * of a question: then words alone decide, and what has few of them gives way to what has more.
 *
 * @param wanted rows of the new articles, for each segment in turn
 * @throws DatelineError `aborted`; `index-corrupt`
 */
export async function matchSearches(
  prepared: PreparedSearches,
  wanted: readonly SegmentRows[],
  context: MatchContext,
): Promise<MatchReport> {
  const { generation, calibration, signal } = context;
  const competition = new Competition(generation.segments, languagesSearched(generation));
  const found = new Map<PreparedSearch, AlertHit[]>();
  const isLeftOut = ({ query, isRead }: PreparedSearch) => isRead && !hasFloor(query, calibration);
  const hasCompounds = compoundingLanguages(generation.manifest.segments).length > 0;
  let asked = 0;
  const isAsked = prepared.searches.length > 0;
  for (const part of !isAsked ? [] : splitRows(wanted)) {
    const narrow = narrowGeneration(generation, part);
    const storyOf = storiesOf(part);
    for (const index of shortlistSearches(prepared, part, { calibration, competition, hasCompounds })) {
      const search = prepared.searches[index] as PreparedSearch;
      if (isLeftOut(search)) continue;
      throwIfAborted("match alerts", signal);
      asked += 1;
      const hits = await ask(search, narrow, { ...context, competing: competition.of(search.query) });
      const told = hits.map((hit) => ({ ...hit, storyId: storyOf.get(hit.article.id) ?? null }));
      if (told.length > 0) found.set(search, [...(found.get(search) ?? []), ...told]);
    }
  }
  return {
    matches: [...found].map(([{ saved }, hits]) => ({ search: saved, hits })),
    asked,
    withoutFloor: prepared.searches.filter(isLeftOut).map(({ saved }) => saved),
  };
}

function storiesOf(part: readonly SegmentRows[]): ReadonlyMap<string, string | null> {
  const keys = part.flatMap(({ segment, rows }) => (rows.length === 0 ? [] : segment.stories.keysOf(rows)));
  return new Map(keys.map(({ articleId, storyId }) => [articleId, storyId]));
}

async function ask(
  { query, embedding }: PreparedSearch,
  generation: OpenGeneration,
  {
    competing,
    calibration,
    unknownShare,
    synonyms,
    timeZone,
    now,
  }: MatchContext & { readonly competing: number },
): Promise<readonly Hit[]> {
  const embedder = { calibration, unknownShare, embedQuery: async () => embedding };
  const context = { generation, embedder, synonyms, timeZone, exactScanPassages: Number.POSITIVE_INFINITY };
  const { hits } = await searchPassages(
    { ...context, ...(now !== undefined && { now }) },
    inOrder(query, calibration),
    { competing },
  );
  return hits;
}

/** Sorted by date without a floor, the scores of other articles would decide. */
function inOrder(query: Query, calibration: Calibration | null): Query {
  return calibration === null ? { ...query, sort: "relevance" } : query;
}
