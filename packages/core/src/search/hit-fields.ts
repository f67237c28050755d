import { HIT_ARTICLE_FIELDS } from "../article-fields.ts";
import { DatelineError } from "../errors.ts";
import type { Hit } from "../types.ts";

/** Nested fields of a hit, which can be requested individually. */
const PARTS_OF_HITS = {
  parts: ["semantic", "lexical", "similarity", "coverage", "recency", "reranker"],
  passage: ["id", "text", "start", "end"],
  article: HIT_ARTICLE_FIELDS,
  highlight: ["text", "start", "end", "words", "link"],
} as const satisfies { readonly [Field in keyof Hit]?: readonly (keyof NonNullable<Hit[Field]>)[] };

type Parts = typeof PARTS_OF_HITS;

/** A field of a hit, such as `score` or `article`, or a part of one, such as `article.title`. */
export type HitField =
  | keyof Hit
  | { [Field in keyof Parts]: `${Field}.${Parts[Field][number]}` }[keyof Parts];

/** Every field that can be requested. */
export const HIT_FIELDS: readonly HitField[] = [
  "rank",
  "score",
  "parts",
  "passage",
  "article",
  "highlight",
  "story",
  ...Object.entries(PARTS_OF_HITS).flatMap(([field, parts]) =>
    parts.map((part) => `${field}.${part}` as HitField),
  ),
];

/** A hit with the requested fields only. */
export type SparseHit = {
  readonly [Field in keyof Hit]?: Field extends keyof Parts ? Partial<Hit[Field]> : Hit[Field];
};

/** @throws DatelineError `invalid-input` that names the unknown fields */
export function parseHitFields(names: readonly string[]): readonly HitField[] {
  const unknown = names.filter((name) => !HIT_FIELDS.some((field) => field === name));
  if (unknown.length === 0 && names.length > 0) return [...new Set(names)] as HitField[];
  const given = unknown.map((name) => `"${name.slice(0, 40)}"`).join(", ");
  const reason = names.length === 0 ? "fields is empty" : `fields has ${given}`;
  throw new DatelineError("invalid-input", `Cannot search: ${reason}, it takes ${HIT_FIELDS.join(", ")}`);
}

/** Keeps the requested fields of a hit, in their usual order. */
export function pickHitFields(hit: Hit, fields: readonly HitField[]): SparseHit {
  const wanted = new Set<string>(fields);
  const picked = Object.entries(hit).flatMap(([field, value]) => {
    if (wanted.has(field)) return [[field, value] as const];
    const parts = Object.entries(value ?? {}).filter(([part]) => wanted.has(`${field}.${part}`));
    return parts.length === 0 ? [] : [[field, Object.fromEntries(parts)] as const];
  });
  return Object.fromEntries(picked);
}
