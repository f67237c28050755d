import { lengthNorm, saturation } from "../adapters/segment/bm25.ts";
import { HEADLINE_WEIGHT } from "../adapters/segment/postings-builder.ts";
import { DISTANCE_FROM_BEST } from "../adapters/segment/sqlite-word-index.ts";
import type { Candidate, CandidateOptions, Candidates, RankerInput } from "../ports/search-index.ts";
import type { WordCounts } from "../ports/word-index.ts";
import { blendSimilarity, nearestOf } from "../search/compare-candidates.ts";
import { CANDIDATES_PER_RANKER } from "../search/find-candidates.ts";
import {
  type RatedWords,
  rateWords,
  share,
  type WordsToLookUp,
  wordsToLookUp,
} from "../search/query-terms.ts";
import type { Embedding, SegmentPlan } from "../types.ts";
import { inverseFrequency } from "../words/index-terms.ts";
import { hitsOf, totalOf } from "./cluster-answers.ts";
import {
  filterClauses,
  operatorClausesOfArticles,
  operatorClausesOfPassages,
  type QueryClause,
} from "./filter-query.ts";
import type { IndexReader } from "./index-reader.ts";
import { PASSAGE_FIELDS, type StoredPassage, toStoredPassage } from "./stored-passage.ts";

/**
 * Compare every embedding of an index with up to this many passages. Use the cluster's graph for a larger
 * one.
 */
const MOST_SCANNED = 10_000;
/** More passages than the articles of four hundred candidates contain. */
const MOST_SIBLINGS = 50_000;

/** A passage of a candidate's article, with its scores from the cluster. */
interface Sibling extends StoredPassage {
  /** Similarity to the query, as in segments; 0 for a zero query vector. */
  readonly similarity: number;
  /** Number of words of the passage, including its weighted headline. */
  readonly length: number;
  readonly articleLength: number;
  /** Number of occurrences of each looked-up term. The weighted headline is separate. */
  readonly inText: readonly number[];
  readonly inHeadline: readonly number[];
  readonly isAllowed: boolean;
}

interface Words extends WordsToLookUp, RatedWords {
  /** The counts of each term in the index. */
  readonly counts: WordCounts;
}

/**
 * Finds the candidates of a query. The cluster proposes the nearest passages and the articles with the query's
 * words. For each passage of these articles, it returns the inputs of our own formulas.
 */
export async function searchCandidates(
  reader: IndexReader,
  input: RankerInput,
  { exactScanPassages = MOST_SCANNED }: CandidateOptions,
): Promise<Candidates> {
  const { mode = "hybrid" } = input;
  const isByMeaning = mode === "semantic";
  const lookedUp = wordsToLookUp(input);
  const counts = await reader.statistics.counts(lookedUp.indexed);
  const words = { ...lookedUp, ...rateWords(counts, lookedUp.groups), counts };
  const proposed = await propose(reader, input, { words, exactScanPassages });
  const siblings = await readSiblings(reader, { input, words, articleIds: proposed.articleIds });
  const scores = scoreWords(siblings, words);
  const matching: ReadonlySet<number> = isByMeaning ? new Set() : bestMatching(siblings, scores);
  const nearest = new Set(proposed.nearestRows);
  const chosen = siblings.filter(({ row }) => nearest.has(row) || matching.has(row));
  const sentences = await reader.sentencesOf(
    chosen.map(({ row }) => row),
    input.embedding,
  );
  const means = meanSimilarities(siblings);
  const candidates = chosen.map((passage, position): Candidate => {
    const { bm25 = 0, covered = 0 } = scores.get(passage.row) ?? {};
    const mean = means.get(passage.articleId) ?? 0;
    return {
      segment: 0,
      row: passage.row,
      similarity: blendSimilarity(passage.similarity, nearestOf(sentences[position] ?? []), mean),
      bm25: isByMeaning ? 0 : bm25,
      coverage: share(covered, words.weight),
    };
  });
  return { candidates, plan: [proposed.plan], rarestShare: words.rarestShare, competing: proposed.competing };
}

interface Proposed {
  readonly nearestRows: readonly number[];
  /** Articles of the nearest passages and of lexical matches. */
  readonly articleIds: readonly string[];
  readonly plan: SegmentPlan;
  readonly competing: number;
}

