import type { Segment } from "../ports/segment.ts";
import { americanSpelling } from "../words/american-spelling.ts";
import { keptStem } from "../words/kept-stems.ts";

/** Words to correct before reading the dictionary pays off. */
const WORDS_BEFORE_READING = 30;
/** Selects all terms of a segment. */
const NO_LIMIT = 2 ** 31;
const LETTERS_OF_A_PART = 2;
const PLAIN = /^[a-z]+$/;
/** Words whose stems begin differently. */
const IRREGULAR = new Set(["dying", "lying", "tying"]);
/** The stemmer never removes more, and long sequences of endings are too ambiguous. */
const LONGEST_ENDING = 18;
/**
 * Endings that the stemmer may remove (https://snowballstem.org/algorithms/english/stemmer.html), possibly
 * several. A test compares it with the stemmer.
 */
const ENDINGS =
  /^(?:s|e|es|ies?|ied|eed(?:ly)?|ed(?:ly)?|ing(?:ly)?|y|i|ll?y|li|l|ation(?:al)?|tion(?:al)?|ion(?:al)?|enc[yi]|anc[yi]|ab(?:le|ly|il)|ib(?:le|ly|il)|bl[yi]|iz(?:er?|ation)?|at(?:or|e)?|or|alism|al|ality|alit|fulness|ful|ous|ness|iv(?:e|it)?|ity|iti|it|og[iy]?|less|ic(?:ate|it)?|ance|ence|er|ant|ement|ment|ent|ism|ate|ous|ive|ize|\w(?=ed|ing|er))+$/;

/**
 * Rules out words that cannot be in an index without stemming them, since most words one edit away from
 * another are not words. An English stem is a prefix of its word, except for the last letter, and only
 * endings are missing.
 */
export class KnownBeginnings {
  readonly #segments: readonly Segment[];
  /** Terms by their first letters. */
  readonly #parts = new Map<string, ReadonlySet<string>>();
  #words = 0;

  /** @param segments of the whole index */
  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
  }

  /** Returns a test for `correctTerms` of one word. */
  lookFor(): (word: string) => boolean {
    this.#words += 1;
    return this.#words <= WORDS_BEFORE_READING ? () => true : (word) => this.#mayBeKnown(word);
  }

  #mayBeKnown(word: string): boolean {
    if (!PLAIN.test(word) || word.length <= LETTERS_OF_A_PART) return true;
    const spelled = americanSpelling(word);
    if (keptStem(spelled) !== undefined || IRREGULAR.has(spelled)) return true;
    const terms = this.#part(spelled.slice(0, LETTERS_OF_A_PART));
    if (terms.size === 0) return false;
    const shortest = Math.max(LETTERS_OF_A_PART, spelled.length - LONGEST_ENDING);
    for (let length = spelled.length; length >= shortest; length--) {
      const [beginning, ending] = [spelled.slice(0, length), spelled.slice(length)];
      if (terms.has(beginning) && (ending === "" || ENDINGS.test(ending))) return true;
      if (hasOtherEnd(beginning, ending, terms)) return true;
    }
    return false;
  }

  #part(letters: string): ReadonlySet<string> {
    const known = this.#parts.get(letters);
    if (known !== undefined) return known;
    const terms = this.#segments.flatMap(({ words }) => [
      ...words.termsBeginning(letters, NO_LIMIT),
      ...(words.passagesWith([letters])[0] === 0 ? [] : [letters]),
    ]);
    const unique = new Set(terms);
    this.#parts.set(letters, unique);
    return unique;
  }
}

/**
 * Stems that do not end like the beginning of their words: "parti" of "party", "hope" of "hoping", "capabl"
 * of "capability".
 */
function hasOtherEnd(beginning: string, ending: string, terms: ReadonlySet<string>): boolean {
  if (beginning.endsWith("y") && terms.has(`${beginning.slice(0, -1)}i`)) return true;
  if (/^(?:ed|ing)/.test(ending) && terms.has(`${beginning}e`)) return true;
  return ending.startsWith("ilit") && terms.has(`${beginning}l`);
}
