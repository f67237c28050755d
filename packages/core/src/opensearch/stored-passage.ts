import type { PassageKeys } from "../ports/story-table.ts";
import type { FoundDocument } from "./cluster-answers.ts";

/** The metadata of a passage that a search reads. */
export interface StoredPassage extends PassageKeys {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

/** Doc values of a `StoredPassage`. */
export const PASSAGE_FIELDS = [
  "row",
  "articleId",
  "storyId",
  "publishedAt",
  "ordinal",
  "start",
  "end",
] as const;

export function toStoredPassage({ fields = {} }: FoundDocument): StoredPassage {
  const value = (name: (typeof PASSAGE_FIELDS)[number]) => fields[name]?.[0];
  return {
    row: Number(value("row")),
    articleId: String(value("articleId")),
    storyId: (value("storyId") as string | undefined) ?? null,
    publishedAt: (value("publishedAt") as string | undefined) ?? null,
    ordinal: Number(value("ordinal")),
    start: Number(value("start")),
    end: Number(value("end")),
  };
}
