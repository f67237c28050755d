import { type HitField, pickHitFields } from "@dateline-search/core/search/hit-fields";
import type { SearchAnswer, SparseSearchAnswer } from "./answer-schemas.ts";

/**
 * Keeps only the requested fields of the hits.
 *
 * @param fields `null` for all
 */
export function selectFields(
  answer: SearchAnswer,
  fields: readonly HitField[] | null,
): SearchAnswer | SparseSearchAnswer {
  if (fields === null) return answer;
  const pick = (hits: SearchAnswer["hits"]) => hits.map((hit) => pickHitFields(hit, fields));
  return { ...answer, hits: pick(answer.hits), nearest: pick(answer.nearest) };
}
