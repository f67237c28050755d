import { type ComparedField, declarationOf } from "../article-fields.ts";
import { foldAccents } from "./normalise-word.ts";

/** Characters used as apostrophes. */
const APOSTROPHES = /[‘’‛ʼʹ＇`´′]/g;
/** Hyphens, and dashes used as hyphens. */
const HYPHENS = /[\u2010-\u2015\u2212]/g;

/**
 * Comparison key of a source, author, section, tag or place: ignores case, accents on Latin letters, and the
 * kind of apostrophe or hyphen ("L'Equipe", "L’ÉQUIPE").
 */
export function nameKey(name: string): string {
  const folded = foldAccents(name.toLowerCase().normalize("NFC"));
  return folded.replace(APOSTROPHES, "'").replace(HYPHENS, "-");
}

/** Comparison key of a field's value. Filters apply it to their values too. */
export function filterKeyOf(field: ComparedField, value: string): string {
  return declarationOf(field).filter?.compares === "language" ? value.toLowerCase() : nameKey(value);
}
