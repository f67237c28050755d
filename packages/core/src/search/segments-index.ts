import type { FacetCount, IndexedPassage } from "../ports/passage-table.ts";
import type {
  ArticleOutline,
  CandidateOptions,
  Candidates,
  ListedArticles,
  Listing,
  PassageRef,
  RankerInput,
  SearchIndex,
  Vocabulary,
} from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { PassageKeys, StoryMember } from "../ports/story-table.ts";
import type { Embedding, FacetField, Filter } from "../types.ts";
import { findCandidates } from "./find-candidates.ts";
import { listArticles } from "./list-articles.ts";
import { countPublished } from "./place-in-zone.ts";
import { readOfCandidates } from "./read-of-candidates.ts";
import type { SearchedGeneration } from "./search-engine.ts";

export function searchIndexOf(generation: SearchedGeneration): SearchIndex {
  return "index" in generation ? generation.index : new SegmentsIndex(generation.segments);
}

/** Asks the segments of a generation, which answer at once. */
class SegmentsIndex implements SearchIndex {
  readonly vocabulary: Vocabulary;
  readonly #segments: readonly Segment[];

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
    this.vocabulary = vocabularyOf(segments);
  }

  async findCandidates(input: RankerInput, options?: CandidateOptions): Promise<Candidates> {
    return findCandidates(this.#segments, input, options);
  }

  async countPublished(
    filter: Filter,
    days: { readonly from: string; readonly to: string },
    timeZone: string,
  ): Promise<number> {
    return countPublished(this.#segments, { filter, days, timeZone });
  }

  async keysOf(passages: readonly PassageRef[]): Promise<readonly PassageKeys[]> {
    return readOfCandidates(passages, this.#segments, ({ stories }, rows) => stories.keysOf(rows));
  }

  async read(passages: readonly PassageRef[]): Promise<readonly IndexedPassage[]> {
    return readOfCandidates(passages, this.#segments, ({ passages: table }, rows) => table.read(rows));
  }

  async sentencesOf(
    passages: readonly PassageRef[],
    embedding: Embedding,
  ): Promise<readonly (readonly SentenceSimilarity[])[]> {
    return readOfCandidates(passages, this.#segments, ({ sentences }, rows) =>
      sentences.similarities(embedding, rows),
    );
  }

  async membersOf(storyIds: readonly string[]): Promise<ReadonlyMap<string, readonly StoryMember[]>> {
    const membersOf = (id: string) => this.#segments.flatMap(({ stories }) => stories.membersOf(id));
    return new Map(storyIds.map((id) => [id, membersOf(id)]));
  }

  async countArticles(
    of: Filter | readonly PassageRef[],
    fields: readonly FacetField[],
  ): Promise<ReadonlyMap<FacetField, readonly FacetCount[]>> {
    const parts = this.#segments.map(({ passages }, position) => ({
      passages,
      rows: isRefs(of)
        ? of.flatMap(({ segment, row }) => (segment === position ? row : []))
        : (passages.rowsMatching(of)?.rows() ?? null),
    }));
    const count = (field: FacetField) =>
      parts.flatMap(({ passages, rows }) => passages.countArticles(field, rows));
    return new Map(fields.map((field) => [field, count(field)]));
  }

  async listArticles(listing: Listing): Promise<ListedArticles> {
    return listArticles(this.#segments, listing);
  }

  async readArticle(id: string): Promise<ArticleOutline | undefined> {
    for (const { passages: table } of this.#segments) {
      const rows = [...(table.rowsMatching({ articleId: [id] })?.rows() ?? [])];
      const [first] = rows;
      if (first === undefined) continue;
      const [{ article }] = table.read([first]) as [IndexedPassage];
      const passages = table
        .spans(rows)
        .map(({ ordinal, start, end }) => ({ id: `${article.id}#${ordinal}`, start, end }));
      return { article, passages };
    }
    return undefined;
  }

  async passagesOf(articleId: string): Promise<(passage: PassageRef) => boolean> {
    const own = this.#segments.map(({ passages }) => passages.rowsMatching({ articleId: [articleId] }));
    return ({ segment, row }) => own[segment]?.has(row) ?? false;
  }
}

/** The terms of some segments together. */
export function vocabularyOf(segments: readonly Segment[]): Vocabulary {
  return {
    articlesWith: async (terms) => {
      const counts = segments.map(({ words }) => words.articlesWith(terms));
      return terms.map((_, position) => counts.reduce((sum, count) => sum + (count[position] ?? 0), 0));
    },
    termsLike: async (term, letters) => segments.flatMap(({ words }) => words.termsLike(term, letters)),
    termsBeginning: async (letters, limit) =>
      segments.flatMap(({ words }) => words.termsBeginning(letters, limit)),
  };
}

function isRefs(of: Filter | readonly PassageRef[]): of is readonly PassageRef[] {
  return Array.isArray(of);
}
