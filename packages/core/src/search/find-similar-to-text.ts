import { embeddingText, passageTokenLimit } from "../passages/headline-context.ts";
import { splitArticle } from "../passages/split-article.ts";
import { type Embedder, readsText } from "../ports/embedder.ts";
import type { Candidate, Candidates, RankerInput, SearchIndex } from "../ports/search-index.ts";
import type { Hit, Query, SearchMode, SearchResult, SegmentPlan, Understanding } from "../types.ts";
import { arrangeCandidates } from "./arrange-candidates.ts";
import type { SimilarQuery } from "./find-similar.ts";
import { filterInZone } from "./parse-filter.ts";
import { DEFAULT_QUERY } from "./parse-query.ts";
import type { SimilarText } from "./parse-similar-text.ts";
import { languagesSearched, queryTerms } from "./query-terms.ts";
import { NEAREST, withoutDirection } from "./rank-passages.ts";
import { readHits } from "./read-hits.ts";
import { applyFloor, applyFloorOfWords, fuseScores, type ScoredCandidate } from "./score-candidates.ts";
import type { SearchContext } from "./search-context.ts";
import { searchIndexOf } from "./segments-index.ts";
import { Stopwatch } from "./stopwatch.ts";

export interface SimilarToText
  extends Pick<
    SearchResult,
    | "generation"
    | "tookMs"
    | "exact"
    | "plan"
    | "understood"
    | "confidence"
    | "candidates"
    | "total"
    | "hits"
    | "nearest"
  > {
  /** Number of passages that the text was split into. */
  readonly passages: number;
}

export interface SimilarTextContext extends SearchContext {
  readonly embedder: Pick<
    Embedder,
    "embedQuery" | "calibration" | "unknownShare" | "countTokens" | "maxTokens"
  >;
}

/** A candidate and the passage of the text that it is nearest to. */
interface Match extends Candidate {
  readonly passage: number;
}

/**
 * Finds the articles nearest in meaning to a text of any length: "have we reported this?" The text is split as articles
 * are. Each of its passages finds its own nearest, and an article is scored by the passage that it is nearest to
 * (max-pooling). A mean would lose what a long text says in one paragraph. With several passages, a text is nearer to
 * something by chance, so the floor counts every comparison as a competitor.
 */
export async function findSimilarToText(
  context: SimilarTextContext,
  text: SimilarText,
  similar: SimilarQuery,
): Promise<SimilarToText> {
  const startedAt = performance.now();
  const { stopwatch = new Stopwatch(), generation, embedder, exactScanPassages } = context;
  const index = searchIndexOf(generation);
  const texts = splitText(embedder, text, generation.manifest.splitter.targetTokens);
  const understood = readsText(embedder, text.text) ? "meaning" : "words";
  const query = queryOf(similar, understood, context);
  const passages = await stopwatch.timeAsync("embed", () => readPassages(context, { texts, understood }));
  const found = await Promise.all(
    passages.map((passage) =>
      index.findCandidates(
        { ...passage, filter: query.filter, mode: query.mode },
        { exactScanPassages, stopwatch },
      ),
    ),
  );
  const matches = nearestOfEach(found, query.mode);
  const competing = (found[0]?.competing ?? 0) * texts.length;
  const { fused, passing, confidence } = rate(matches, { query, embedder, competing });
  const arrange = (scored: readonly ScoredCandidate[]) =>
    arrangeCandidates(scored, { ...query, recency: null, keysOf: (some) => index.keysOf(some) });
  const ranked = await arrange(passing);
  const nearest = passing.length > 0 ? [] : (await arrange(fused)).slice(0, NEAREST);
  const page = ranked.slice(0, similar.limit);
  const passageOf = passagesById(matches, passages);
  const hits = await stopwatch.timeAsync("read", () => readPage(page, { passageOf, index, query }));
  // It depends on the filter alone, so it is the same for every passage.
  const plan: readonly SegmentPlan[] = found[0]?.plan ?? [];
  return {
    generation: generation.id,
    tookMs: Math.round((performance.now() - startedAt) * 100) / 100,
    passages: texts.length,
    exact: plan.every((ofSegment) => ofSegment === "exact-scan"),
    plan,
    understood,
    confidence,
    candidates: matches.length,
    total: ranked.length,
    hits,
    nearest: await readPage(nearest, { passageOf, index, query }),
  };
}

