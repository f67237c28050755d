import {
  compareReports,
  daysBetween,
  type ReportComparison,
} from "@dateline-search/core/stories/compare-reports";
import { copyHashesOf } from "@dateline-search/core/stories/fingerprint";
import { mergeTraits } from "@dateline-search/core/stories/merge-traits";
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

/** Pairs with less in common are never compared. */
const LEAST_WORDS = 0.06;
const LEAST_SIMILARITY = 0.4;
const LEAST_WORDS_OF_OTHER_KIND = 0.12;
const DAYS = 2.5;

/**
 * Pairs of dated articles that are close in time and have something in common, and pairs of an article with all earlier
 * ones of an event, because an article joins a story by both.
 */
export function judgedPairs(reports: readonly EmbeddedReport[]): readonly JudgedPair[] {
  const { dated, compare } = compareInTime(reports);
  const judge = (later: number, earlier: readonly number[]): readonly JudgedPair[] => {
    const [a, b] = [dated[later] as EmbeddedReport, dated[earlier[0] ?? 0] as EmbeddedReport];
    const compared = compare(later, earlier);
    const { words, similarity, days } = compared;
    const isSame = a.event === b.event;
    const isLike = words >= LEAST_WORDS || similarity >= LEAST_SIMILARITY;
    const isSeen = isLike && (a.kind === b.kind || words >= LEAST_WORDS_OF_OTHER_KIND);
    if (days > DAYS || !(isSame || isSeen) || isNeverOne(compared)) return [];
    return [pairOf(compared, { isSame, kind: a.kind, isWithStory: earlier.length > 1 })];
  };
  return dated.flatMap((report, later) => {
    const near = dated.flatMap((other, index) => (index < later && isNear(report, other) ? [index] : []));
    const events = new Map<string, number[]>();
    for (const index of near) {
      const event = dated[index]?.event ?? "";
      events.set(event, [...(events.get(event) ?? []), index]);
    }
    const stories = [...events.values()].filter(({ length }) => length > 1);
    return [...near.map((index) => [index]), ...stories].flatMap((earlier) => judge(later, earlier));
  });
}

export function pairOf(
  compared: ReportComparison,
  judged: Pick<JudgedPair, "isSame" | "kind" | "isWithStory">,
): JudgedPair {
  return { signs: SIGNS.map(([, of]) => of(compared)), ...judged, weight: 1 };
}

/** Dated reports in chronological order, and a comparison of one with several earlier ones, by their positions. */
export interface ReportsInTime {
  readonly dated: readonly EmbeddedReport[];
  compare(later: number, earlier: readonly number[]): ReportComparison;
}

export function compareInTime(reports: readonly EmbeddedReport[]): ReportsInTime {
  const weights = weightsOf(reports.map(({ article }) => article));
  const dated = reports
    .filter(({ article }) => article.publishedAt !== null)
    .sort((a, b) => ((a.article.publishedAt ?? "") < (b.article.publishedAt ?? "") ? -1 : 1));
  const traits = dated.map(
    ({ article, embedding }): ReportTraits => ({
      ...readTraits(article, weights.of),
      publishedAt: article.publishedAt,
      reports: 1,
      begin: article.publishedAt,
      embedding,
      hashes: copyHashesOf(article.text),
    }),
  );
  const compare = (later: number, earlier: readonly number[]) => {
    const others = mergeTraits(earlier.map((index) => traits[index] as ReportTraits));
    return compareReports(traits[later] as ReportTraits, others, weights.weightOf);
  };
  return { dated, compare };
}

function isNear(a: EmbeddedReport, b: EmbeddedReport): boolean {
  return (daysBetween(a.article.publishedAt, b.article.publishedAt) ?? 0) <= DAYS;
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
