import type { LanguageCount } from "@dateline-search/core/generation/manifest";
import { MODELS } from "@dateline-search/core/model/model-registry";
import { countOf } from "./format-count.ts";

/** From this share of unknown letters on, passages cannot be found by meaning. */
const TELLING_SHARE = 0.2;

const names = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/**
 * One line for each language of an index that its model was not trained on or cannot read, then one that says
 * what to do.
 *
 * @param languages as counted in a manifest
 */
export function languageNotes(languages: readonly LanguageCount[], modelName: string): readonly string[] {
  const known = MODELS.find(({ name }) => name === modelName)?.languages ?? null;
  const lines = languages.flatMap(({ language, articles, unknownShare }) => {
    const isForeign = known !== null && language !== null && !known.includes(primaryTag(language));
    if (!isForeign && unknownShare < TELLING_SHARE) return [];
    const what = `${countOf(articles, "article")} in ${nameOf(language)}`;
    const percent = Math.round(100 * unknownShare);
    return percent === 0
      ? [`note: ${modelName} was not trained on the language of ${what}`]
      : [
          `note: ${modelName} does not know the language of ${what}: ${percent} % of the letters are unknown to it`,
        ];
  });
  return lines.length === 0 ? [] : [...lines, ADVICE];
}

const MULTILINGUAL = MODELS.find(({ languages, pins }) => languages === null && pins !== undefined)?.name;

const ADVICE = `note: these articles are found by their words, hardly by their meaning. Search them with --mode lexical, or build them into an index of their own with a model that knows the language: dateline build --model ${MULTILINGUAL} (dateline model list shows all).`;

function primaryTag(language: string): string {
  return language.toLowerCase().split("-")[0] ?? language;
}

function nameOf(language: string | null): string {
  if (language === null) return "an unknown language";
  try {
    return names.of(language) ?? language;
  } catch {
    // Articles may declare a language that is not a valid tag.
    return `"${language}"`;
  }
}
