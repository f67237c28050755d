import { countBits, editDistance, letterSet, mayBeWithin } from "../words/edit-distance.ts";
import { stemWord } from "../words/stem-word.ts";

/** Longest endings that stemming removes, in general and from a short stem. */
const LONGEST_ENDING = 10;
const LONGEST_ENDING_OF_SHORT = 8;
const SHORT_STEM = 4;
/** From this length on a stem may also have another spelling, British or American. */
const LONG_STEM = 6;
/** Shorter stems with another spelling: "color", "center", "rubl", "mold". */
const SPELLED_OTHERWISE =
  /(?:or|er|ol)$|^(?:airpl|amid|among|ax|check|chili|cozi|curb|draft|gray|jail|mold|molt|mom|naiv|plow|rubl|skept|smold|sulf|tire|toxem|yogurt)/;
/**
 * Stems unlike their words: of "dying", "lying", "tying", and of "kerb", "gaol", "tyre", "cheque" in American
 * spelling.
 */
const IRREGULAR = new Set(["die", "lie", "tie", "curb", "jail", "tire", "tsar", "check", "plow", "donut"]);
/** From this length on, a word may contain two errors. */
const LETTERS_OF_TWO_SLIPS = 8;

/**
 * False when a misspelled word cannot stand for a term: a fast test before a lookup in the whole dictionary
 * (`correctTerms`). A term is the beginning of the intended word, except for its last letter.
 *
 * @param word as typed
 * @param term of an index
 */
export function mayStandFor(word: string, term: string): boolean {
  if (IRREGULAR.has(term)) return true;
  const [ofWord, ofTerm] = [lookOf(word), lookOf(term)];
  return hasSlipInBeginning(ofWord, ofTerm) || hasTwoSlips(ofWord, ofTerm);
}

interface Look {
  readonly word: string;
  readonly letters: number;
  readonly stem: () => string;
  readonly beginning: string;
  readonly lettersOfBeginning: number;
}

const known = new Map<string, Look>();
const REMEMBERED_WORDS = 100_000;

function lookOf(word: string): Look {
  const found = known.get(word);
  if (found !== undefined) return found;
  if (known.size >= REMEMBERED_WORDS) known.clear();
  const beginning = word.slice(0, -1);
  let stem: string | undefined;
  const stemOf = () => {
    stem ??= stemWord(word);
    return stem;
  };
  const letters = letterSet(word);
  const look = { word, letters, stem: stemOf, beginning, lettersOfBeginning: letterSet(beginning) };
  known.set(word, look);
  return look;
}

function hasSlipInBeginning(
  { word, letters }: Look,
  { word: term, beginning, lettersOfBeginning }: Look,
): boolean {
  const longest = term.length <= SHORT_STEM ? LONGEST_ENDING_OF_SHORT : LONGEST_ENDING;
  if (term.length > word.length + 2 || word.length > term.length + longest) return false;
  const slips = term.length >= LONG_STEM || SPELLED_OTHERWISE.test(term) ? 2 : 1;
  if (countBits(lettersOfBeginning & ~letters) > slips) return false;
  return beginsLike(word, beginning, slips);
}

function hasTwoSlips({ word, letters, stem }: Look, { word: term, letters: ofTerm }: Look): boolean {
  if (word.length < LETTERS_OF_TWO_SLIPS || word[0] !== term[0]) return false;
  if (term.length > word.length + 2 || countBits(ofTerm & ~letters) > 2) return false;
  return mayBeWithin(stem(), term, 2) && editDistance(stem(), term, 2) <= 2;
}

/** Whether some prefix of a word is within this many edits of another word. */
function beginsLike(word: string, beginning: string, slips: number): boolean {
  if (word.startsWith(beginning)) return true;
  for (let length = beginning.length - slips; length <= beginning.length + slips; length++) {
    if (editDistance(word.slice(0, Math.max(0, length)), beginning, slips) <= slips) return true;
  }
  return false;
}