/** If the model does not know the language, only words count. */
function queryOf(similar: SimilarQuery, understood: Understanding, { timeZone }: SimilarTextContext): Query {
  return {
    ...DEFAULT_QUERY,
    ...similar,
    filter: filterInZone(similar.filter, similar.timeZone ?? timeZone),
    mode: understood === "meaning" ? "semantic" : "lexical",
    collapse: "article",
    halfLifeDays: 0,
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

/** A passage of the text as input for the rankers. */
type ReadPassage = Pick<RankerInput, "embedding" | "terms" | "languages">;

/** If the model does not know the language, only the words of a passage are used. */
async function readPassages(
  { embedder, generation }: SimilarTextContext,
  { texts, understood }: { readonly texts: readonly string[]; readonly understood: Understanding },
): Promise<readonly ReadPassage[]> {
  if (understood === "words") {
    const languages = languagesSearched(generation);
    const embedding = withoutDirection(generation);
    return texts.map((text) => ({ embedding, terms: queryTerms(text, languages), languages }));
  }
  const passages: ReadPassage[] = [];
  for (const text of texts) passages.push({ embedding: await embedder.embedQuery(text), terms: [] });
  return passages;
}

/** Each candidate once, with the scores for the passage of the text that it is nearest to. */
function nearestOfEach(found: readonly Candidates[], mode: SearchMode): readonly Match[] {
  const nearness = mode === "semantic" ? "similarity" : "bm25";
  const nearest = new Map<string, Match>();
  found.forEach(({ candidates }, passage) => {
    for (const candidate of candidates) {
      const known = nearest.get(idOf(candidate));
      if (known === undefined || candidate[nearness] > known[nearness]) {
        nearest.set(idOf(candidate), { ...candidate, passage });
      }
    }
  });
  return [...nearest.values()];
}

interface Rating {
  readonly query: Query;
  readonly embedder: Pick<Embedder, "calibration">;
  readonly competing: number;
}

function rate(matches: readonly Match[], { query, embedder: { calibration }, competing }: Rating) {
  const isByMeaning = query.mode === "semantic";
  const fused = fuseScores(matches, isByMeaning ? 1 : 0);
  const rated = isByMeaning
    ? applyFloor(fused, { query, calibration, competing, isText: true })
    : applyFloorOfWords(fused, query);
  return { fused, ...rated };
}

/** The nearest passage of the text by candidate id. */
function passagesById(
  matches: readonly Match[],
  passages: readonly ReadPassage[],
): ReadonlyMap<string, ReadPassage> {
  return new Map(matches.map((match) => [idOf(match), passages[match.passage] as ReadPassage]));
}

interface PageSource {
  readonly passageOf: ReadonlyMap<string, ReadPassage>;
  readonly index: SearchIndex;
  readonly query: Query;
}

/** Each hit is highlighted for the passage of the text that it is nearest to. */
async function readPage(
  page: readonly ScoredCandidate[],
  { passageOf, index, query }: PageSource,
): Promise<readonly Hit[]> {
  const hits = page.map(async (candidate, position) => {
    const passage = passageOf.get(idOf(candidate)) as ReadPassage;
    const [hit] = await readHits([candidate], { ...passage, index, query });
    return { ...(hit as Hit), rank: position + 1 };
  });
  return await Promise.all(hits);
}

function idOf({ segment, row }: Pick<Candidate, "segment" | "row">): string {
  return `${segment}:${row}`;
}
