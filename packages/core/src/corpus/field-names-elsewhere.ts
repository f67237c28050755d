import { ARTICLE_FIELD_NAMES, declarationOf, type ForeignField } from "../article-fields.ts";

// The first field of a name counts.
const FIELDS: ReadonlyMap<string, ForeignField> = new Map(
  ARTICLE_FIELD_NAMES.toReversed().flatMap((field) =>
    (declarationOf(field).foreignNames ?? []).map((name) => [name, field as ForeignField] as const),
  ),
);

/**
 * The field of a name in French, German, Spanish, Italian, Portuguese, Dutch or Russian; `null` for none. Many
 * are words of other languages too, so one alone proves nothing.
 */
export function fieldElsewhere(name: string): ForeignField | null {
  return FIELDS.get(name.trim().toLowerCase()) ?? null;
}
