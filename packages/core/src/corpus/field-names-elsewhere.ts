import { ARTICLE_FIELD_NAMES, declarationOf, type ForeignField } from "../article-fields.ts";

// The first field of a name counts.
const FIELDS: ReadonlyMap<string, ForeignField> = new Map(
  ARTICLE_FIELD_NAMES.toReversed().flatMap((field) =>
    (declarationOf(field).foreignNames ?? []).map((name) => [name, field as ForeignField] as const),
  ),
);

/** Scripts that are written without blanks, or in which column names often are. */
const EAST_ASIAN = /[\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;

/**
 * The field of a name in French, German, Spanish, Italian, Portuguese, Dutch, Russian, Korean, Japanese or
 * Chinese; `null` for none. Many are words of other languages too, so one alone proves nothing.
 */
export function fieldElsewhere(name: string): ForeignField | null {
  const key = name.trim().toLowerCase().replaceAll("_", " ");
  return FIELDS.get(EAST_ASIAN.test(key) ? key.replace(/\s/g, "") : key) ?? null;
}

/** True for a name that is written in letters of another script, which means nothing in English. */
export function isOfAnotherScript(name: string): boolean {
  return /(?!\p{sc=Latin})\p{L}/u.test(name);
}
