import { spellingsNear } from "../words/american-spelling.ts";
import { type Edit, placeEdit, wordsOneEditAway } from "../words/edit-distance.ts";
import { keptWords } from "../words/stem-word.ts";

const PLAIN = /^[a-z]+$/;
/** The stem of these begins otherwise: "die", "lie", "tie". */
const IRREGULAR = ["dying", "lying", "tying"];
/**
 * What the stemmer may take off (https://snowballstem.org/algorithms/english/stemmer.html). A test holds it against the stemmer.
 * Before these endings it also takes off a letter that is doubled.
 */
const ENDINGS =
  "s e es ie ies ied eed eedly ed edly ing ingly y i ly lly l li ation ational tion tional ion ional ency enci ancy anci able ably abil ible ibly ibil bly bli ize izer ization ate ator or alism al ality alit ful fulness ous ness iv ive ivit ity iti it ogy ogi og less ic icate icit ance ence er ant ement ment ent ism iz at".split(
    " ",
  );
const DOUBLED_BEFORE = "[a-z](?=ed|ing|er)";
const ending = `(?:${ENDINGS.join("|")}|${DOUBLED_BEFORE})`;
const ARE_ENDINGS = new RegExp(`^${ending}*$`);
/** What the end of endings can be, when their beginning is not known. */
const MAY_END_ENDINGS = new RegExp(`^(?:${tailsOf(ENDINGS).join("|")})?${ending}*$`);

/** More is never taken off, and a long row of endings can be read in too many ways. */
const LONGEST_ENDINGS = 18;

function isMatch(endings: RegExp, letters: string): boolean {
  return letters.length <= LONGEST_ENDINGS && endings.test(letters);
}

const A = "a".charCodeAt(0);
const LETTERS = 26;
/** Of a hash: the hash of letters is a polynomial of it, so that hashes of parts can be put together. */
const FACTOR = 0x01000193;
/** Spreads hashes over a table (https://en.wikipedia.org/wiki/Hash_function#Fibonacci_hashing). */
const SPREAD = 0x9e3779b1;
/** For each hash. */
const PLACES = 4;

/**
 * Finds the words one slip away from another that an index may have. There are five hundred of these words, and most are in no index.
 * To see that, no word is put together and no stem made: a stem of English is the beginning of its word, but for a last letter, and
 * only endings are missing. So beginnings are hashed letter by letter and looked up.
 */
export class KnownSlips {
  readonly #table: HashTable;
  readonly #known = new Map<string, readonly Edit[]>();

  /** @param terms all of an index */
  constructor(terms: readonly string[]) {
    this.#table = new HashTable(terms.flatMap(beginningsOf));
  }

  /**
   * Those of `wordsOneEditAway`, in their order, whose stem may be a term. Of them a few are none.
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

/** A place in a word behind which all can be endings, and the hash of the letters before it. */
interface Cut {
  readonly at: number;
  /** Of the letters from a place to the cut, and the factor of what stands before them. */
  readonly hash: number;
  readonly factor: number;
}

/** What of a word is the same for all slips. */
class Look {
  readonly #word: string;
  readonly #table: HashTable;
  /** Of the first letters, so many of them. */
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

  /** Where all that follows the slip, or comes a while behind it, is an ending. */
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

  /** @param cuts from the place on up to which the hash goes */
  #isKnown(before: number, cuts: readonly Cut[]): boolean {
    for (const { at, hash, factor } of cuts) {
      const whole = (Math.imul(before, factor) + hash) | 0;
      if (this.#table.has(whole) || (at === this.#word.length && single().has(whole))) return true;
    }
    return false;
  }

  /** Where the beginning is right, and the slip is in the endings. */
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

  /** What follows a slip in an ending belongs to endings too. */
  #firstPlaceInEnding(): number {
    const word = this.#word;
    let place = word.length;
    while (place > 0 && isMatch(MAY_END_ENDINGS, word.slice(place))) place--;
    // Of a letter that is taken out or turned, the letters before are the last that may be right.
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
 * What a word can begin with that has a stem: the stem, or what it was before its last letter was changed ("party" has the stem
 * "parti", "hop" in "hoping" has "hope", "capabi" in "capability" has "capabl"), or as it is spelled in Britain.
 */
function beginningsOf(term: string): readonly string[] {
  const shorter = term.slice(0, -1);
  const own = term.endsWith("e") || term.endsWith("l") ? [term, shorter] : [term];
  if (term.endsWith("i")) own.push(`${shorter}y`);
  const british = own.flatMap((one) => [one.replaceAll("iz", "is"), one.replaceAll("yz", "ys")]);
  return [...own, ...british].filter((one) => one !== "");
}

/** Hashes of words. What has another hash is none of them. */
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

  /** @param hash of 32 bits, signed */
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

/** Words whose stems cannot be told from their letters. */
function single(): HashTable {
  singleWords ??= new HashTable([...keptWords(), ...IRREGULAR]);
  return singleWords;
}
