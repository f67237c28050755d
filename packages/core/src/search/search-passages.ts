import { FACET_FIELDS } from "../article-fields.ts";
import type { Query, SearchResult } from "../types.ts";
import { browseArticles, countBrowsed } from "./browse-articles.ts";
import { countFacets, type FacetCounts } from "./count-facets.ts";
import { placeInZone, restrictTo } from "./parse-filter.ts";
import { isBrowsing, toBrowsing } from "./parse-query.ts";
import { NEAREST, type RankOptions, rankPassages, type TimedQuery } from "./rank-passages.ts";
import { readHits } from "./read-hits.ts";
import type { SearchContext } from "./search-context.ts";
import { searchIndexOf } from "./segments-index.ts";
import { Stopwatch } from "./stopwatch.ts";
import { isRelativeTime, languageOfDates, mayNameTime, type NamedFrame, timeOfQuery } from "./time-frame.ts";

/** No article is older. */
const FIRST_DAY = "0001-01-01";

/** Counts the articles on all pages of the answer to a query, each once, without reading their texts. */
export async function countFacetsOfQuery(context: SearchContext, query: Query): Promise<FacetCounts> {
  const timed = placeInTime(context, query);
  const browsing = browsingQuery(query, timed);
  if (browsing !== null) return await countBrowsed(context, browsing.query);
  // A reranker changes only the order.
  const { ranked, query: placed } = await rankPassages({ ...context, reranker: undefined }, timed);
  return await countFacets(context.generation, ranked, { ...placed, facets: FACET_FIELDS });
}

/**
 * Answers a query with ranked passages, or with none if nothing reaches the floor. Without a question, lists the
 * articles that the filter allows. Reads texts for one page only. Equal queries get equal hits.
 */
export async function searchPassages(
  context: SearchContext,
  given: Query,
  options?: RankOptions,
): Promise<SearchResult> {
  const startedAt = performance.now();
  const stopwatch = context.stopwatch ?? new Stopwatch();
  const timed = placeInTime(context, given);
  const browsing = browsingQuery(given, timed);
  if (browsing !== null) {
    const browsed = await stopwatch.timeAsync("read", () => browseTime(context, given, browsing));
    return { ...browsed, tookMs: millisecondsSince(startedAt) };
  }
  const index = searchIndexOf(context.generation);
  const { query, ranked, nearest, embedding, terms, languages, ...found } = await rankPassages(
    { ...context, stopwatch },
    timed,
    options,
  );
  const page = ranked.slice(query.offset, query.offset + query.limit);
  const facets =
    query.facets.length === 0 ? null : (await countFacets(context.generation, ranked, query)).facets;
  const read = { index, embedding, terms, languages };
  const hits = await stopwatch.timeAsync("read", () => readHits(page, { ...read, query }));
  const nearestHits = await stopwatch.timeAsync("read", () =>
    readHits(nearest, { ...read, query: { ...query, offset: 0 } }),
  );
  return {
    generation: context.generation.id,
    query: query.text,
    tookMs: millisecondsSince(startedAt),
    exact: found.plan.every((ofSegment) => ofSegment === "exact-scan"),
    ...found,
    total: ranked.length,
    hits,
    facets,
    nearest: nearestHits,
  };
}

/** The listing for a query without a question to rank by; `null` for all other queries. */
function browsingQuery(query: Query, { named }: TimedQuery): GeneralNews | null {
  return isBrowsing(query) ? { query, timeFrame: null } : findGeneralNews(query, named);
}

/** A query in its time zone, with the time that it names. */
export function placeInTime(
  { generation, timeZone, now: clock }: Pick<SearchContext, "generation" | "timeZone" | "now">,
  given: Query,
): TimedQuery {
  const now = (clock?.() ?? new Date()).toISOString();
  const query = placeInZone(given, timeZone);
  return { query, named: timeOfQuery(query, now, () => languageOfDates(generation)), now };
}

