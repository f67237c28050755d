import type { Embedding } from "../types.ts";
import { indexTerms } from "../words/index-terms.ts";
import { STOP_WORDS } from "../words/stop-words.ts";
import { withoutAsides } from "./asides.ts";
import { COUNTS_BACK, wholeWords } from "./day-words.ts";
import { NEWS_WORDS } from "./news-words.ts";
import { isNumber, numbersIn, type Quantities, quantitiesIn } from "./numbers.ts";
import { outcomesIn } from "./outcomes.ts";
import { type ToldDays, toldDays, weekdaysIn } from "./told-days.ts";

/**
 * Characters of a text to compare. News states first what happened. In longer texts rare words agree by
 * chance, so two articles on one subject would look like one event.
 */
const READ_LENGTH = 600;
/** Words after the headline that count as the beginning. */
const LEAD_WORDS = 50;
/** Letters that identify a name in all its forms: Indonesia, Indonesian. */
const NAME_STEM = 5;
const WORD = /\p{L}[\p{L}\p{M}'’-]*/gu;
const CAPITAL = /^\p{Lu}/u;
const SMALL = /^\p{Ll}/u;
/**
 * Capitalised words are names if the headline is in sentence case. If more than this share is capitalised,
 * they prove nothing.
 */
const CAPITALISED_SHARE = 0.6;
/** "LONDON (Wire) - ", which says where a desk is and not what happened. */
const DATELINE = /^\p{Lu}[\p{L} .,'/-]{1,40}(?:\([^)\n]{2,40}\)\s*[-–—]+|\s[–—-]+)\s+/u;
const LOOKS_BACK = new RegExp(wholeWords(COUNTS_BACK), "iu");
/** Directly followed by what is looked back at. After the other phrases it may be anywhere in the clause. */
const AFTER = /(?:after|nach|après|después|após|depois)$/iu;
/** Words in a run of the beginning. Names and numbers in it are wildcards. */
const RUN_WORDS = 4;
const NAME = "N";
const WORDING_TOKEN = /\p{L}[\p{L}\p{M}'’-]*|\d+(?:[.,:-]\d+)*/gu;
const CALENDAR = new Set(
  (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september " +
    "october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec mr mrs ms dr sir"
  ).split(" "),
);

/** The traits by which articles are compared. */
export interface ReportTraits {
  readonly publishedAt: string | null;
  /** Number of reports that were merged, and when the first of them was published. */
  readonly reports: number;
  readonly begin: string | null;
  /** Terms of headline and text, as a vector of length 1, weighted by rarity and frequency. */
  readonly terms: ReadonlyMap<string, number>;
  readonly headline: ReadonlySet<string>;
  /** Terms of headline and first sentence that are not names, which say what happened. */
  readonly opening: ReadonlySet<string>;
  /** The same without known facts in the sentence. */
  readonly ownOpening: ReadonlySet<string>;
  /** Outcomes in headline and first sentence without known facts, and in the whole text. */
  readonly ownOutcomes: ReadonlySet<number>;
  readonly outcomes: ReadonlySet<number>;
  /** Names in headline and beginning, word by word. */
  readonly names: ReadonlySet<string>;
  /** Names in the headline alone. */
  readonly headlineNames: ReadonlySet<string>;
  /** Stems of all words of the text, to find other forms of names. */
  readonly beginnings: ReadonlySet<string>;
  /** Numbers in headline and beginning, and in the whole text. */
  readonly leadNumbers: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  /** Weekdays in headline and beginning. */
  readonly weekdays: ReadonlySet<number>;
  /** Weekdays in the beginning, by whether they date the event. */
  readonly toldDays: ToldDays;
  /** Terms that headline or beginning look back at, such as "a day after the match"; empty without one. */
  readonly lookedBackAt: ReadonlySet<string>;
  /** Numbers in headline and beginning by what they count. */
  readonly quantities: Quantities;
  /**
   * Runs of words in the beginning with names and numbers as wildcards, equal for two reports of one
   * template.
   */
  readonly wording: ReadonlySet<string>;
  /** Share of English function words, 0…1, which distinguishes a report from its translation. */
  readonly englishShare: number;
  /** Embedding of the first passage. */
  readonly embedding: Embedding;
  /** Hashes of runs of words: see `fingerprintOf`. */
  readonly hashes: readonly number[];
}

export interface ReportToRead {
  readonly title: string;
  readonly text: string;
}

/** How distinctive a term is, larger for rarer ones. */
export type WeightOf = (term: string) => number;

/** Computes the traits that depend only on an article's words. */
export function readTraits(
  { title, text }: ReportToRead,
  weightsOf: (terms: readonly string[]) => WeightOf,
): Omit<ReportTraits, "publishedAt" | "reports" | "begin" | "embedding" | "hashes"> {
  const body = text.replace(DATELINE, "").slice(0, READ_LENGTH);
  const lead = beginningOf(body);
  const sentence = firstSentence(lead);
  const headline = telling(title);
  // Extract terms only once for each part, since that takes most of the time.
  const opening = [...headline, ...telling(sentence)];
  const beginning = [...opening, ...telling(lead.slice(sentence.length))];
  const counts = new Map<string, number>();
  for (const term of [...beginning, ...telling(body.slice(lead.length))]) {
    counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  // Only names that are also terms of the text. "US" alone gives another term than among lower-case words.
  const names = new Set([...namesIn(title, { lead, body })].filter((name) => counts.has(name)));
  const ownOpening = [...headline, ...telling(withoutAsides(sentence))].filter((term) => !names.has(term));
  return {
    terms: toUnitVector(counts, weightsOf([...counts.keys()])),
    headline: new Set(headline),
    opening: new Set(opening.filter((term) => !names.has(term))),
    ownOpening: new Set(ownOpening),
    ownOutcomes: outcomesIn(ownOpening),
    outcomes: outcomesIn(counts.keys()),
    names,
    headlineNames: new Set([...names].filter((name) => headline.includes(name))),
    beginnings: new Set([...counts.keys()].map(nameStem)),
    leadNumbers: numbersIn(`${title}\n${lead}`),
    numbers: numbersIn(`${title}\n${body}`),
    englishShare: englishShareOf(body),
    weekdays: weekdaysIn(`${title}\n${lead}`),
    toldDays: toldDays(lead),
    lookedBackAt: lookedBackAt(`${title}\n${lead}`),
    quantities: quantitiesIn(`${title}\n${lead}`),
    wording: wordingOf(lead),
  };
}

/** True if a report contains a name, in any form. */
export function mentions({ terms, beginnings }: ReportTraits, name: string): boolean {
  return terms.has(name) || (name.length >= NAME_STEM && beginnings.has(nameStem(name)));
}

function toUnitVector(counts: ReadonlyMap<string, number>, weightOf: WeightOf): ReadonlyMap<string, number> {
  const values = [...counts].map(([term, count]) => [term, weightOf(term) * (1 + Math.log(count))] as const);
  const length = Math.sqrt(values.reduce((sum, [, value]) => sum + value * value, 0));
  return new Map(values.map(([term, value]) => [term, value / length]));
}

function englishShareOf(text: string): number {
  const words = text.match(WORD) ?? [];
  return words.filter((word) => STOP_WORDS.has(word.toLowerCase())).length / Math.max(1, words.length);
}

function nameStem(term: string): string {
  return term.slice(0, NAME_STEM);
}

function telling(text: string): readonly string[] {
  return indexTerms(text).filter((term) => !STOP_WORDS.has(term) && (term.length > 1 || term > "\u02ff"));
}

function beginningOf(body: string): string {
  let words = 0;
  for (const { index } of body.matchAll(/\s+/g)) {
    words += 1;
    if (words >= LEAD_WORDS) return body.slice(0, index);
  }
  return body;
}

function firstSentence(lead: string): string {
  return /^.*?[.!?](?=\s|$)/su.exec(lead)?.[0] ?? lead;
}

function lookedBackAt(beginning: string): ReadonlySet<string> {
  for (const sentence of beginning.split(/(?<=[.!?])\s+|\n/)) {
    const phrase = LOOKS_BACK.exec(sentence);
    if (phrase === null) continue;
    const clause = sentence.split(/[,;:]\s/).find((part) => part.includes(phrase[0])) ?? sentence;
    const told = AFTER.test(phrase[0]) ? sentence.slice(phrase.index) : clause;
    return new Set(telling(told.replace(phrase[0], "")));
  }
  return new Set();
}

function namesIn(
  title: string,
  { lead, body }: { readonly lead: string; readonly body: string },
): ReadonlySet<string> {
  const small = new Set<string>();
  const capital = new Set<string>();
  for (const [word] of body.matchAll(WORD)) {
    if (SMALL.test(word)) small.add(word.toLowerCase());
    else capital.add(word.toLowerCase());
  }
  const isTitled = isCapitalised(title);
  const names = new Set<string>();
  const add = (word: string, isTold: boolean) => {
    const lower = word.toLowerCase();
    if (!CAPITAL.test(word) || STOP_WORDS.has(lower) || CALENDAR.has(lower) || small.has(lower)) return;
    for (const term of indexTerms(word)) {
      if (isTold && term.length > 1 && !NEWS_WORDS.has(term)) names.add(term);
    }
  };
  for (const [word] of title.matchAll(WORD)) add(word, !isTitled || capital.has(word.toLowerCase()));
  for (const [word] of lead.matchAll(WORD)) add(word, true);
  return names;
}

function wordingOf(lead: string): ReadonlySet<string> {
  const words: string[] = [];
  for (const [token] of lead.matchAll(WORDING_TOKEN)) {
    const word = openWord(token);
    // A name may have two words in one report and one in the next.
    if (word !== NAME || words.at(-1) !== NAME) words.push(word);
  }
  const runs = new Set<string>();
  for (let end = RUN_WORDS; end <= words.length; end++) runs.add(words.slice(end - RUN_WORDS, end).join(" "));
  return runs;
}

function openWord(token: string): string {
  if (CAPITAL.test(token)) return NAME;
  return isNumber(token) ? "0" : token;
}

function isCapitalised(title: string): boolean {
  const words = (title.match(WORD) ?? []).filter((word) => word.length > 3);
  return words.filter((word) => CAPITAL.test(word)).length > CAPITALISED_SHARE * words.length;
}
