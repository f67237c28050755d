import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Segment } from "../ports/segment.ts";
import { correctable, isMadeOf, mayBeMisspelled } from "../search/correct-terms.ts";
import { rowsByOperators } from "../search/match-operators.ts";
import { queryTerms, share, uniqueGroups } from "../search/query-terms.ts";
import { confidenceOf, isDefinedByPhrases } from "../search/score-candidates.ts";
import { placeInTime } from "../search/search-passages.ts";
import { withoutRelativeTime } from "../search/time-frame.ts";
import type { Calibration } from "../types.ts";
import { termGroups } from "../words/index-terms.ts";
import type { Competition } from "./competition.ts";
import { Corrections } from "./corrections.ts";
import type { NewPassage } from "./new-passages.ts";
import { areSingleWords, embeddedText, isEachTermOnce, type PreparedSearch } from "./prepare-searches.ts";
import type { CorrectedWords, TermsOfSegment } from "./segment-terms.ts";
import type { ComparedPair } from "./shortlist-searches.ts";
import type { TermHolders, TermStatistics } from "./term-statistics.ts";

export interface JudgeContext {
  readonly generation: OpenGeneration;
  /** The same generation, restricted to the new articles. */
  readonly narrow: OpenGeneration;
  readonly calibration: Calibration;
  readonly competition: Competition;
  readonly statistics: TermStatistics;
  readonly holders: TermHolders;
  /** One for each segment, in order. */
  readonly terms: readonly TermsOfSegment[];
  readonly corrected: CorrectedWords;
  /** Languages of the index, as `languagesSearched` returns them. */
  readonly languages: readonly string[];
  readonly timeZone?: string | undefined;
  readonly now?: () => Date;
}

/** A new passage that answers a search. */
export interface Answer {
  readonly passage: NewPassage;
  readonly similarity: number;
  readonly confidence: number;
}

/** The new passages that answer a search. */
export interface Judgement {
  /** The words that were looked up, after correction. */
  readonly terms: readonly string[];
  /** The passage with the highest confidence of each article. */
  readonly answers: readonly Answer[];
}

/**
 * True for a search that similarities and words decide, as `SearchJudge` requires. Others run as ordinary searches.
 *
 * @param calibration of the model
 */
export function canBeJudged({ isRead, synonyms }: PreparedSearch, calibration: Calibration | null): boolean {
  return calibration !== null && isRead && synonyms.length === 0;
}

/**
 * Finds the new passages that a search sorted by date would return. Looks up once what several searches share.
 */
export class SearchJudge {
  readonly #context: JudgeContext;
  readonly #corrections: Corrections;
  readonly #lacking = new Map<string, boolean>();
  readonly #groups = new Map<string, readonly (readonly string[])[]>();
  readonly #words = new Map<PreparedSearch, readonly string[]>();
  readonly #rated = new Map<string, RatedWord>();

  constructor(context: JudgeContext) {
    this.#context = context;
    this.#corrections = new Corrections(context.generation.segments, context);
  }

