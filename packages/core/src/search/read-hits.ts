import { HIT_ARTICLE_FIELDS } from "../article-fields.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { PassageKeys } from "../ports/story-table.ts";
import type { Hit, Query } from "../types.ts";
import type { RankerInput } from "./find-candidates.ts";
import type { ScoredCandidate } from "./fuse-scores.ts";
import { highlightPassage } from "./highlight-passage.ts";
import { readOfCandidates } from "./read-of-candidates.ts";
import { readStory } from "./read-story.ts";
import { shortenPassage } from "./shorten-passage.ts";

export interface ReadHitsInput extends Pick<RankerInput, "embedding" | "terms" | "languages"> {
  readonly segments: readonly Segment[];
  readonly query: Query;
}

/** All that is stored of one candidate. */
interface Stored {
  readonly indexed: IndexedPassage;
  readonly storyId: string | null;
  readonly sentences: readonly SentenceSimilarity[];
}

/**
 * Turns the candidates of a page into hits.
 *
 * @param page begins at the query's `offset`
 */
export function readHits(page: readonly ScoredCandidate[], input: ReadHitsInput): readonly Hit[] {
  const stored = readOfCandidates(page, input.segments, (segment, rows) => readRows(segment, rows, input));
  return page.map((candidate, index) => ({
    rank: input.query.offset + index + 1,
    ...toHit(candidate, stored[index] as Stored, input),
  }));
}

function readRows(
  { passages, stories, sentences }: Segment,
  rows: readonly number[],
  { embedding }: ReadHitsInput,
): readonly Stored[] {
  const indexed = passages.read(rows);
  const keys = stories.keysOf(rows);
  const similarities = sentences.similarities(embedding, rows);
  return rows.map((_, index) => ({
    indexed: indexed[index] as IndexedPassage,
    storyId: (keys[index] as PassageKeys).storyId,
    sentences: similarities[index] ?? [],
  }));
}

function toHit(
  { score, parts }: ScoredCandidate,
  { indexed, storyId, sentences }: Stored,
  { segments, query, terms, languages }: ReadHitsInput,
): Omit<Hit, "rank"> {
  const { passage, article: source } = indexed;
  const fields = HIT_ARTICLE_FIELDS.map((name) => [name, source[name]]);
  const article = Object.fromEntries(fields) as Hit["article"];
  const shortened = shown(query, {
    passage: {
      id: `${article.id}#${passage.ordinal}`,
      text: passage.text,
      start: passage.start,
      end: passage.end,
    },
    highlight: highlightPassage(source, {
      passage,
      sentences,
      terms,
      ...(languages !== undefined && { languages }),
    }),
  });
  return {
    score: round(score),
    parts: {
      semantic: round(parts.semantic),
      lexical: round(parts.lexical),
      similarity: round(parts.similarity),
      coverage: round(parts.coverage),
      recency: parts.recency && round(parts.recency),
      reranker: parts.reranker && round(parts.reranker),
    },
    passage: shortened.passage,
    article,
    highlight: shortened.highlight,
    story: readStory(segments, { storyId, articleId: article.id, asOf: query.asOf }),
  };
}

function shown(
  { passageLength }: Query,
  whole: Pick<Hit, "passage" | "highlight">,
): Pick<Hit, "passage" | "highlight"> {
  return passageLength === undefined ? whole : shortenPassage(whole, passageLength);
}

/** Six decimals: what follows is noise of the floating point. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
