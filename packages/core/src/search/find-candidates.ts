import { overFetch } from "../ports/over-fetch.ts";
import type { RowSet } from "../ports/row-set.ts";
import type { CandidateOptions, Candidates, RankerInput } from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";
import { askEach } from "../ports/unfetched.ts";
import type { Neighbor } from "../ports/vector-index.ts";
import type { WordCounts, WordScores } from "../ports/word-index.ts";
import type { Embedding, SegmentPlan } from "../types.ts";
import { compareCandidates } from "./compare-candidates.ts";
import { rowsByOperators } from "./match-operators.ts";
import { rateWords, share, type WordInput, wordsToLookUp } from "./query-terms.ts";
import { Stopwatch } from "./stopwatch.ts";

/** Number of candidates that each ranker contributes, over all segments. */
export const CANDIDATES_PER_RANKER = 200;
/** Up to this many passages, a scan takes no longer than a search of the graph, and misses nothing. */
const EXACT_SCAN_PASSAGES = 20_000;
/**
 * With a filter, HNSW must find many more neighbours than requested, so a scan stays faster for longer (`npm run
 * bench:filters`).
 */
const EXACT_SCAN_FILTERED_PASSAGES = 50_000;

/** A segment and the rows that the filter allows; `null` for all. */
interface FilteredSegment {
  readonly segment: Segment;
  readonly allowed: RowSet | null;
  readonly plan: SegmentPlan;
}

/** A row of a segment with the score of one ranker. */
interface Proposal {
  readonly segment: number;
  readonly row: number;
  readonly score: number;
}

/**
 * Unites the proposals of an exact scan (or HNSW) and of BM25. Each candidate gets both scores. Each ranker chooses its
 * best over all segments, so candidates do not depend on how passages are spread over segments.
 */
export function findCandidates(
  segments: readonly Segment[],
  input: RankerInput,
  { exactScanPassages, stopwatch = new Stopwatch() }: CandidateOptions = {},
): Candidates {
  const filtered = stopwatch.time("filter", () =>
    askEach(segments, (segment) => applyFilter(segment, input, exactScanPassages)),
  );
  const { embedding, mode = "hybrid" } = input;
  const nearest = mode === "lexical" ? [] : stopwatch.time("ann", () => proposeNearest(filtered, embedding));
  const { words, rarestShare, weight } = stopwatch.time("lexical", () => scoreWords(segments, input));
  // In semantic mode, words neither find nor rank, but their coverage counts towards the confidence.
  const isByMeaning = mode === "semantic";
  const matching = isByMeaning ? [] : stopwatch.time("lexical", () => proposeMatching(filtered, words));
  const rowsOf = filtered.map((_, segment) => unite(segment, nearest, matching));
  const found = filtered.map((of, segment) => ({
    ...of,
    rows: rowsOf[segment] as readonly number[],
    words: words[segment] as WordScores,
  }));
  const similarities = stopwatch.time("sentences", () =>
    compareCandidates(found, { embedding, mode, rarestShare, depth: input.depth }),
  );
  const candidates = found.flatMap(({ rows, words: ofWords }, segment) => {
    const bm25 = stopwatch.time("lexical", () => ofWords.of(rows));
    const covered = stopwatch.time("lexical", () => ofWords.covered(rows));
    return rows.map((row, index) => ({
      segment,
      row,
      similarity: similarities[segment]?.[index] as number,
      bm25: isByMeaning ? 0 : (bm25[index] as number),
      coverage: share(covered[index] as number, weight),
    }));
  });
  return {
    candidates,
    plan: filtered.map(({ plan }) => plan),
    rarestShare,
    competing: countAllowed(filtered),
  };
}

function applyFilter(
  segment: Segment,
  { filter, operators, languages = [] }: Pick<RankerInput, "filter" | "operators" | "languages">,
  exactScanPassages?: number,
): FilteredSegment {
  const filtered = segment.passages.rowsMatching(filter);
  const allowed =
    operators === undefined ? filtered : rowsByOperators(segment, { ...operators, languages }, filtered);
  return { segment, allowed, plan: planOf(segment, allowed, exactScanPassages) };
}

function planOf(segment: Segment, allowed: RowSet | null, exactScanPassages?: number): SegmentPlan {
  if (segment.estimates !== null) return "ranged";
  if (segment.approximate.exact) return "exact-scan";
  const { passageCount: passages } = segment.passages;
  return planSegment({ passages, allowed: allowed?.count ?? null }, exactScanPassages);
}

/** Counts the passages that a filter and operators allow, which an answer competes with. */
export function countCompeting(
  segments: readonly Segment[],
  input: Pick<RankerInput, "filter" | "operators" | "languages">,
): number {
  return countAllowed(askEach(segments, (segment) => applyFilter(segment, input)));
}

function countAllowed(filtered: readonly FilteredSegment[]): number {
  return filtered.reduce(
    (total, { segment, allowed }) => total + (allowed?.count ?? segment.passages.passageCount),
    0,
  );
}

