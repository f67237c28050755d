import { spellingsNear } from "../words/american-spelling.ts";
import { type Edit, placeEdit, wordsOneEditAway } from "../words/edit-distance.ts";
import { keptWords } from "../words/stem-word.ts";

const PLAIN = /^[a-z]+$/;
/** Words whose stems begin differently: "die", "lie", "tie". */
const IRREGULAR = ["dying", "lying", "tying"];
/**
 * The endings that the stemmer may remove (https://snowballstem.org/algorithms/english/stemmer.html). A test compares them with
 * the stemmer. Before some of them, it also removes the second of two equal letters.
 */
const ENDINGS =
  "s e es ie ies ied eed eedly ed edly ing ingly y i ly lly l li ation ational tion tional ion ional ency enci ancy anci able ably abil ible ibly ibil bly bli ize izer ization ate ator or alism al ality alit ful fulness ous ness iv ive ivit ity iti it ogy ogi og less ic icate icit ance ence er ant ement ment ent ism iz at".split(
    " ",
  );
const DOUBLED_BEFORE = "[a-z](?=ed|ing|er)";
const ending = `(?:${ENDINGS.join("|")}|${DOUBLED_BEFORE})`;
const ARE_ENDINGS = new RegExp(`^${ending}*$`);
/** Endings, the first of which may lack its beginning. */
const MAY_END_ENDINGS = new RegExp(`^(?:${tailsOf(ENDINGS).join("|")})?${ending}*$`);

/** The stemmer never removes more, and a long sequence of endings can be read in too many ways. */
const LONGEST_ENDINGS = 18;

function isMatch(endings: RegExp, letters: string): boolean {
  return letters.length <= LONGEST_ENDINGS && endings.test(letters);
}

const A = "a".charCodeAt(0);
const LETTERS = 26;
/** Base of the polynomial hash. It lets the hash of a word be combined from those of its parts. */
const FACTOR = 0x01000193;
/** Spreads hashes over a table (https://en.wikipedia.org/wiki/Hash_function#Fibonacci_hashing). */
const SPREAD = 0x9e3779b1;
/** Slots per hash. */
const PLACES = 4;

/**
 * Finds the words at edit distance one whose stems an index may contain. A word has about five hundred such neighbours,
 * most of which are in no index. They are ruled out without building the words or their stems: an English stem is a prefix
 * of its word, except perhaps for its last letter, so prefixes are hashed letter by letter and looked up.
 */
export class KnownSlips {
  readonly #table: HashTable;
  readonly #known = new Map<string, readonly Edit[]>();

  /** @param terms all terms of an index */
  constructor(terms: readonly string[]) {
    this.#table = new HashTable(terms.flatMap(beginningsOf));
  }

  /**
   * The words of `wordsOneEditAway`, in their order, whose stem may be a term. A few false positives remain.
   *
   * @param word lower case
   */
  of(word: string): readonly Edit[] {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const found = this.#find(word);
    this.#known.set(word, found);
    return found;
  }

  #find(word: string): readonly Edit[] {
    if (!PLAIN.test(word)) return wordsOneEditAway(word);
    const edits = new Set<string>();
    const look = new Look(word, this.#table);
    look.findSlipsInBeginning((edit) => edits.add(edit));
    look.findSlipsInEnding((edit) => edits.add(edit));
    const spellings = spellingsNear(word);
    if (spellings.length > 0) {
      for (const { word: edit } of wordsOneEditAway(word)) {
        if (spellings.some((letters) => edit.includes(letters))) edits.add(edit);
      }
    }
    edits.delete(word);
    const placed = Array.from(edits, (edit) => placeEdit(word, edit));
    return placed.sort((a, b) => a.place - b.place);
  }
}

type Report = (edit: string) => void;

/** A position after which everything may be endings, and the hash of the letters before it. */
interface Cut {
  readonly at: number;
  /** Hash of the letters from a position to the cut, and the factor for the letters before. */
  readonly hash: number;
  readonly factor: number;
}

/** The parts of a word that all slips share. */
class Look {
  readonly #word: string;
  readonly #table: HashTable;
  /** Hashes of the prefixes, by length. */
  readonly #hashes: readonly number[];
  readonly #isCut: readonly boolean[];

  constructor(word: string, table: HashTable) {
    this.#word = word;
    this.#table = table;
    const hashes = [0];
    for (let at = 0; at < word.length; at++) hashes.push(hashOf(hashes[at] as number, word.charCodeAt(at)));
    this.#hashes = hashes;
    this.#isCut = Array.from(hashes, (_, at) => isMatch(ARE_ENDINGS, word.slice(at)));
  }

