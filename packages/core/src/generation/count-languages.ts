import type { LanguageCount } from "./manifest.ts";

/** Three decimals: more would be noise. */
const ROUNDING = 1_000;

/** Counts the articles of a segment by language, with the mean share of text that the model does not know. */
export class LanguageCounts {
  readonly #counts = new Map<string | null, { articles: number; unknown: number }>();

  /** @param unknownShare of the article's text, or the mean of several articles */
  add(language: string | null, unknownShare: number, articles = 1): void {
    const count = this.#counts.get(language) ?? { articles: 0, unknown: 0 };
    count.articles += articles;
    count.unknown += articles * unknownShare;
    this.#counts.set(language, count);
  }

  /** The most frequent first. */
  toManifest(): LanguageCount[] {
    return Array.from(this.#counts, ([language, { articles, unknown }]) => ({
      language,
      articles,
      unknownShare: Math.round((ROUNDING * unknown) / articles) / ROUNDING,
    })).sort((a, b) => b.articles - a.articles || (a.language ?? "").localeCompare(b.language ?? "", "en"));
  }
}

/** Sums the languages of all segments, as a manifest lists them. */
export function languagesOf(
  segments: readonly { readonly languages: readonly LanguageCount[] }[],
): readonly LanguageCount[] {
  const counts = new LanguageCounts();
  for (const { language, articles, unknownShare } of segments.flatMap(({ languages }) => languages)) {
    counts.add(language, unknownShare, articles);
  }
  return counts.toManifest();
}