async function propose(
  reader: IndexReader,
  input: RankerInput,
  { words, exactScanPassages }: { readonly words: Words; readonly exactScanPassages: number },
): Promise<Proposed> {
  const { filter, operators, languages = [], mode = "hybrid", embedding } = input;
  const ofFilter = filterClauses(filter);
  const passages = [
    { term: { kind: "passage" } },
    ...ofFilter,
    ...(operators === undefined ? [] : operatorClausesOfPassages(operators, languages)),
  ];
  const articles = [
    ...ofFilter,
    ...(operators === undefined ? [] : operatorClausesOfArticles(operators, languages)),
  ];
  const isScanned = words.collection.passages <= exactScanPassages;
  const nearest =
    mode === "lexical"
      ? { match_none: {} }
      : isScanned
        ? compareAll(embedding, { bool: { filter: passages } })
        : {
            knn: {
              vector: {
                vector: [...embedding],
                k: CANDIDATES_PER_RANKER,
                filter: { bool: { filter: passages } },
              },
            },
          };
  const [ofNearest, ofMatching, ofCount] = await reader.searchTogether([
    { size: CANDIDATES_PER_RANKER, ...fieldsOf("row", "articleId"), query: nearest, track_total_hits: false },
    {
      size: CANDIDATES_PER_RANKER,
      ...fieldsOf("articleId"),
      query: mode === "semantic" ? { match_none: {} } : holdingWords(words, articles),
      track_total_hits: false,
      // Inverse frequencies of the whole index instead of each shard.
      searchType: "dfs_query_then_fetch",
    },
    { size: 0, track_total_hits: true, query: { bool: { filter: passages } } },
  ]);
  const found = hitsOf(ofNearest);
  const articleIds = [...found, ...hitsOf(ofMatching)].map(({ fields }) =>
    String(fields?.["articleId"]?.[0]),
  );
  return {
    nearestRows: found.map(({ fields }) => Number(fields?.["row"]?.[0])),
    articleIds: [...new Set(articleIds)],
    plan: isScanned ? "exact-scan" : passages.length > 1 ? "hnsw-filtered" : "hnsw",
    competing: totalOf(ofCount),
  };
}

function fieldsOf(...names: readonly string[]): object {
  return { _source: false, docvalue_fields: names };
}

/** Scores are from 0 to 1, because OpenSearch does not allow negative ones. */
function compareAll(embedding: Embedding, query: QueryClause): QueryClause {
  const params = { field: "vector", query_value: [...embedding], space_type: "cosinesimil" };
  return { script_score: { query, script: { source: "knn_score", lang: "knn", params } } };
}

/**
 * Finds articles with the words by OpenSearch's BM25. Boosts convert its inverse frequencies to ours, which
 * treat a word's forms in several languages as one. Because OpenSearch rounds lengths, it only proposes
 * candidates, and `scoreWords` recomputes their scores.
 */
function holdingWords(
  { indexed, weights, collection, counts }: Words,
  filter: readonly QueryClause[],
): QueryClause {
  if (indexed.length === 0) return { match_none: {} };
  const { articles } = collection;
  const should = indexed.map((term, position) => {
    const wanted = inverseFrequency(articles, collection.articlesWith[position] ?? 0);
    const theirs = inverseFrequency(articles, counts.articlesWith[position] ?? 0);
    return { term: { words: { value: term, boost: ((weights[position] ?? 1) * wanted) / theirs } } };
  });
  return { bool: { filter, should, minimum_should_match: 1 } };
}

async function readSiblings(
  reader: IndexReader,
  {
    input,
    words,
    articleIds,
  }: { readonly input: RankerInput; readonly words: Words; readonly articleIds: readonly string[] },
): Promise<readonly Sibling[]> {
  if (articleIds.length === 0) return [];
  const { operators, languages = [], embedding } = input;
  const named = words.indexed.flatMap((term, position) => [
    { term: { terms: { value: term, _name: `t${position}` } } },
    { term: { titleTerms: { value: term, _name: `h${position}` } } },
  ]);
  const allowed =
    operators === undefined
      ? []
      : [{ bool: { filter: operatorClausesOfPassages(operators, languages), _name: "allowed" } }];
  const query = {
    bool: {
      filter: [{ term: { kind: "passage" } }, { terms: { articleId: articleIds } }],
      should: [...named, ...allowed],
    },
  };
  const hasDirection = embedding.some((value) => value !== 0);
  const body = await reader.search(
    {
      size: MOST_SIBLINGS,
      ...fieldsOf(...PASSAGE_FIELDS, "length", "articleLength", "norm"),
      query: hasDirection ? compareAll(embedding, query) : query,
      track_total_hits: false,
    },
    { include_named_queries_score: true },
  );
  const siblings = hitsOf(body).map((hit): Sibling => {
    const scores = hit.matched_queries ?? {};
    return {
      ...toStoredPassage(hit),
      similarity: hasDirection ? Number(hit.fields?.["norm"]?.[0]) * cosineOf(hit._score ?? 0) : 0,
      length: Number(hit.fields?.["length"]?.[0]),
      articleLength: Number(hit.fields?.["articleLength"]?.[0]),
      inText: words.indexed.map((_, position) => scores[`t${position}`] ?? 0),
      inHeadline: words.indexed.map((_, position) => HEADLINE_WEIGHT * (scores[`h${position}`] ?? 0)),
      isAllowed: operators === undefined || "allowed" in scores,
    };
  });
  reader.remember(siblings);
  return siblings.toSorted((a, b) => a.row - b.row);
}