/** If a time has no articles, returns the latest before its end as the nearest. */
async function browseTime(
  context: SearchContext,
  given: Query,
  { query, timeFrame }: GeneralNews,
): Promise<Omit<SearchResult, "tookMs">> {
  const browsed = await browseArticles(context, query);
  if (timeFrame === null) return browsed;
  const found = { ...browsed, timeFrame: { ...timeFrame, articles: browsed.candidates } };
  if (browsed.total > 0) return found;
  const filter = restrictTo({ from: FIRST_DAY, to: timeFrame.to }, given.filter);
  const before = { ...query, filter, sort: "date", offset: 0, limit: NEAREST, facets: [] } as const;
  return { ...found, nearest: (await browseArticles(context, before)).hits };
}

function millisecondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 100) / 100;
}

/** Words for news of any kind. One of them, or a time, makes a question about the news in general. */
const NEWS =
  /\b(?:news|headlines?|stories|latest|newest|breaking|happen(?:ed|ing|s)?|going on|new|took place|missed?)\b/i;

/** A time without fixed days. Sorting by time is enough. */
const LATEST = /\b(?:latest|newest|recent|breaking)\b/i;

/** The rest of "today's" without the day. */
const POSSESSIVE = /(?<![\p{L}\p{N}])['’]s?(?![\p{L}\p{N}])/u;

/** Function words and words for news. A query without others has nothing to rank articles by. */
const SAYS_NOTHING = new Set(
  `a about all an any anything are around article articles at big biggest breaking can catch coverage current day did
  do do's does event events everything find for from get give go going had happen happened happening happens has have
  headline headlines here i important in is know latest list me missed miss most my new newest news of off on please
  published read recent recently report reported reports see show some something so story stories summary take tell
  that the there thing things this to today's took place top update updates up us was we were what what's whats which
  will you main major been since after between during over within and`.split(/\s+/),
);

/** "Between November 28, 2025 and December 5, 2025". Looking for a time costs more than counting words. */
const MOST_WORDS_OF_A_TIME = 8;

/** False only for a query in which `findGeneralNews` finds nothing at any time. */
export function mayBeGeneralNews(query: Query): boolean {
  const asked = askedIn(query);
  if (asked === null || wordsThatSay(asked).length > MOST_WORDS_OF_A_TIME) return false;
  return NEWS.test(asked) || mayNameTime(asked);
}

/** A query for phrases or in lexical mode is never general, because it asks for texts with those words. */
function askedIn({ operators, text, mode }: Query): string | null {
  if (mode === "lexical" || (operators !== undefined && operators.phrases.length > 0)) return null;
  return operators?.question ?? text;
}

/** The listing that answers a question about the news in general. */
interface GeneralNews {
  /** `null` for the latest articles. */
  readonly timeFrame: NamedFrame | null;
  /** A query that browses. */
  readonly query: Query;
}

/**
 * Finds a question about the news of a time, or about any news: "what happened yesterday", "latest headlines", "top
 * stories this week", in English. Ranking would only find articles that contain words such as "news" or "happened". A
 * single date does not count, because later reports name it too: "what happened on December 8".
 *
 * @param timeFrame the time that the query names
 * @returns `null` for all other questions
 */
export function findGeneralNews(query: Query, timeFrame: NamedFrame | null): GeneralNews | null {
  const asked = askedIn(query);
  if (asked === null) return null;
  const rest = timeFrame === null ? asked : asked.replace(timeFrame.text, "").replace(POSSESSIVE, " ");
  if (wordsThatSay(rest).length > 0 || !(timeFrame !== null || NEWS.test(asked))) return null;
  if (timeFrame === null || LATEST.test(timeFrame.text)) return { timeFrame: null, query: toBrowsing(query) };
  if (timeFrame.from === timeFrame.to && !isRelativeTime(timeFrame)) return null;
  return { timeFrame, query: toBrowsing({ ...query, filter: restrictTo(timeFrame, query.filter) }) };
}

/** "US" is the country, "us" the pronoun. */
function wordsThatSay(text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) ?? [];
  return words.filter((word) => word === "US" || !SAYS_NOTHING.has(word.toLowerCase().replace("’", "'")));
}
