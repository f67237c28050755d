import { type ComparedField, declarationOf } from "../article-fields.ts";
import { foldAccents } from "./fold-accents.ts";

/** Every sign that is typed or typeset as an apostrophe. */
const APOSTROPHES = /[‘’‛ʼʹ＇`´′]/g;
/** Every hyphen, and dashes that stand for one. */
const HYPHENS = /[\u2010-\u2015\u2212]/g;

/**
 * What makes two names of a source, an author, a section, a tag or a place the same: case, accents on Latin letters and the
 * kind of apostrophe or hyphen do not tell them apart ("L'Equipe", "L’ÉQUIPE").
 */
export function nameKey(name: string): string {
  const folded = foldAccents(name.toLowerCase().normalize("NFC"));
  return folded.replace(APOSTROPHES, "'").replace(HYPHENS, "-");
}

/** What a filter compares of a value of a field; filters do the same to what they ask for. */
export function filterKeyOf(field: ComparedField, value: string): string {
  return declarationOf(field).filter?.compares === "language" ? value.toLowerCase() : nameKey(value);
}
