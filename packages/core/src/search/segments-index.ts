import type { FacetCount, IndexedPassage } from "../ports/passage-table.ts";
import type { RowSet } from "../ports/row-set.ts";
import type {
  AllowedArticles,
  ArticleOutline,
  CandidateOptions,
  Candidates,
  ListedArticles,
  Listing,
  LocatedMember,
  PassageRef,
  RankerInput,
  SearchIndex,
  Vocabulary,
} from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { PassageKeys } from "../ports/story-table.ts";
import { askEach, whenFetched } from "../ports/unfetched.ts";
import type { Embedding, FacetField, Filter } from "../types.ts";
import { compareTimes } from "./arrange-candidates.ts";
import { addDays, type DayRange, localDay, monthsOf } from "./calendar-day.ts";
import { findCandidates } from "./find-candidates.ts";
import { rowsByOperators } from "./match-operators.ts";
import { restrictTo } from "./parse-filter.ts";
import type { SearchedGeneration } from "./search-engine.ts";

export function searchIndexOf(generation: SearchedGeneration): SearchIndex {
  return "index" in generation ? generation.index : new SegmentsIndex(generation.segments);
}

/** Queries the segments of a generation. They answer at once, or list what must be fetched first. */
class SegmentsIndex implements SearchIndex {
  readonly vocabulary: Vocabulary;
  readonly #segments: readonly Segment[];

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
    this.vocabulary = vocabularyOf(segments);
  }

  async findCandidates(input: RankerInput, options?: CandidateOptions): Promise<Candidates> {
    return await whenFetched(() => findCandidates(this.#segments, input, options));
  }

  async countPublished(
    filter: Filter,
    days: { readonly from: string; readonly to: string },
    timeZone: string,
  ): Promise<number> {
    return await whenFetched(() => countPublished(this.#segments, { filter, days, timeZone }));
  }

  async keysOf(passages: readonly PassageRef[]): Promise<readonly PassageKeys[]> {
    return await this.#readEach(passages, ({ stories }, rows) => stories.keysOf(rows));
  }

  async read(passages: readonly PassageRef[]): Promise<readonly IndexedPassage[]> {
    return await this.#readEach(passages, ({ passages: table }, rows) => table.read(rows));
  }

  async sentencesOf(
    passages: readonly PassageRef[],
    embedding: Embedding,
  ): Promise<readonly (readonly SentenceSimilarity[])[]> {
    return await this.#readEach(passages, ({ sentences }, rows) => sentences.similarities(embedding, rows));
  }

  async membersOf(storyIds: readonly string[]): Promise<ReadonlyMap<string, readonly LocatedMember[]>> {
    const membersOf = (id: string) =>
      askEach(this.#segments, ({ stories }, segment) =>
        stories.membersOf(id).map((member) => ({ ...member, segment })),
      ).flat();
    const members = await whenFetched(() => askEach(storyIds, membersOf));
    return new Map(storyIds.map((id, position) => [id, members[position] ?? []]));
  }

  async countArticles(
    of: AllowedArticles | readonly PassageRef[],
    fields: readonly FacetField[],
    timeZone: string,
  ): Promise<ReadonlyMap<FacetField, readonly FacetCount[]>> {
    const rows = await whenFetched(() =>
      askEach(this.#segments, (segment, position) =>
        isRefs(of)
          ? of.flatMap((passage) => (passage.segment === position ? passage.row : []))
          : (rowsAllowed(segment, of)?.rows() ?? null),
      ),
    );
    const count = (field: FacetField) =>
      this.#segments.flatMap((segment, position) => {
        const ofSegment = rows[position] ?? null;
        return field === "month" && timeZone !== "UTC"
          ? countMonths(segment, ofSegment, timeZone)
          : segment.passages.countArticles(field, ofSegment);
      });
    return new Map(fields.map((field) => [field, count(field)]));
  }

  async listArticles(listing: Listing): Promise<ListedArticles> {
    return await whenFetched(() => listArticles(this.#segments, listing));
  }

  async readArticle(id: string): Promise<ArticleOutline | undefined> {
    return await whenFetched(() => this.#readArticle(id));
  }

  async passagesOf(articleId: string): Promise<(passage: PassageRef) => boolean> {
    const own = this.#segments.map(({ passages }) => passages.rowsMatching({ articleId: [articleId] }));
    return ({ segment, row }) => own[segment]?.has(row) ?? false;
  }

  #readArticle(id: string): ArticleOutline | undefined {
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

  async #readEach<T>(
    passages: readonly PassageRef[],
    read: (segment: Segment, rows: readonly number[]) => readonly T[],
  ): Promise<readonly T[]> {
    return await whenFetched(() => readStored(passages, this.#segments, read));
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
    termsEnding: async (letters, limit) => segments.flatMap(({ words }) => words.termsEnding(letters, limit)),
  };
}

/** Counts the months in which articles were published, in the reader's time zone. */
function countMonths(
  { passages, stories }: Segment,
  rows: ArrayLike<number> | null,
  timeZone: string,
): readonly FacetCount[] {
  const first = passages.articleRanges(rows ?? passages.rows()).map((range) => range.first);
  return monthsOf(
    stories.keysOf([...new Set(first)]).map(({ publishedAt }) => publishedAt),
    timeZone,
  );
}

function isRefs(of: AllowedArticles | readonly PassageRef[]): of is readonly PassageRef[] {
  return Array.isArray(of);
}

/**
 * Reads what the segments store of candidates, in the order of the candidates. Queries each segment once, because every
 * read has a fixed cost.
 *
 * @param read returns one value for each row of a segment, in the order of the rows
 */
function readStored<T>(
  candidates: readonly PassageRef[],
  segments: readonly Segment[],
  read: (segment: Segment, rows: readonly number[]) => readonly T[],
): readonly T[] {
  const found = askEach(segments, (segment, index) => {
    const rows = candidates.flatMap((candidate) => (candidate.segment === index ? candidate.row : []));
    const ofRows = rows.length === 0 ? [] : read(segment, rows);
    return new Map(rows.map((row, position) => [row, ofRows[position] as T]));
  });
  return candidates.map(({ segment, row }) => found[segment]?.get(row) as T);
}

/** Implements `SearchIndex.countPublished` for segments. */
function countPublished(
  segments: readonly Segment[],
  {
    filter,
    days: frame,
    timeZone,
  }: { readonly filter: Filter; readonly days: DayRange; readonly timeZone: string },
): number {
  const days = daysAround(frame, timeZone);
  return segments.reduce((sum, { passages, stories }) => {
    const rows = passages.rowsMatching(restrictTo(days, filter))?.rows() ?? passages.rows();
    const firstRows = [...new Set(passages.articleRanges(rows).map(({ first }) => first))];
    if (timeZone === "UTC") return sum + firstRows.length;
    const published = stories
      .keysOf(firstRows)
      .map(({ publishedAt }) => localDay(publishedAt ?? "", timeZone));
    return sum + published.filter((day) => day >= frame.from && day <= frame.to).length;
  }, 0);
}

/** The UTC days that contain the days of a zone. */
function daysAround({ from, to }: DayRange, timeZone: string): DayRange {
  return timeZone === "UTC" ? { from, to } : { from: addDays(from, -1), to: addDays(to, 1) };
}

/** An article, represented by its first passage. */
interface Listed extends PassageKeys, PassageRef {}

/** Implements `SearchIndex.listArticles` for segments. */
function listArticles(
  segments: readonly Segment[],
  { order, onePerStory, offset, limit, ...wanted }: Listing,
): ListedArticles {
  const allowed = askEach(segments, (segment, position) => listSegment(segment, { position, wanted })).flat();
  const ordered = allowed.toSorted((a, b) => inOrder(a, b, order));
  const listed = onePerStory ? firstOfStories(ordered) : ordered;
  return {
    articles: allowed.length,
    total: listed.length,
    page: listed.slice(offset, offset + limit).map(({ segment, row }) => ({ segment, row })),
  };
}

/** Rows of a segment that belong to allowed articles; `null` for all. */
function rowsAllowed(
  segment: Segment,
  { filter, operators, languages = [] }: AllowedArticles,
): RowSet | null {
  const filtered = segment.passages.rowsMatching(filter);
  return operators === undefined ? filtered : rowsByOperators(segment, { ...operators, languages }, filtered);
}

function listSegment(
  segment: Segment,
  { position, wanted }: { readonly wanted: AllowedArticles; readonly position: number },
): readonly Listed[] {
  const { passages, stories } = segment;
  const rows = rowsAllowed(segment, wanted)?.rows() ?? passages.rows();
  const first = [...new Set(passages.articleRanges(rows).map((range) => range.first))];
  return stories.keysOf(first).map((keys, index) => ({
    ...keys,
    segment: position,
    row: first[index] as number,
  }));
}

/** Ties by id, so that the order does not depend on segments. */
function inOrder(a: Listed, b: Listed, order: Listing["order"]): number {
  const byTime = compareTimes(a.publishedAt, b.publishedAt, order);
  if (byTime !== 0) return byTime;
  return a.articleId < b.articleId ? -1 : 1;
}

function firstOfStories(ordered: readonly Listed[]): readonly Listed[] {
  const seen = new Set<string>();
  return ordered.filter(({ storyId }) => storyId === null || (!seen.has(storyId) && seen.add(storyId)));
}
