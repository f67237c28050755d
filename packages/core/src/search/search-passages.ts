import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import type { Hit, Query, SearchResult } from "../types.ts";
import { chooseHighlight } from "./choose-highlight.ts";
import { findCandidates } from "./find-candidates.ts";
import { fuseScores, type ScoredCandidate } from "./fuse-scores.ts";
import { queryTerms } from "./query-terms.ts";
import { Stopwatch } from "./stopwatch.ts";

/** What a search needs beside the query. */
export interface SearchContext {
  readonly generation: OpenGeneration;
  readonly embedder: Pick<Embedder, "embedQuery">;
  /** Share of the embeddings in the score, 0…1; the measured best when not given. */
  readonly semanticWeight?: number;
  /** Up to how many allowed passages a segment is scanned rather than asked by HNSW; 10,000 when not given. */
  readonly exactScanPassages?: number;
  /** Collects the time of each stage, when given. */
  readonly stopwatch?: Stopwatch;
}

/**
 * Answers a query with ranked passages: embeds it, collects candidates by meaning and by words in every segment, fuses
 * their scores and reads the best. Changes nothing: equal queries get equal hits.
 */
export async function searchPassages(context: SearchContext, query: Query): Promise<SearchResult> {
  const startedAt = performance.now();
  const stopwatch = context.stopwatch ?? new Stopwatch();
  const embedding = await stopwatch.timeAsync("embed", () => context.embedder.embedQuery(query.text));
  const terms = queryTerms(query.text);
  const input = { embedding, terms, filter: query.filter };
  const options = { stopwatch, exactScanPassages: context.exactScanPassages };
  const found = context.generation.segments.map((segment, index) => {
    const { candidates, exact } = findCandidates(segment, input, options);
    return { exact, candidates: candidates.map((candidate) => ({ ...candidate, segment: index })) };
  });
  const ranked = stopwatch.time("fuse", () =>
    fuseScores(
      found.flatMap(({ candidates }) => candidates),
      context.semanticWeight,
    ),
  );
  const hits = stopwatch.time("read", () =>
    ranked.slice(0, query.limit).map((candidate, index) => {
      const segment = context.generation.segments[candidate.segment] as Segment;
      const [indexed] = segment.passages.read([candidate.row]) as [IndexedPassage];
      const [sentences = []] = segment.sentences.similarities(embedding, [candidate.row]);
      const highlight = chooseHighlight(indexed.passage, sentences, terms);
      return toHit(candidate, indexed, { rank: index + 1, highlight });
    }),
  );
  return {
    generation: context.generation.id,
    query: query.text,
    tookMs: Math.round((performance.now() - startedAt) * 100) / 100,
    exact: found.every(({ exact }) => exact),
    hits,
  };
}

function toHit(
  { score, parts }: ScoredCandidate,
  { passage, article }: IndexedPassage,
  { rank, highlight }: Pick<Hit, "rank" | "highlight">,
): Hit {
  const { id, title, url, source, publishedAt, place } = article;
  return {
    rank,
    score: round(score),
    parts: { semantic: round(parts.semantic), lexical: round(parts.lexical) },
    passage: { id: `${id}#${passage.ordinal}`, text: passage.text, start: passage.start, end: passage.end },
    article: { id, title, url, source, publishedAt, place },
    highlight,
  };
}

/** Six decimals: what follows is noise of the floating point. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
