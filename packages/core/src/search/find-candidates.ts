import { keepNearest } from "../ports/keep-nearest.ts";
import type { Segment } from "../ports/segment.ts";
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { Neighbor } from "../ports/vector-index.ts";
import type { Embedding, Filter, SegmentPlan } from "../types.ts";
import type { SegmentCandidate } from "./candidate.ts";
import { Stopwatch } from "./stopwatch.ts";

/** Up to this many passages to look at, scanning all of them takes a few milliseconds and misses nothing. */
const EXACT_SCAN_PASSAGES = 10_000;

/** How many candidates each ranker contributes. */
const CANDIDATES_PER_RANKER = 200;

/** A parsed query in the forms that the two rankers want. */
export interface RankerInput {
  readonly embedding: Embedding;
  readonly terms: readonly string[];
  readonly filter: Filter;
}

export interface Candidates {
  readonly candidates: readonly SegmentCandidate[];
  /** "exact-scan" when the embedding of every passage that the filter allows was compared with the query. */
  readonly plan: SegmentPlan;
}

export interface CandidateOptions {
  /** Up to how many allowed passages a segment is scanned rather than asked by HNSW; 10,000 when not given. */
  readonly exactScanPassages?: number | undefined;
  /** Collects the time of each stage, when given. */
  readonly stopwatch?: Stopwatch | undefined;
}

/** Unites what HNSW (or an exact scan) and BM25 propose in one segment; each candidate gets both scores. */
export function findCandidates(
  segment: Segment,
  input: RankerInput,
  { exactScanPassages = EXACT_SCAN_PASSAGES, stopwatch = new Stopwatch() }: CandidateOptions = {},
): Candidates {
  const { nearest, plan } = stopwatch.time("ann", () => findNearest(segment, input, exactScanPassages));
  const matches = stopwatch.time("lexical", () =>
    segment.passages.lexicalSearch(input.terms, CANDIDATES_PER_RANKER, input.filter),
  );
  const bm25 = new Map(matches.map(({ row, score }) => [row, score]));
  const similarity = new Map(nearest.map((neighbor) => [neighbor.row, neighbor.similarity]));
  const unseen = [...bm25.keys()].filter((row) => !similarity.has(row));
  stopwatch.time("ann", () => {
    // After a scan all embeddings are in memory; the graph's are read from its file.
    const vectors = plan === "exact-scan" ? segment.exact : segment.approximate;
    vectors.similarities(input.embedding, unseen).forEach((value, index) => {
      similarity.set(unseen[index] as number, value);
    });
  });
  const candidates = stopwatch.time("sentences", () => {
    const rows = [...similarity.keys()];
    return segment.sentences.similarities(input.embedding, rows).map((sentences, index) => {
      const row = rows[index] as number;
      return { row, similarity: blend(similarity.get(row) as number, sentences), bm25: bm25.get(row) ?? 0 };
    });
  });
  return { candidates, plan };
}

/**
 * Mean of the passage's similarity and its best sentence's: the one knows the context, the other is not diluted by the
 * sentences around the answer.
 */
function blend(ofPassage: number, sentences: readonly SentenceSimilarity[]): number {
  if (sentences.length === 0) return ofPassage;
  return (ofPassage + Math.max(...sentences.map(({ similarity }) => similarity))) / 2;
}

function findNearest(
  segment: Segment,
  { embedding, filter }: RankerInput,
  exactScanPassages: number,
): { nearest: readonly Neighbor[]; plan: SegmentPlan } {
  const allowed = segment.passages.rowsMatching(filter);
  const allowedCount = allowed?.length ?? segment.passages.passageCount;
  if (allowedCount <= exactScanPassages) {
    return { nearest: scan(segment, embedding, allowed), plan: "exact-scan" };
  }
  const plan = allowed === null ? "hnsw" : "hnsw-filtered";
  return { nearest: searchGraph(segment, embedding, allowed), plan };
}

function scan(
  segment: Segment,
  embedding: Embedding,
  allowed: readonly number[] | null,
): readonly Neighbor[] {
  if (allowed === null) return segment.exact.search(embedding, CANDIDATES_PER_RANKER);
  const similarities = segment.exact.similarities(embedding, allowed);
  return keepNearest(similarities, CANDIDATES_PER_RANKER, allowed);
}

/** Asks the graph for more than is wanted by as much as the filter will take away, and for more again if that was too few. */
function searchGraph(
  segment: Segment,
  embedding: Embedding,
  allowed: readonly number[] | null,
): readonly Neighbor[] {
  if (allowed === null) return segment.approximate.search(embedding, CANDIDATES_PER_RANKER);
  const permitted = new Set(allowed);
  const total = segment.passages.passageCount;
  let fetch = Math.ceil((CANDIDATES_PER_RANKER * total) / allowed.length);
  for (;;) {
    const neighbors = segment.approximate.search(embedding, Math.min(fetch, total));
    const kept = neighbors.filter(({ row }) => permitted.has(row)).slice(0, CANDIDATES_PER_RANKER);
    if (kept.length === CANDIDATES_PER_RANKER || fetch >= total) return kept;
    fetch *= 2;
  }
}
