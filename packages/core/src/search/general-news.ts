import type { Query } from "../types.ts";
import { restrictTo } from "./parse-filter.ts";
import { toBrowsing } from "./parse-query.ts";
import { isRelativeTime, mayNameTime, type NamedFrame } from "./time-frame.ts";

/** Words for news of any kind. One of them, or a time, makes a question about the news in general. */
const NEWS =
  /\b(?:news|headlines?|stories|latest|newest|breaking|happen(?:ed|ing|s)?|going on|new|took place|missed?)\b/i;

/** A time that means no certain days. The order by time shows what it means. */
const LATEST = /\b(?:latest|newest|recent|breaking)\b/i;

/** What is left of "today's" without the day. */
const POSSESSIVE = /(?<![\p{L}\p{N}])['’]s?(?![\p{L}\p{N}])/u;

/** Words that ask or link, and those for news. Where a query has no others, there is nothing to rank articles by. */
const SAYS_NOTHING = new Set(
  `a about all an any anything are around article articles at big biggest breaking can catch coverage current day did
  do do's does event events everything find for from get give go going had happen happened happening happens has have
  headline headlines here i important in is know latest list me missed miss most my new newest news of off on please
  published read recent recently report reported reports see show some something so story stories summary take tell
  that the there thing things this to today's took place top update updates up us was we were what what's whats which
  will you main major been since after between during over within and`.split(/\s+/),
);

/** "Between November 28, 2025 and December 5, 2025". To look for a time costs more than to count words. */
const MOST_WORDS_OF_A_TIME = 8;

/** False only for a query in which `findGeneralNews` finds nothing, whenever it is asked. */
export function mayBeGeneralNews(query: Query): boolean {
  const asked = askedIn(query);
  if (asked === null || wordsThatSay(asked).length > MOST_WORDS_OF_A_TIME) return false;
  return NEWS.test(asked) || mayNameTime(asked);
}

/** A query for a phrase or for words is never general: it asks for texts that have them. */
function askedIn({ operators, text, mode }: Query): string | null {
  if (mode === "lexical" || (operators !== undefined && operators.phrases.length > 0)) return null;
  return operators?.question ?? text;
}

/** What lists the articles that a question about the news in general asks for. */
export interface GeneralNews {
  /** `null` when the latest there is will do. */
  readonly timeFrame: NamedFrame | null;
  /** Browses. */
  readonly query: Query;
}

/**
 * Finds a question about the news of a time, or about any news: "what happened yesterday", "latest headlines", "top stories
 * this week", in English. Ranking could only find articles that have words such as "news" or "happened" in them.
 * One day by its date is no such time, because later reports name it, too: "what happened on December 8".
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

/** "US" is a country, "us" is whoever asks. */
function wordsThatSay(text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) ?? [];
  return words.filter((word) => word === "US" || !SAYS_NOTHING.has(word.toLowerCase().replace("’", "'")));
}
