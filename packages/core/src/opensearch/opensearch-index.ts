import { DatelineError } from "../errors.ts";
import type { FacetCount, IndexedPassage } from "../ports/passage-table.ts";
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
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { PassageKeys } from "../ports/story-table.ts";
import { endOfDay, monthRange, startOfDay } from "../search/calendar-day.ts";
import { restrictTo } from "../search/parse-filter.ts";
import type { Article, Embedding, FacetField, Filter } from "../types.ts";
import { searchCandidates } from "./candidate-search.ts";
import { aggregationsOf, hitsOf, totalOf } from "./cluster-answers.ts";
import { anyOf, filterClauses, operatorClausesOfArticles, type QueryClause } from "./filter-query.ts";
import { IndexReader, type IndexReaderOptions } from "./index-reader.ts";
import { PASSAGE_FIELDS, toStoredPassage } from "./stored-passage.ts";

/** Maximum number of values of a facet and of articles of a story. OpenSearch returns at most this many. */
const MOST_BUCKETS = 65_000;
const MOST_MEMBERS = 10_000;
/** Counts of distinct stories are exact up to this number. */
const EXACT_STORIES = 40_000;
/** Maximum number of terms that resemble a misspelled one. */
const MOST_ALIKE = 100;

const IS_ARTICLE: QueryClause = { term: { kind: "article" } };

interface StoredMember {
  readonly article: Article;
  readonly row: number;
  readonly storyId: string;
  readonly textBytes: number;
}

/** Answers one request from an index of a cluster, and caches the documents that it reads. */
export class OpenSearchIndex implements SearchIndex {
  readonly vocabulary: Vocabulary;
  readonly #reader: IndexReader;

  constructor(options: IndexReaderOptions) {
    this.#reader = new IndexReader(options);
    this.vocabulary = {
      articlesWith: async (terms) => await options.statistics.articlesWith(terms),
      termsLike: async (term, letters) => await this.#termsLike(term, letters),
      termsBeginning: async (letters, limit) => await this.#termsOf(`${escaped(letters)}.+`, limit),
      termsEnding: async (letters, limit) => await this.#termsOf(`.{3,}${escaped(letters)}`, limit),
    };
  }

