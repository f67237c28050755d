import { embeddingText, passageTokenLimit } from "../passages/headline-context.ts";
import { splitArticle } from "../passages/split-article.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { Embedding, Hit, SearchResult, SegmentPlan } from "../types.ts";
import { arrangeCandidates } from "./arrange-candidates.ts";
import type { Candidate } from "./candidate.ts";
import { applyFloor } from "./confidence.ts";
import { type Candidates, findCandidates } from "./find-candidates.ts";
import type { SimilarQuery } from "./find-similar.ts";
import { fuseScores, type ScoredCandidate } from "./fuse-scores.ts";
import { DEFAULT_QUERY } from "./parse-query.ts";
import type { SimilarText } from "./parse-similar-text.ts";
import { readHits } from "./read-hits.ts";
import { readOfCandidates } from "./read-of-candidates.ts";
import type { SearchContext } from "./search-passages.ts";
import { Stopwatch } from "./stopwatch.ts";

/** What comes nearest to a text that nothing is like is shown, but not more than a reader looks at. */
const NEAREST = 3;

export interface SimilarToText
  extends Pick<
    SearchResult,
    "generation" | "tookMs" | "exact" | "plan" | "confidence" | "candidates" | "total" | "hits" | "nearest"
  > {
  /** Into how many passages the text was split. */
  readonly passages: number;
}

export interface SimilarTextContext extends SearchContext {
  readonly embedder: Pick<Embedder, "embedQuery" | "calibration" | "countTokens" | "maxTokens">;
}

/** A candidate and which passage of the text it is nearest to. */
interface Match extends Candidate {
  readonly passage: number;
}

/**
 * Finds the articles nearest in meaning to a text of any length: "have we reported this?" The text is split as articles
 * are. Each passage of it looks for its own nearest, and an article counts by the one that it is nearest to (max-pooling):
 * a mean of all would lose what a long text says in one paragraph. Having several passages, a text is nearer to
 * something by chance, so the floor takes every comparison for a competitor.
 */
export async function findSimilarToText(
  context: SimilarTextContext,
  text: SimilarText,
  similar: SimilarQuery,
): Promise<SimilarToText> {
  const startedAt = performance.now();
  const { stopwatch = new Stopwatch(), generation, embedder } = context;
  const { segments } = generation;
  const texts = splitText(embedder, text, generation.manifest.splitter.targetTokens);
  const embeddings = await stopwatch.timeAsync("embed", () => embedAll(embedder, texts));
  const found = embeddings.map((embedding) =>
    findCandidates(
      segments,
      { embedding, terms: [], filter: similar.filter, mode: "semantic" },
      { exactScanPassages: context.exactScanPassages, stopwatch },
    ),
  );
  const matches = nearestOfEach(found);
  const query = {
    ...DEFAULT_QUERY,
    ...similar,
    mode: "semantic",
    collapse: "article",
    halfLifeDays: 0,
  } as const;
  const { passing, confidence } = applyFloor(fuseScores(matches, 1), {
    query,
    calibration: embedder.calibration,
    competing: (found[0]?.competing ?? 0) * texts.length,
  });
  const arrange = (scored: readonly ScoredCandidate[]) =>
    arrangeCandidates(scored, {
      ...query,
      recency: null,
      keysOf: (some) => readOfCandidates(some, segments, ({ stories }, rows) => stories.keysOf(rows)),
    });
  const ranked = arrange(passing);
  const nearest = passing.length > 0 ? [] : arrange(fuseScores(matches, 1)).slice(0, NEAREST);
  const passageOf = new Map(matches.map((match) => [idOf(match), match.passage]));
  const read = (page: readonly ScoredCandidate[]): readonly Hit[] =>
    page.flatMap((candidate, index) => {
      const embedding = embeddings[passageOf.get(idOf(candidate)) ?? 0] as Embedding;
      const hits = readHits([candidate], { segments, embedding, terms: [], query });
      return hits.map((hit) => ({ ...hit, rank: index + 1 }));
    });
  const hits = stopwatch.time("read", () => read(ranked.slice(0, similar.limit)));
  // It depends on the filter alone, so it is the same for every passage.
  const plan: readonly SegmentPlan[] = found[0]?.plan ?? [];
  return {
    generation: generation.id,
    tookMs: Math.round((performance.now() - startedAt) * 100) / 100,
    passages: texts.length,
    exact: plan.every((ofSegment) => ofSegment === "exact-scan"),
    plan,
    confidence,
    candidates: matches.length,
    total: ranked.length,
    hits,
    nearest: read(nearest),
  };
}

function splitText(
  { countTokens, maxTokens }: SimilarTextContext["embedder"],
  { title, text }: SimilarText,
  targetTokens: number,
): readonly string[] {
  const limit = passageTokenLimit(maxTokens);
  const passages = splitArticle(
    { id: "", text },
    { countTokens, maxTokens: limit, targetTokens: Math.min(targetTokens, limit), overlapTokens: 0 },
  );
  return passages.map((passage) => embeddingText(title, passage.text, countTokens));
}

async function embedAll(
  embedder: Pick<Embedder, "embedQuery">,
  texts: readonly string[],
): Promise<readonly Embedding[]> {
  const embeddings: Embedding[] = [];
  for (const text of texts) embeddings.push(await embedder.embedQuery(text));
  return embeddings;
}

/** Each candidate once, as the passage of the text has it that it is nearest to. */
function nearestOfEach(found: readonly Candidates[]): readonly Match[] {
  const nearest = new Map<string, Match>();
  found.forEach(({ candidates }, passage) => {
    for (const candidate of candidates) {
      const known = nearest.get(idOf(candidate));
      if (known === undefined || candidate.similarity > known.similarity) {
        nearest.set(idOf(candidate), { ...candidate, passage });
      }
    }
  });
  return [...nearest.values()];
}

function idOf({ segment, row }: Pick<Candidate, "segment" | "row">): string {
  return `${segment}:${row}`;
}