function proposeNearest(filtered: readonly FilteredSegment[], embedding: Embedding): readonly Proposal[] {
  const proposals = filtered.flatMap(({ segment, allowed, plan }, position) => {
    const query = { embedding, allowed, limit: CANDIDATES_PER_RANKER };
    const nearest =
      plan === "exact-scan" || plan === "ranged" ? scanNearest(segment, query) : searchGraph(segment, query);
    return nearest.map(({ row, similarity }) => ({ segment: position, row, score: similarity }));
  });
  return bestOfAll(proposals);
}

interface ScoredWords {
  readonly words: readonly WordScores[];
  /** Sum of the inverse frequencies of all queried terms, including those that no segment contains. */
  readonly weight: number;
  readonly rarestShare: number;
}

/** Scores the rows of every segment by words, with the counts of all segments. */
function scoreWords(segments: readonly Segment[], input: WordInput): ScoredWords {
  const { indexed, weights, groups } = wordsToLookUp(input);
  const matches = askEach(segments, ({ words }) => words.lookUp(indexed));
  const { collection, weight, rarestShare } = rateWords(
    sumWordCounts(matches.map(({ counts }) => counts)),
    groups,
  );
  return { words: matches.map((match) => match.score(collection, weights)), weight, rarestShare };
}

function proposeMatching(
  filtered: readonly FilteredSegment[],
  words: readonly WordScores[],
): readonly Proposal[] {
  const proposals = filtered.flatMap(({ allowed }, segment) =>
    (words[segment] as WordScores)
      .best(CANDIDATES_PER_RANKER, allowed)
      .map(({ row, score }) => ({ segment, row, score })),
  );
  return bestOfAll(proposals);
}

function bestOfAll(proposals: readonly Proposal[]): readonly Proposal[] {
  return proposals
    .toSorted((a, b) => b.score - a.score || a.segment - b.segment || a.row - b.row)
    .slice(0, CANDIDATES_PER_RANKER);
}

/** The rows of one segment that either ranker proposes, without duplicates. */
function unite(segment: number, ...proposals: readonly (readonly Proposal[])[]): readonly number[] {
  const rows = proposals.flat().filter((proposal) => proposal.segment === segment);
  return [...new Set(rows.map(({ row }) => row))];
}

/**
 * Adds up the counts of several segments, so that the rarity of a word and the usual length of a text are the same in
 * each segment. All counts have the same terms in the same order.
 */
export function sumWordCounts(all: readonly WordCounts[]): WordCounts {
  const sum = (count: (counts: WordCounts) => number) => all.reduce((total, each) => total + count(each), 0);
  const terms = all[0]?.passagesWith ?? [];
  return {
    passages: sum((counts) => counts.passages),
    articles: sum((counts) => counts.articles),
    passageWords: sum((counts) => counts.passageWords),
    articleWords: sum((counts) => counts.articleWords),
    passagesWith: terms.map((_, position) => sum((counts) => counts.passagesWith[position] ?? 0)),
    articlesWith: terms.map((_, position) => sum((counts) => counts.articlesWith[position] ?? 0)),
  };
}

/** A search in one segment. */
export interface NearestQuery {
  readonly embedding: Embedding;
  /** Rows to choose from; `null` for all. */
  readonly allowed: RowSet | null;
  readonly limit: number;
}

/** Compares the query with every allowed passage. */
export function scanNearest(
  segment: Segment,
  { embedding, allowed, limit }: NearestQuery,
): readonly Neighbor[] {
  if (allowed === null) return segment.exact.search(embedding, limit);
  return segment.exact.searchAmong(embedding, limit, allowed);
}

/**
 * Queries the graph, at most twice. The allowed passages may be far from the query. A scan then finds them
 * sooner, because its time does not depend on where they are.
 */
export function searchGraph(segment: Segment, query: NearestQuery): readonly Neighbor[] {
  const { embedding, allowed, limit } = query;
  if (allowed === null) return segment.approximate.search(embedding, limit);
  const size = segment.passages.passageCount;
  const found = overFetch(
    {
      search: (fetch) => segment.approximate.search(embedding, fetch),
      isAllowed: (row) => allowed.has(row),
      allowed: allowed.count,
      size,
    },
    limit,
    { tries: 2, most: size / 2 },
  );
  return found.length < limit ? scanNearest(segment, query) : found;
}

/**
 * Whether to scan the allowed passages instead of querying HNSW.
 *
 * @param allowed how many rows the filter allows; `null` when there is no filter
 * @param exactScanPassages maximum number of scanned passages, instead of the measured defaults
 */
export function planSegment(
  { passages, allowed }: { readonly passages: number; readonly allowed: number | null },
  exactScanPassages?: number,
): SegmentPlan {
  const measured = allowed === null ? EXACT_SCAN_PASSAGES : EXACT_SCAN_FILTERED_PASSAGES;
  if ((allowed ?? passages) <= (exactScanPassages ?? measured)) return "exact-scan";
  return allowed === null ? "hnsw" : "hnsw-filtered";
}
