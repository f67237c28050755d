import { ARTICLE_FIELD_NAMES, declarationOf, type ForeignField } from "../article-fields.ts";

// If several fields share a name, the first wins.
const FIELDS: ReadonlyMap<string, ForeignField> = new Map(
  ARTICLE_FIELD_NAMES.toReversed().flatMap((field) =>
    (declarationOf(field).foreignNames ?? []).map((name) => [name, field as ForeignField] as const),
  ),
);

/** Scripts that are written without blanks, or whose column names often are. */
const EAST_ASIAN = /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;

/**
 * Finds the field by its name in French, German, Spanish, Italian, Portuguese, Dutch, Russian, Korean,
 * Japanese or Chinese; `null` for none. Many names are also words of other languages, so one alone proves
 * nothing.
 */
export function fieldElsewhere(name: string): ForeignField | null {
  const key = name.trim().toLowerCase().replaceAll("_", " ");
  return FIELDS.get(EAST_ASIAN.test(key) ? key.replace(/\s/g, "") : key) ?? null;
}

/** True for a name in another script, which cannot mean something else in English. */
export function isOfAnotherScript(name: string): boolean {
  return /(?!\p{sc=Latin})\p{L}/u.test(name);
}
