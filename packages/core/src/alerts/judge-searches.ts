import type { OpenGeneration } from "../generation/open-generation.ts";
import { confidenceOf } from "../search/confidence.ts";
import { correctTerms, mayBeMisspelled } from "../search/correct-terms.ts";
import { placeInZone } from "../search/place-in-zone.ts";
import { queryTerms } from "../search/query-terms.ts";
import { vocabularyOf } from "../search/segments-index.ts";
import { findTimeFrame, withoutRelativeTime } from "../search/time-frame.ts";
import { share, uniqueGroups } from "../search/weigh-words.ts";
import type { Calibration } from "../types.ts";
import { compoundTerms, indexTerms, termGroups } from "../words/index-terms.ts";
import type { Competition } from "./competition.ts";
import { MOST_CORRECTIONS } from "./coverage-bounds.ts";
import { KnownBeginnings } from "./known-beginnings.ts";
import { mayStandFor } from "./may-stand-for.ts";
import type { NewPassage } from "./new-passages.ts";
import { embeddedText, type PreparedSearch } from "./prepare-searches.ts";
import type { ComparedPair } from "./shortlist-searches.ts";
import type { TermHolders, TermStatistics } from "./term-statistics.ts";

export interface JudgeContext {
  readonly generation: OpenGeneration;
  readonly calibration: Calibration;
  readonly competition: Competition;
  readonly statistics: TermStatistics;
  readonly holders: TermHolders;
  /** Of the articles of the index, as `languagesSearched` gives them. */
  readonly languages: readonly string[];
  readonly timeZone?: string | undefined;
  readonly now?: (() => Date) | undefined;
}

/** A new passage that answers a search. */
export interface Answer {
  readonly passage: NewPassage;
  readonly similarity: number;
  readonly confidence: number;
}

/** What answers a search. */
export interface Judgement {
  /** The words that were looked up. Misspelled ones stay as they are unless what they stand for may be in an answer. */
  readonly terms: readonly string[];
  /** Of each article the passage of most confidence. */
  readonly answers: readonly Answer[];
}

/** For a bound and the figure itself, which add the same numbers up in another order. */
const TOLERANCE = 1e-4;
/** Of the confidence of what has no bounds. */
const NOTHING_KNOWN = [0, 1] as const;

/**
 * True for a search whose answer follows from similarities and words alone: what `SearchJudge` needs. Others are asked.
 *
 * @param calibration of the model
 */
export function canBeJudged(
  { isRead, query, synonyms }: PreparedSearch,
  calibration: Calibration | null,
): boolean {
  return calibration !== null && isRead && query.operators === undefined && synonyms.length === 0;
}

/**
 * Says what of the new passages a search would find, sorted by date, without asking for each search what is the same for all of
 * them. What is slow comes last: words that the index lacks are put right when all else leaves an answer open.
 */
export class SearchJudge {
  readonly #context: JudgeContext;
  readonly #words: PassageWords = new PassageWords();
  readonly #corrected = new Map<string, readonly string[]>();
  readonly #lacking = new Map<string, boolean>();
  readonly #groups = new Map<string, readonly (readonly string[])[]>();
  readonly #beginnings: KnownBeginnings;

  constructor(context: JudgeContext) {
    this.#context = context;
    this.#beginnings = new KnownBeginnings(context.generation.segments);
  }

  async judge(search: PreparedSearch, pairs: readonly ComparedPair[]): Promise<Judgement> {
    const { calibration, competition } = this.#context;
    const { query } = search;
    const weights = calibration[query.mode];
    const least = query.minConfidence ?? weights.floor;
    const competing = competition.of(query);
    const confidence = ({ similarity }: ComparedPair, coverage: number) =>
      confidenceOf({ similarity, coverage }, weights, competing);
    const words = query.mode === "semantic" ? [] : this.#wordsOf(search);
    const lacking = words.filter((word) => this.#isLacking(word));
    const bounds = lacking.length === 0 ? undefined : this.#coverageBounds(words, lacking);
    const bounded = pairs
      .filter(({ similarity }) => similarity >= (query.minSimilarity ?? -1))
      .map((pair) => {
        const both = bounds?.(pair.passage).map((coverage) => confidence(pair, coverage)) ?? [];
        const [low, high] = both.length === 0 ? NOTHING_KNOWN : [Math.min(...both), Math.max(...both)];
        return { pair, low, high };
      })
      .filter(({ high }) => high >= least - TOLERANCE);
    if (bounded.length === 0) return { terms: words, answers: [] };
    const isSure = ({ low }: { readonly low: number }) =>
      low >= least + TOLERANCE && query.mode !== "lexical";
    // Words that are misspelled are put right only where it matters: for the floor, and for which passage of an article is best.
    const isOpen = lacking.length > 0 && !(bounded.every(isSure) && areOfDifferentArticles(bounded));
    const coverageOf = this.#coverageOf(isOpen ? await this.#correctAll(words, lacking) : words);
    const judged = bounded.flatMap((one): readonly Answer[] => {
      const { passage, similarity } = one.pair;
      const coverage = coverageOf(passage);
      const found = isOpen || !isSure(one) ? confidence(one.pair, coverage) : one.low;
      const isAnswer = found >= least && (query.mode !== "lexical" || coverage > 0);
      return isAnswer ? [{ passage, similarity, confidence: found }] : [];
    });
    const answers = bestOfArticles(judged);
    const shown = lacking.filter((word) => answers.some(({ passage }) => this.#mayBeIn(word, passage)));
    return { terms: shown.length === 0 ? words : await this.#correctAll(words, shown), answers };
  }

  #mayBeIn(word: string, passage: NewPassage): boolean {
    return this.#words.of(passage).some((term) => mayStandFor(word, term));
  }

  async #correctAll(words: readonly string[], lacking: readonly string[]): Promise<readonly string[]> {
    const corrected = words.map(async (word) =>
      lacking.includes(word) ? await this.#correct(word) : [word],
    );
    return [...new Set((await Promise.all(corrected)).flat())];
  }

  /** Without those that name a time, as in a search. */
  #wordsOf({ query: given, terms, ofTime }: PreparedSearch): readonly string[] {
    if (ofTime.size === 0) return terms;
    const { timeZone: ownZone, now, languages } = this.#context;
    const query = placeInZone(given, ownZone);
    const { timeZone, asOf, filter } = query;
    const [language, ...others] = filter.language ?? [];
    const named = findTimeFrame(query.text, asOf ?? (now?.() ?? new Date()).toISOString(), {
      timeZone,
      ...(others.length === 0 && { language }),
    });
    return queryTerms(withoutRelativeTime(embeddedText(query), named), languages);
  }

  #isLacking(word: string): boolean {
    const { statistics } = this.#context;
    const known = this.#lacking.get(word);
    if (known !== undefined) return known;
    const isLacking =
      mayBeMisspelled(word) &&
      this.#groupsOf(word).every((group) => group.every((term) => statistics.having(term) === 0));
    this.#lacking.set(word, isLacking);
    return isLacking;
  }

