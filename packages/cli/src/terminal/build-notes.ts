import type { RecordProblem, RemovedEntry, SkippedEntry } from "@dateline-search/core/corpus/corpus-entry";
import type { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import { type Discarded, describeDiscarded } from "@dateline-search/core/generation/find-discarded";
import type { LanguageCount } from "@dateline-search/core/generation/manifest";
import { MODELS } from "@dateline-search/core/model/model-registry";
import { countOf, formatCount } from "./format-number.ts";

const MAX_NOTES_SHOWN = 20;

/** One line for each record and file that was not read, up to a limit. */
export function readingNotes(reading: {
  readonly problems: readonly RecordProblem[];
  readonly skipped: readonly SkippedEntry[];
  readonly removed: readonly RemovedEntry[];
  readonly notes: readonly RecordProblem[];
}): string[] {
  return [
    ...firstFew(reading.problems.map(({ file, line, reason }) => `left out: ${file}:${line}: ${reason}`)),
    ...firstFew(reading.skipped.map(({ file, reason }) => `skipped: ${file}: ${reason}`)),
    ...firstFew(
      reading.removed.map(
        ({ id, reason, origin: { file, line } }) => `withdrawn: ${file}:${line}: ${id}: ${reason}`,
      ),
    ),
    ...firstFew(reading.notes.map(({ file, line, reason }) => `note: ${file}:${line}: ${reason}`)),
  ];
}

function firstFew(lines: readonly string[]): readonly string[] {
  const more = lines.length - MAX_NOTES_SHOWN;
  return more > 0 ? [...lines.slice(0, MAX_NOTES_SHOWN), `… and ${formatCount(more)} more of these`] : lines;
}

/** With this share of unknown letters or more, passages cannot be found by meaning. */
const TELLING_SHARE = 0.2;

const names = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/**
 * One line for each language of an index that its model was not trained on or cannot read, then one with advice.
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
      : [`note: ${modelName} cannot read ${what}: ${percent} % of the letters are unknown to it`];
  });
  return lines.length === 0 ? [] : [...lines, ADVICE];
}

const MULTILINGUAL = MODELS.find(({ languages, pins }) => languages === null && pins !== undefined)?.name;

const ADVICE = `note: these articles are found by words, but hardly by meaning. Search them with --mode lexical, or build a separate index with a model that supports the language: dateline build --model ${MULTILINGUAL} (dateline model list shows all).`;

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

/** Says how many embeddings came from the cache; empty when none did. */
export function embeddingSummary({ counts }: Pick<CachingEmbedder, "counts">): string {
  const { embedded, cached } = counts;
  if (cached === 0) return "";
  return `Embedded ${formatCount(embedded)} of ${formatCount(embedded + cached)} texts, the rest from the cache\n`;
}

/** Describes what a command with `--replace` discarded, and how to get it back. */
export function discardedNote(discarded: Discarded): string {
  return `Discarded: ${describeDiscarded(discarded)}. "dateline rollback ${discarded.generation.slice(0, 12)}" brings it back until it is collected\n`;
}
