import type { Embedder } from "@dateline-search/core/ports/embedder";
import { isNeverOne } from "@dateline-search/core/stories/same-event";
import type { Article, Embedding } from "@dateline-search/core/types";
import { embedReports } from "./embed-reports.ts";
import type { JudgedPair } from "./fit-model.ts";
import { readSections } from "./judged-collection.ts";
import { compareInTime, type EmbeddedReport, pairOf } from "./pair-signs.ts";

/** Earlier articles that each is compared with: those nearest in meaning, as in the product. */
const NEAREST = 12;
/** Articles that would make a wrong story: one and those nearest to it. */
const IN_STORY = 3;
/** With this share of common words or more, two articles may be editions of one report. */
const EDITION_WORDS = 0.55;

/** Selects every second article by its id. The others are only for measuring. */
export function isFitted({ id }: Pick<Article, "id">): boolean {
  return Number.parseInt(id.slice(-1), 16) % 2 === 0;
}

/**
 * Pairs of real articles from one section and nearly one day. Most are about one running subject on different days, which
 * is hardest to distinguish from one event. Each is compared with the nearest earlier ones, and with wrong stories of these.
 */
export async function realPairs(folder: string, embedder: Embedder): Promise<readonly JudgedPair[]> {
  const sections = await readSections(folder);
  const pairs: JudgedPair[] = [];
  for (const [section, articles] of sections) {
    const fitted = articles.filter(isFitted);
    pairs.push(...pairsOfSection(section, fitted, await embedReports(embedder, fitted)));
  }
  return pairs;
}

export function pairsOfSection(
  section: string,
  articles: readonly Article[],
  embeddings: readonly Embedding[],
): readonly JudgedPair[] {
  const { dated, compare } = compareInTime(
    articles.map(
      (article, index): EmbeddedReport => ({
        article: { ...article, publishedAt: dateOf(index) },
        event: article.id,
        kind: `real: ${section}`,
        embedding: embeddings[index] as Embedding,
      }),
    ),
  );
  const nearestTo = (later: number, among: readonly number[]) =>
    among
      .map((index) => ({ index, similarity: similarityOf(dated, later, index) }))
      .sort((a, b) => b.similarity - a.similarity)
      .map(({ index }) => index);
  const kind = `real: ${section}`;
  return dated.flatMap((_, later) => {
    const near = nearestTo(
      later,
      Array.from({ length: later }, (_, index) => index),
    ).slice(0, NEAREST);
    const others = near.filter((index) => compare(later, [index]).words < EDITION_WORDS);
    const stories = others.map((index) => [
      index,
      ...nearestTo(
        index,
        others.filter((other) => other !== index),
      ).slice(0, IN_STORY - 1),
    ]);
    return [...others.map((index) => [index]), ...stories.slice(0, IN_STORY)].flatMap((earlier) => {
      const compared = compare(later, earlier);
      if (isNeverOne(compared)) return [];
      return [pairOf(compared, { isSame: false, kind, isWithStory: earlier.length > 1 })];
    });
  });
}

function similarityOf(dated: readonly EmbeddedReport[], a: number, b: number): number {
  const [one, other] = [dated[a]?.embedding ?? [], dated[b]?.embedding ?? []];
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] as number) * (other[index] as number);
  return sum;
}

function dateOf(index: number): string {
  return new Date(Date.UTC(2005, 0, 10, (index * 7) % 36)).toISOString();
}