  /** Reports the slips before the endings of the word. */
  findSlipsInBeginning(report: Report): void {
    const word = this.#word;
    for (let at = 0; at <= word.length; at++) {
      const before = this.#hashes[at] as number;
      const [here, behind] = [this.#cutsFrom(at), this.#cutsFrom(at + 1)];
      if (at < word.length && this.#isKnown(before, behind)) report(word.slice(0, at) + word.slice(at + 1));
      if (at + 1 < word.length) this.#lookAtTurned(at, report);
      for (let letter = A; letter < A + LETTERS; letter++) {
        const put = hashOf(before, letter);
        if (this.#isKnown(put, here)) report(withLetter(word, { letter, at, rest: at }));
        if (at < word.length && this.#isKnown(put, behind))
          report(withLetter(word, { letter, at, rest: at + 1 }));
      }
    }
  }

  #lookAtTurned(at: number, report: Report): void {
    const word = this.#word;
    const rest = `${word[at]}${word.slice(at + 2)}`;
    const first = hashOf(this.#hashes[at] as number, word.charCodeAt(at + 1));
    const both = hashOf(first, word.charCodeAt(at));
    const isCutBetween = this.#table.has(first) && isMatch(ARE_ENDINGS, rest);
    if (isCutBetween || this.#isKnown(both, this.#cutsFrom(at + 2))) {
      report(`${word.slice(0, at)}${word[at + 1]}${rest}`);
    }
  }

  #cutsFrom(from: number): readonly Cut[] {
    const cuts: Cut[] = [];
    let [hash, factor] = [0, 1];
    for (let at = from; at <= this.#word.length; at++) {
      if (at > from) {
        hash = hashOf(hash, this.#word.charCodeAt(at - 1));
        factor = Math.imul(factor, FACTOR);
      }
      if (this.#isCut[at]) cuts.push({ at, hash, factor });
    }
    return cuts;
  }

  /**
   * @param before hash of the letters before a position
   * @param cuts the cuts from that position on
   */
  #isKnown(before: number, cuts: readonly Cut[]): boolean {
    for (const { at, hash, factor } of cuts) {
      const whole = (Math.imul(before, factor) + hash) | 0;
      if (this.#table.has(whole) || (at === this.#word.length && single().has(whole))) return true;
    }
    return false;
  }

  /** Reports the slips within the endings. */
  findSlipsInEnding(report: Report): void {
    const word = this.#word;
    const first = this.#firstPlaceInEnding();
    for (let at = 1; at <= word.length; at++) {
      if (!this.#table.has(this.#hashes[at] as number)) continue;
      const rest = word.slice(at);
      for (let place = Math.max(0, first - at); place <= rest.length; place++) {
        for (const edited of editsAt(rest, place))
          if (isMatch(ARE_ENDINGS, edited)) report(word.slice(0, at) + edited);
      }
    }
  }

  /** The first possible position of such a slip, because the letters after it belong to endings, too. */
  #firstPlaceInEnding(): number {
    const word = this.#word;
    let place = word.length;
    while (place > 0 && isMatch(MAY_END_ENDINGS, word.slice(place))) place--;
    // If a letter is deleted or transposed, only the letters before it are certain.
    return Math.max(0, place - 2);
  }
}

function withLetter(
  word: string,
  { letter, at, rest }: { readonly letter: number; readonly at: number; readonly rest: number },
): string {
  return `${word.slice(0, at)}${String.fromCharCode(letter)}${word.slice(rest)}`;
}

function* editsAt(rest: string, at: number): Iterable<string> {
  const [before, after] = [rest.slice(0, at), rest.slice(at)];
  if (after !== "") yield before + after.slice(1);
  if (after.length > 1) yield before + after[1] + after[0] + after.slice(2);
  for (let code = A; code < A + LETTERS; code++) {
    const letter = String.fromCharCode(code);
    yield before + letter + after;
    if (after !== "") yield before + letter + after.slice(1);
  }
}

function tailsOf(endings: readonly string[]): readonly string[] {
  const tails = endings.flatMap((one) => Array.from(one, (_, at) => one.slice(at)));
  return [...new Set(tails)];
}

function hashOf(before: number, code: number): number {
  return (Math.imul(before, FACTOR) + code) | 0;
}

function hashOfWord(letters: string): number {
  let hash = 0;
  for (let at = 0; at < letters.length; at++) hash = hashOf(hash, letters.charCodeAt(at));
  return hash;
}

/**
 * The possible beginnings of words with a given stem: the stem itself, the stem before its last letter was changed ("party"
 * has the stem "parti", "hop" in "hoping" has "hope", "capabi" in "capability" has "capabl"), and British spellings.
 */
function beginningsOf(term: string): readonly string[] {
  const shorter = term.slice(0, -1);
  const own = term.endsWith("e") || term.endsWith("l") ? [term, shorter] : [term];
  if (term.endsWith("i")) own.push(`${shorter}y`);
  const british = own.flatMap((one) => [one.replaceAll("iz", "is"), one.replaceAll("yz", "ys")]);
  return [...own, ...british].filter((one) => one !== "");
}

/** A set of word hashes. A word with another hash is certainly not in it. */
class HashTable {
  readonly #places: Int32Array;
  readonly #shift: number;

  constructor(words: readonly string[]) {
    const bits = Math.ceil(Math.log2(PLACES * (words.length + 1)));
    this.#shift = 32 - bits;
    this.#places = new Int32Array(2 ** bits);
    for (const word of words) this.#add(hashOfWord(word));
  }

  #add(hash: number): void {
    let place = Math.imul(hash, SPREAD) >>> this.#shift;
    while (this.#places[place] !== 0 && this.#places[place] !== hash)
      place = (place + 1) % this.#places.length;
    this.#places[place] = hash;
  }

  /** @param hash signed, 32 bits */
  has(hash: number): boolean {
    let place = Math.imul(hash, SPREAD) >>> this.#shift;
    for (let found = this.#places[place]; found !== 0; found = this.#places[place]) {
      if (found === hash) return true;
      place = (place + 1) % this.#places.length;
    }
    return false;
  }
}

let singleWords: HashTable | undefined;

/** Words with exceptional stems. */
function single(): HashTable {
  singleWords ??= new HashTable([...keptWords(), ...IRREGULAR]);
  return singleWords;
}
