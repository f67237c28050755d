import { compareReports } from "@dateline-search/core/stories/compare-reports";
import { copyHashesOf } from "@dateline-search/core/stories/fingerprint";
import { type ReportTraits, readTraits } from "@dateline-search/core/stories/report-traits";
import { isNeverOne, SIGNS } from "@dateline-search/core/stories/same-event";
import { TermWeights } from "@dateline-search/core/stories/term-weights";
import type { Article, Embedding } from "@dateline-search/core/types";
import { indexTerms } from "@dateline-search/core/words/index-terms";
import type { JudgedPair } from "./fit-model.ts";

/** An article with its event and the embedding of its beginning. */
export interface EmbeddedReport {
  readonly article: Article;
  readonly event: string;
  readonly kind: string;
  readonly embedding: Embedding;
}

/** Pairs with less in common are never looked at. */
const LEAST_WORDS = 0.06;
const LEAST_SIMILARITY = 0.4;
const LEAST_WORDS_OF_OTHER_KIND = 0.12;
const DAYS = 2.5;

/** The pairs of dated articles that lie near in time and have something in common. */
export function judgedPairs(reports: readonly EmbeddedReport[], weight: number): readonly JudgedPair[] {
  const weights = weightsOf(reports.map(({ article }) => article));
  const dated = reports.filter(({ article }) => article.publishedAt !== null);
  const traits = dated.map(
    ({ article, embedding }): ReportTraits => ({
      ...readTraits(article, weights.of),
      publishedAt: article.publishedAt,
      embedding,
      hashes: copyHashesOf(article.text),
    }),
  );
  return dated.flatMap((a, index) =>
    dated.slice(index + 1).flatMap((b, distance): JudgedPair[] => {
      const other = traits[index + 1 + distance] as ReportTraits;
      const compared = compareReports(traits[index] as ReportTraits, other, weights.weightOf);
      const { words, similarity, days } = compared;
      const isSame = a.event === b.event;
      const isLike = words >= LEAST_WORDS || similarity >= LEAST_SIMILARITY;
      const isSeen = isLike && (a.kind === b.kind || words >= LEAST_WORDS_OF_OTHER_KIND);
      if (days > DAYS || !(isSame || isSeen) || isNeverOne(compared)) return [];
      return [{ signs: SIGNS.map(([, of]) => of(compared)), isSame, kind: a.kind, weight }];
    }),
  );
}

function weightsOf(articles: readonly Article[]): TermWeights {
  const counts = new Map<string, number>();
  for (const { title, text } of articles) {
    for (const term of new Set(indexTerms(`${title}\n${text}`)))
      counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  const articlesWith = (terms: readonly string[]) => terms.map((term) => counts.get(term) ?? 0);
  return new TermWeights([{ articleCount: articles.length, articlesWith }]);
}
