import { createHash } from "node:crypto";
import { HEADLINE_WEIGHT } from "../adapters/segment/postings-builder.ts";
import { headlineToIndex } from "../adapters/segment/sqlite-segment-writer.ts";
import { COMPARED_FIELDS, FACET_FIELDS, valuesOf } from "../article-fields.ts";
import type { StoredEmbeddings } from "../ports/passage-embeddings.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import type { PassageKeys } from "../ports/story-table.ts";
import type { Article, FacetField } from "../types.ts";
import { compoundTerms, indexTerms } from "../words/index-terms.ts";
import { filterKeyOf } from "../words/name-key.ts";
import { keyFieldOf } from "./filter-query.ts";

/** A document with its id and routing. */
export interface RoutedDocument {
  readonly id: string;
  readonly routing: string;
  readonly body: object;
}

/** An article with its passages and their stored embeddings. */
export interface ArticleToLoad {
  readonly article: Article;
  readonly storyId: string | null;
  /** In the order of the text. */
  readonly passages: readonly IndexedPassage["passage"][];
  readonly embeddings: readonly StoredEmbeddings[];
}

/** Reads an article of a segment by the row of its first passage. */
export function readArticleToLoad(segment: Segment, first: number): ArticleToLoad {
  const [range] = segment.passages.articleRanges([first]);
  const { end } = range ?? { end: first + 1 };
  const rows = Array.from({ length: end - first }, (_, ordinal) => first + ordinal);
  const indexed = segment.passages.read(rows);
  const [keys] = segment.stories.keysOf([first]) as [PassageKeys];
  return {
    article: (indexed[0] as IndexedPassage).article,
    storyId: keys.storyId,
    passages: indexed.map(({ passage }) => passage),
    embeddings: segment.storedEmbeddings(rows),
  };
}

/** Hashes an article's id, which may be longer than OpenSearch allows for a document. */
export function documentKey(articleId: string): string {
  return createHash("sha256").update(articleId).digest("base64url");
}

/** The terms of an article, as its documents contain them. */
interface ArticleTerms {
  /** One for each passage, for BM25 by passage. */
  readonly bags: readonly string[];
  readonly headline: string;
  readonly headlineWords: number;
  /** Number of terms of each passage. */
  readonly lengths: readonly number[];
  readonly vocabulary: readonly string[];
  readonly wordCount: number;
}

function termsOf({ article, passages }: ArticleToLoad): ArticleTerms {
  const title = indexTerms(headlineToIndex(article), article.language);
  const texts = passages.map(({ text }) => indexTerms(text, article.language));
  // As in segments, compounds do not count towards a text's length.
  const titleCompounds = compoundTerms(headlineToIndex(article), article.language);
  const compounds = passages.map(({ text }) => compoundTerms(text, article.language));
  const headlineWords = HEADLINE_WEIGHT * title.length;
  const lengths = texts.map(({ length }) => length);
  return {
    bags: texts.map((terms, index) => [...terms, ...(compounds[index] ?? [])].join(" ")),
    headline: [...title, ...titleCompounds].join(" "),
    headlineWords,
    lengths,
    vocabulary: [...new Set([...title, ...titleCompounds, ...texts.flat(), ...compounds.flat()])],
    wordCount: headlineWords + lengths.reduce((sum, length) => sum + length, 0),
  };
}

/**
 * The documents of an article: itself, then its passages.
 *
 * @param row number of its first passage; the others follow
 */
export function documentsOf(loaded: ArticleToLoad, row: number): readonly RoutedDocument[] {
  const { article, storyId, passages, embeddings } = loaded;
  const key = documentKey(article.id);
  const { bags, headline, headlineWords, lengths, vocabulary, wordCount } = termsOf(loaded);
  const filtered = {
    articleId: article.id,
    ...(storyId !== null && { storyId }),
    ...filteredFields(article),
  };
  const own = {
    ...filtered,
    kind: "article",
    row,
    article,
    textBytes: Buffer.byteLength(article.text),
    group: storyId ?? `article ${article.id}`,
    ...countedFields(article),
    words: [...Array.from({ length: HEADLINE_WEIGHT }, () => headline), ...bags],
    vocabulary,
    wordCount,
  };
  const ofPassages = passages.map(({ ordinal, start, end }, index) => {
    const { passage, bytes } = embeddings[index] as StoredEmbeddings;
    const body = {
      ...filtered,
      kind: { name: "passage", parent: key },
      row: row + index,
      ordinal,
      start,
      end,
      length: headlineWords + (lengths[index] ?? 0),
      articleLength: wordCount,
      vector: Array.from(passage),
      norm: Math.hypot(...passage),
      embeddings: Buffer.from(bytes).toString("base64"),
      terms: bags[index],
      titleTerms: headline,
    };
    return { id: `${key}#${ordinal}`, routing: key, body };
  });
  return [{ id: key, routing: key, body: own }, ...ofPassages];
}

function filteredFields(article: Article): object {
  const { publishedAt } = article;
  const keys = COMPARED_FIELDS.map((field) => {
    const keys = valuesOf(article, field).map((value) => filterKeyOf(field, value));
    return [keyFieldOf(field), keys.length === 0 ? null : keys];
  });
  return present({
    ...Object.fromEntries(keys),
    publishedAt,
    isDay: publishedAt === null ? null : publishedAt.length === "YYYY-MM-DD".length,
  });
}

function countedFields(article: Article): object {
  const month = article.publishedAt?.slice(0, "YYYY-MM".length) ?? null;
  const counted = FACET_FIELDS.map((field) => [field, field === "month" ? month : namesOf(article, field)]);
  return present(Object.fromEntries(counted));
}

/**
 * Keeps one of several names that filters treat as equal ("Zürich", "Zurich"), so that an article counts
 * once.
 */
function namesOf(article: Article, field: Exclude<FacetField, "month">): string | readonly string[] | null {
  const value = article[field];
  if (value === null || typeof value === "string") return value;
  return [...new Map(value.map((name) => [filterKeyOf(field, name), name])).values()];
}

/** Drops fields without a value. */
function present(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
