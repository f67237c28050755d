import { HIT_ARTICLE_FIELDS } from "../article-fields.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { RankerInput, SearchIndex } from "../ports/search-index.ts";
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { PassageKeys, StoryMember } from "../ports/story-table.ts";
import type { Hit, Query } from "../types.ts";
import { queriedTerms } from "../words/index-terms.ts";
import { describeStory } from "./describe-story.ts";
import { type HighlightInput, highlightPassage } from "./highlight.ts";
import type { ScoredCandidate } from "./score-candidates.ts";
import { shortenPassage } from "./shorten-passage.ts";

export interface ReadHitsInput extends Pick<RankerInput, "embedding" | "terms" | "languages"> {
  readonly index: SearchIndex;
  readonly query: Query;
}

/** What the index stores about a candidate. */
interface Stored {
  readonly indexed: IndexedPassage;
  readonly storyId: string | null;
  readonly sentences: readonly SentenceSimilarity[];
  /** The articles of its story, when it belongs to one. */
  readonly members: readonly StoryMember[];
}

/**
 * Turns the candidates of a page into hits.
 *
 * @param page begins at the query's `offset`
 */
export async function readHits(
  page: readonly ScoredCandidate[],
  input: ReadHitsInput,
): Promise<readonly Hit[]> {
  if (page.length === 0) return [];
  const stored = await readStored(page, input);
  const { query, terms, languages = [] } = input;
  const wanted = queriedTerms(terms, languages);
  return page.map((candidate, index) => ({
    rank: query.offset + index + 1,
    ...toHit(candidate, stored[index] as Stored, { query, wanted }),
  }));
}

async function readStored(
  page: readonly ScoredCandidate[],
  { index, embedding }: ReadHitsInput,
): Promise<readonly Stored[]> {
  const keys = await index.keysOf(page);
  const storyIds = new Set(keys.flatMap(({ storyId }) => storyId ?? []));
  // All at once, so that a remote index is read once.
  const [indexed, sentences, members] = await Promise.all([
    index.read(page),
    index.sentencesOf(page, embedding),
    index.membersOf([...storyIds]),
  ]);
  return page.map((_, position) => {
    const { storyId } = keys[position] as PassageKeys;
    return {
      indexed: indexed[position] as IndexedPassage,
      storyId,
      sentences: sentences[position] ?? [],
      members: storyId === null ? [] : (members.get(storyId) ?? []),
    };
  });
}

function toHit(
  { score, parts }: ScoredCandidate,
  { indexed, storyId, sentences, members }: Stored,
  { query, wanted }: Pick<ReadHitsInput, "query"> & Pick<HighlightInput, "wanted">,
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
    highlight: highlightPassage(source, { passage, sentences, wanted }),
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
    story:
      storyId === null ? null : describeStory(members, { storyId, articleId: article.id, asOf: query.asOf }),
  };
}

function shown(
  { passageLength }: Query,
  whole: Pick<Hit, "passage" | "highlight">,
): Pick<Hit, "passage" | "highlight"> {
  return passageLength === undefined ? whole : shortenPassage(whole, passageLength);
}

/** Six decimals. More would be floating-point noise. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