function cosineOf(score: number): number {
  return 2 * score - 1;
}

interface WordScore {
  readonly bm25: number;
  /** Sum of the weighted inverse frequencies of the terms in the passage or its headline. */
  readonly covered: number;
}

/**
 * Scores like `SqliteWordIndex`: the article's BM25, minus part of the difference between the article's best
 * passage and this one.
 */
function scoreWords(siblings: readonly Sibling[], words: Words): ReadonlyMap<number, WordScore> {
  const scores = new Map<number, WordScore>();
  const { collection } = words;
  const passageAverage = collection.passageWords / Math.max(1, collection.passages);
  for (const ofArticle of groupByArticle(siblings)) {
    const article = scoreArticle(ofArticle, words);
    const own = ofArticle.map((passage) =>
      scorePassage(passage, words, lengthNorm(passage.length, passageAverage)),
    );
    const best = Math.max(...own.map(({ bm25 }) => bm25));
    ofArticle.forEach(({ row }, index) => {
      const { bm25, covered } = own[index] as WordScore;
      scores.set(row, { bm25: Math.max(0, article - DISTANCE_FROM_BEST * (best - bm25)), covered });
    });
  }
  return scores;
}

function scorePassage(
  { inText, inHeadline }: Sibling,
  { collection, weights }: Words,
  norm: number,
): WordScore {
  let [bm25, covered] = [0, 0];
  weights.forEach((weight, position) => {
    const count = (inText[position] ?? 0) + (inHeadline[position] ?? 0);
    if (count === 0) return;
    const rarity = weight * inverseFrequency(collection.passages, collection.passagesWith[position] ?? 0);
    bm25 += rarity * saturation(count, norm);
    covered += rarity;
  });
  return { bm25, covered };
}

function scoreArticle(passages: readonly Sibling[], { collection, weights }: Words): number {
  const [first] = passages as [Sibling];
  const average = collection.articleWords / Math.max(1, collection.articles);
  const norm = lengthNorm(first.articleLength, average);
  return weights.reduce((sum, weight, position) => {
    const inTexts = passages.reduce((count, { inText }) => count + (inText[position] ?? 0), 0);
    const count = (first.inHeadline[position] ?? 0) + inTexts;
    if (count === 0) return sum;
    const rarity = weight * inverseFrequency(collection.articles, collection.articlesWith[position] ?? 0);
    return sum + rarity * saturation(count, norm);
  }, 0);
}

/** Rows of the best passages with a word in their text or headline. */
function bestMatching(
  siblings: readonly Sibling[],
  scores: ReadonlyMap<number, WordScore>,
): ReadonlySet<number> {
  const scoreOf = ({ row }: Sibling) => scores.get(row)?.bm25 ?? 0;
  const holding = siblings.filter(
    ({ isAllowed, inText, inHeadline }) => isAllowed && [...inText, ...inHeadline].some((count) => count > 0),
  );
  const best = holding.toSorted((a, b) => scoreOf(b) - scoreOf(a) || a.row - b.row);
  return new Set(best.slice(0, CANDIDATES_PER_RANKER).map(({ row }) => row));
}

function meanSimilarities(siblings: readonly Sibling[]): ReadonlyMap<string, number> {
  const means = groupByArticle(siblings).map((passages) => {
    const sum = passages.reduce((total, { similarity }) => total + similarity, 0);
    return [(passages[0] as Sibling).articleId, sum / passages.length] as const;
  });
  return new Map(means);
}

function groupByArticle(siblings: readonly Sibling[]): readonly (readonly Sibling[])[] {
  const groups = new Map<string, Sibling[]>();
  for (const sibling of siblings) {
    const group = groups.get(sibling.articleId) ?? [];
    group.push(sibling);
    groups.set(sibling.articleId, group);
  }
  return [...groups.values()];
}
