import { splitSentences } from "@dateline-search/core/passages/split-sentences";
import { seededRandom } from "../../tests/fixtures/seeded-random.ts";
import type { IndexedEmbedding } from "./indexed-passages.ts";

/** A query, and the article that it was taken from. */
export interface KnownItemQuery {
  readonly text: string;
  readonly articleId: string;
  readonly kind: "headline" | "sentence";
}

/** Shorter sentences ("He agreed.") do not identify an article. */
const MIN_WORDS = 8;
/** Any word index finds a whole sentence, so half of its words are dropped. */
const KEPT_SHARE = 0.5;

/**
 * Chooses queries from the texts of an index: alternately the headline of an article, and half of the words
 * of one of its sentences. Deterministic for the same seed and texts.
 */
export function chooseQueries(
  passages: readonly Pick<IndexedEmbedding, "article" | "passage">[],
  { count, seed }: { readonly count: number; readonly seed: number },
): readonly KnownItemQuery[] {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const queries: KnownItemQuery[] = [];
  // Bounded, because a corpus may have neither usable headlines nor long sentences.
  for (let attempt = 0; queries.length < count && attempt < count * 20; attempt++) {
    const chosen = pick(passages);
    if (chosen === undefined) break;
    const kind = queries.length % 2 === 0 ? "headline" : "sentence";
    const text = kind === "headline" ? chosen.article.title : someWords(pick(sentencesOf(chosen)), random);
    if (text === undefined || !/\p{L}/u.test(text)) continue;
    queries.push({ text: text.slice(0, 1_000), articleId: chosen.article.id, kind });
  }
  return queries;
}

function sentencesOf({ passage }: Pick<IndexedEmbedding, "passage">): readonly string[] {
  const texts = splitSentences(passage.text).map(({ start, end }) => passage.text.slice(start, end));
  return texts.filter((text) => text.split(/\s+/u).length >= MIN_WORDS);
}

function someWords(sentence: string | undefined, random: () => number): string | undefined {
  return sentence
    ?.split(/\s+/u)
    .filter(() => random() < KEPT_SHARE)
    .join(" ");
}