  /** Prepares for `judge`: corrects the misspelled words of all searches together. */
  async load(searches: readonly PreparedSearch[]): Promise<void> {
    for (const search of searches) this.#words.set(search, this.#wordsOf(search));
    const words = [...new Set([...this.#words.values()].flat())];
    const { statistics } = this.#context;
    statistics.load(words.filter(mayBeMisspelled).flatMap((word) => this.#groupsOf(word).flat()));
    await this.#corrections.load(words.filter((word) => this.#isLacking(word)));
    // One lookup for all terms is faster.
    const read = words.flatMap((word) => this.#corrections.of(word).flatMap((one) => this.#groupsOf(one)));
    const terms = read.flat();
    statistics.load(terms);
    this.#context.holders.load(terms);
  }

  /** @param search one that `load` was called with */
  judge(search: PreparedSearch, pairs: readonly ComparedPair[]): Judgement {
    const { calibration, competition } = this.#context;
    const { query } = search;
    const weights = calibration[query.mode];
    const least = isDefinedByPhrases(query) ? 0 : (query.minConfidence ?? weights.floor);
    const competing = competition.of(query);
    const words = this.#words.get(search) ?? [];
    const terms = [...new Set(words.flatMap((word) => this.#readAs(word, words)))];
    const coverageOf = this.#coverageOf(terms);
    const judged = this.#allowed(search, pairs).flatMap(({ passage, similarity }): readonly Answer[] => {
      if (similarity < (query.minSimilarity ?? -1)) return [];
      const coverage = coverageOf(passage);
      const confidence = confidenceOf({ similarity, coverage }, weights, competing);
      const isAnswer = confidence >= least && (query.mode !== "lexical" || coverage > 0);
      return isAnswer ? [{ passage, similarity, confidence }] : [];
    });
    return { terms, answers: bestOfArticles(judged) };
  }

  /** Keeps the pairs in which the words of each phrase are adjacent, and which contain nothing excluded. */
  #allowed({ query, phrases }: PreparedSearch, pairs: readonly ComparedPair[]): readonly ComparedPair[] {
    const { filter, operators } = query;
    if (operators === undefined || (operators.excluded.length === 0 && areSingleWords(phrases))) return pairs;
    const { narrow, languages } = this.#context;
    const positions = [...new Set(pairs.map(({ passage }) => passage.position))];
    const rows = new Map(
      positions.map((position) => {
        const segment = narrow.segments[position] as Segment;
        const ofFilter = segment.passages.rowsMatching(filter);
        return [position, rowsByOperators(segment, { ...operators, languages }, ofFilter)];
      }),
    );
    return pairs.filter(({ passage }) => rows.get(passage.position)?.has(passage.row));
  }

  /** Corrects a word as `correctTerms` does for the whole query. */
  #readAs(word: string, words: readonly string[]): readonly string[] {
    if (!this.#isLacking(word) || !correctable(words).includes(word)) return [word];
    return isMadeOf(word, words) ? [] : this.#corrections.of(word);
  }

  /** The words of a search without those that name a time. */
  #wordsOf({ query: given, terms, ofTime }: PreparedSearch): readonly string[] {
    if (ofTime.size === 0) return terms;
    const { query, named } = placeInTime(this.#context, given);
    return queryTerms(withoutRelativeTime(embeddedText(query), named), this.#context.languages);
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

  /** The weighted share of the words that a passage contains, as `findCandidates` computes it. */
  #coverageOf(terms: readonly string[]): (passage: NewPassage) => number {
    const words = terms.map((word) => this.#rate(word));
    const { rarities, held } = isEachTermOnce(words.map(({ groups }) => groups))
      ? join(words)
      : this.#rateTogether(words);
    const weight = rarities.reduce((sum, rarity) => sum + rarity, 0);
    return (passage) => {
      let covered = 0;
      // In float32, as the index adds them.
      for (const { holding, rarity } of held)
        if (holding.has(passage)) covered = Math.fround(covered + rarity);
      return share(covered, weight);
    };
  }

  #rate(word: string): RatedWord {
    const known = this.#rated.get(word);
    if (known !== undefined) return known;
    const groups = uniqueGroups(this.#groupsOf(word));
    const rated = { groups, ...this.#rateGroups(groups) };
    this.#rated.set(word, rated);
    return rated;
  }

  /** Rates words that share terms. */
  #rateTogether(words: readonly RatedWord[]): Pick<RatedWord, "rarities" | "held"> {
    return this.#rateGroups(uniqueGroups(words.flatMap(({ groups }) => groups)));
  }

  #rateGroups(groups: readonly (readonly string[])[]): Pick<RatedWord, "rarities" | "held"> {
    const { statistics, holders } = this.#context;
    const rarities = groups.map((group) => statistics.rarityOf(group));
    const held = groups.flatMap((group, index) =>
      group.flatMap((term) => {
        const holding = holders.of(term);
        return holding.size === 0 ? [] : { holding, rarity: rarities[index] as number };
      }),
    );
    return { rarities, held };
  }
}

/** A looked-up word. */
interface RatedWord {
  readonly groups: readonly (readonly string[])[];
  /** One for each group. */
  readonly rarities: readonly number[];
  /** One for each term that occurs in a new passage. */
  readonly held: readonly { readonly holding: ReadonlySet<NewPassage>; readonly rarity: number }[];
}

function join(words: readonly RatedWord[]): Pick<RatedWord, "rarities" | "held"> {
  return { rarities: words.flatMap(({ rarities }) => rarities), held: words.flatMap(({ held }) => held) };
}

function articleOf({ position, article }: NewPassage): string {
  return `${position}:${article}`;
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