  #groupsOf(word: string): readonly (readonly string[])[] {
    const known = this.#groups.get(word) ?? termGroups(word, this.#context.languages);
    this.#groups.set(word, known);
    return known;
  }

  /**
   * The least and the most that the coverage can be: as if words that are lacking were put right into the rarest words of which a passage
   * has none, or into words that say nothing, and into some that it has whenever it has one that is like them.
   */
  #coverageBounds(
    words: readonly string[],
    lacking: readonly string[],
  ): (passage: NewPassage) => readonly [number, number] {
    const { statistics } = this.#context;
    const certain = words.filter((word) => !lacking.includes(word));
    const { covered, weight } = this.#weigh(uniqueGroups(certain.flatMap((word) => this.#groupsOf(word))));
    const ofCorrections = MOST_CORRECTIONS * statistics.greatestRarity;
    return (passage) => {
      const like = lacking.filter((word) => this.#mayBeIn(word, passage));
      const held = covered(passage);
      const added = ofCorrections * like.length;
      const most = weight + added === 0 ? 0 : Math.min(1, (held + added) / (weight + added));
      return [share(held, weight + ofCorrections * lacking.length), most];
    };
  }

  /** The share of what the words tell that a passage has, as `findCandidates` has it. */
  #coverageOf(terms: readonly string[]): (passage: NewPassage) => number {
    const { covered, weight } = this.#weigh(uniqueGroups(terms.flatMap((word) => this.#groupsOf(word))));
    return (passage) => share(covered(passage), weight);
  }

  #weigh(groups: readonly (readonly string[])[]) {
    const { statistics, holders } = this.#context;
    const rarities = groups.map((group) => statistics.rarityOf(group));
    const weight = rarities.reduce((sum, rarity) => sum + rarity, 0);
    const held = groups.flatMap((group, index) =>
      group.map((term) => ({ holding: holders.of(term), rarity: rarities[index] as number })),
    );
    // Of 32 bits, as the index adds them up.
    const covered = (passage: NewPassage) =>
      held.reduce((sum, { holding, rarity }) => (holding.has(passage) ? Math.fround(sum + rarity) : sum), 0);
    return { covered, weight };
  }

  async #correct(word: string): Promise<readonly string[]> {
    const { generation, languages } = this.#context;
    const known = this.#corrected.get(word);
    if (known !== undefined) return known;
    const vocabulary = vocabularyOf(generation.segments);
    const corrected = await correctTerms([word], vocabulary, languages, this.#beginnings.lookFor());
    this.#corrected.set(word, corrected);
    return corrected;
  }
}

function articleOf({ position, article }: NewPassage): string {
  return `${position}:${article}`;
}

function areOfDifferentArticles(some: readonly { readonly pair: ComparedPair }[]): boolean {
  return new Set(some.map(({ pair }) => articleOf(pair.passage))).size === some.length;
}

function bestOfArticles(answers: readonly Answer[]): readonly Answer[] {
  const best = new Map<string, Answer>();
  for (const answer of answers) {
    const key = articleOf(answer.passage);
    const other = best.get(key);
    if (other === undefined || answer.confidence > other.confidence) best.set(key, answer);
  }
  return [...best.values()];
}

/** The different words of passages and their headlines, read when they are asked for. */
class PassageWords {
  readonly #known = new Map<NewPassage, readonly string[]>();

  of(passage: NewPassage): readonly string[] {
    const known = this.#known.get(passage);
    if (known !== undefined) return known;
    const [read] = passage.segment.passages.read([passage.row]);
    const { title = "", language = null } = read?.article ?? {};
    const terms = [title, read?.passage.text ?? ""].flatMap((text) => [
      ...indexTerms(text, language),
      ...compoundTerms(text, language),
    ]);
    const unique = [...new Set(terms)];
    this.#known.set(passage, unique);
    return unique;
  }
}