  async findCandidates(input: RankerInput, options: CandidateOptions = {}): Promise<Candidates> {
    return await searchCandidates(this.#reader, input, options);
  }

  async countPublished(
    filter: Filter,
    days: { readonly from: string; readonly to: string },
    timeZone: string,
  ): Promise<number> {
    const { from, to } = days;
    const inZone =
      timeZone === "UTC"
        ? filterClauses(restrictTo({ from, to }, filter))
        : [
            ...filterClauses(filter),
            ...filterClauses({
              from,
              to,
              fromInstant: startOfDay(from, timeZone),
              toInstant: endOfDay(to, timeZone),
            }),
          ];
    const query = { bool: { filter: [IS_ARTICLE, ...inZone] } };
    return totalOf(await this.#reader.search({ size: 0, track_total_hits: true, query }));
  }

  async keysOf(passages: readonly PassageRef[]): Promise<readonly PassageKeys[]> {
    return await this.#reader.passagesAt(passages.map(({ row }) => row));
  }

  async read(passages: readonly PassageRef[]): Promise<readonly IndexedPassage[]> {
    const stored = await this.#reader.passagesAt(passages.map(({ row }) => row));
    const articles = await this.#reader.articles(stored.map(({ articleId }) => articleId));
    return stored.map(({ row, articleId, ordinal, start, end }) => {
      const article = articles.get(articleId);
      if (article === undefined) {
        throw new DatelineError(
          "index-corrupt",
          `Cannot read article "${articleId}" from OpenSearch: it no longer exists; repeat the request`,
        );
      }
      return {
        row,
        passage: { articleId, ordinal, start, end, text: article.text.slice(start, end) },
        article,
      };
    });
  }

  async sentencesOf(
    passages: readonly PassageRef[],
    embedding: Embedding,
  ): Promise<readonly (readonly SentenceSimilarity[])[]> {
    return await this.#reader.sentencesOf(
      passages.map(({ row }) => row),
      embedding,
    );
  }

  async membersOf(storyIds: readonly string[]): Promise<ReadonlyMap<string, readonly LocatedMember[]>> {
    const members = new Map<string, LocatedMember[]>(storyIds.map((id) => [id, []]));
    if (storyIds.length === 0) return members;
    const body = await this.#reader.search({
      size: MOST_MEMBERS,
      _source: [
        "article.id",
        "article.title",
        "article.source",
        "article.url",
        "article.publishedAt",
        "row",
        "storyId",
        "textBytes",
      ],
      query: { bool: { filter: [IS_ARTICLE, { terms: { storyId: storyIds } }] } },
      sort: [{ row: "asc" }],
      track_total_hits: false,
    });
    for (const { _source } of hitsOf(body)) {
      const { article, row, storyId, textBytes } = _source as unknown as StoredMember;
      const { id, title, source, url, publishedAt } = article;
      members
        .get(storyId)
        ?.push({ id, title, source, url, publishedAt, firstPassage: row, textBytes, segment: 0 });
    }
    return members;
  }

  async countArticles(
    of: AllowedArticles | readonly PassageRef[],
    fields: readonly FacetField[],
    timeZone: string,
  ): Promise<ReadonlyMap<FacetField, readonly FacetCount[]>> {
    const among = isRefs(of) ? [{ terms: { articleId: await this.#articleIdsOf(of) } }] : clausesOf(of);
    const aggs = Object.fromEntries(
      fields.flatMap((field) => [
        [field, { terms: { field, size: MOST_BUCKETS } }],
        [`no ${field}`, { missing: { field } }],
      ]),
    );
    const query = { bool: { filter: [IS_ARTICLE, ...among] } };
    const found = aggregationsOf(
      await this.#reader.search({ size: 0, track_total_hits: false, query, aggs }),
    );
    const counts = new Map(
      fields.map((field): [FacetField, readonly FacetCount[]] => {
        const values = (found[field]?.buckets ?? []).map(({ key, doc_count }) => ({
          value: key,
          count: doc_count,
        }));
        const missing = found[`no ${field}`]?.doc_count ?? 0;
        return [field, missing === 0 ? values : [...values, { value: null, count: missing }]];
      }),
    );
    const months = counts.get("month");
    if (months === undefined || timeZone === "UTC") return counts;
    return counts.set("month", await this.#monthsIn(timeZone, { months, among }));
  }

  /** Counts articles by month in a time zone. Needs the months in UTC that have articles. */
  async #monthsIn(
    timeZone: string,
    { months, among }: { readonly months: readonly FacetCount[]; readonly among: readonly QueryClause[] },
  ): Promise<readonly FacetCount[]> {
    const named = months.flatMap(({ value }) => value ?? []);
    const around = new Set(named.flatMap((month) => [-1, 0, 1].map((by) => monthAfter(month, by))));
    const values = [...around].toSorted();
    const answers = await this.#reader.searchTogether(
      values.map((month) => {
        const { from, to } = monthRange(Number(month.slice(0, 4)), Number(month.slice(5)));
        const days = { from, to, fromInstant: startOfDay(from, timeZone), toInstant: endOfDay(to, timeZone) };
        const query = { bool: { filter: [IS_ARTICLE, ...among, ...filterClauses(days)] } };
        return { size: 0, track_total_hits: true, query };
      }),
    );
    const counted = values.map((value, index) => ({ value, count: totalOf(answers[index]) }));
    return [...counted.filter(({ count }) => count > 0), ...months.filter(({ value }) => value === null)];
  }

  async listArticles({ order, onePerStory, offset, limit, ...allowed }: Listing): Promise<ListedArticles> {
    const body = await this.#reader.search({
      from: offset,
      size: limit,
      _source: false,
      docvalue_fields: ["row"],
      track_total_hits: true,
      query: { bool: { filter: [IS_ARTICLE, ...clausesOf(allowed)] } },
      sort: [
        { publishedAt: { order: order === "oldest" ? "asc" : "desc", missing: "_last" } },
        { articleId: "asc" },
      ],
      ...(onePerStory && {
        collapse: { field: "group" },
        aggs: { groups: { cardinality: { field: "group", precision_threshold: EXACT_STORIES } } },
      }),
    });
    const articles = totalOf(body);
    return {
      articles,
      total: onePerStory ? (aggregationsOf(body)["groups"]?.value ?? 0) : articles,
      page: hitsOf(body).map(({ fields }) => ({ segment: 0, row: Number(fields?.["row"]?.[0]) })),
    };
  }

  async readArticle(id: string): Promise<ArticleOutline | undefined> {
    const article = (await this.#reader.articles([id])).get(id);
    if (article === undefined) return undefined;
    const passages = await this.#passagesOf(id);
    return {
      article,
      passages: passages.map(({ ordinal, start, end }) => ({ id: `${id}#${ordinal}`, start, end })),
    };
  }

  async passagesOf(articleId: string): Promise<(passage: PassageRef) => boolean> {
    const rows = new Set((await this.#passagesOf(articleId)).map(({ row }) => row));
    return ({ row }) => rows.has(row);
  }

  async #passagesOf(articleId: string) {
    const body = await this.#reader.search({
      size: MOST_MEMBERS,
      _source: false,
      docvalue_fields: PASSAGE_FIELDS,
      query: { bool: { filter: [{ term: { kind: "passage" } }, { term: { articleId } }] } },
      sort: [{ ordinal: "asc" }],
      track_total_hits: false,
    });
    return hitsOf(body).map(toStoredPassage);
  }

  async #articleIdsOf(passages: readonly PassageRef[]): Promise<readonly string[]> {
    const stored = await this.#reader.passagesAt(passages.map(({ row }) => row));
    return [...new Set(stored.map(({ articleId }) => articleId))];
  }

  /** Uses Lucene's spelling checker, which searches the terms with an automaton. */
  async #termsLike(term: string, letters: number): Promise<readonly string[]> {
    const options = {
      field: "words",
      suggest_mode: "always",
      max_edits: letters,
      prefix_length: 1,
      size: MOST_ALIKE,
      accuracy: 0,
      sort: "frequency",
    };
    const body = await this.#reader.search({ size: 0, suggest: { alike: { text: term, term: options } } });
    const { suggest } = body as { readonly suggest?: { readonly alike?: readonly Suggestion[] } };
    return (suggest?.alike ?? []).flatMap(({ options: found }) => found.map(({ text }) => text));
  }

  /** Returns the terms that match a regular expression of Lucene, the most frequent first. */
  async #termsOf(pattern: string, limit: number): Promise<readonly string[]> {
    const body = await this.#reader.search({
      size: 0,
      track_total_hits: false,
      query: anyOf([{ regexp: { vocabulary: { value: pattern } } }]),
      aggs: {
        terms: {
          terms: {
            field: "vocabulary",
            include: pattern,
            size: limit,
            order: [{ _count: "desc" }, { _key: "asc" }],
          },
        },
      },
    });
    return (aggregationsOf(body)["terms"]?.buckets ?? []).map(({ key }) => key);
  }
}

/** Escapes the special characters of Lucene's regular expressions. */
function escaped(letters: string): string {
  return letters.replace(/[.?+*|{}[\]()"\\#@&<>~^$-]/g, "\\$&");
}

interface Suggestion {
  readonly options: readonly { readonly text: string }[];
}

function clausesOf({ filter, operators, languages = [] }: AllowedArticles): readonly QueryClause[] {
  const ofOperators = operators === undefined ? [] : operatorClausesOfArticles(operators, languages);
  return [...filterClauses(filter), ...ofOperators];
}

/** @param month as `YYYY-MM`, like the result */
function monthAfter(month: string, by: number): string {
  return monthRange(Number(month.slice(0, 4)), Number(month.slice(5)) + by).from.slice(0, month.length);
}

function isRefs(of: AllowedArticles | readonly PassageRef[]): of is readonly PassageRef[] {
  return Array.isArray(of);
}
