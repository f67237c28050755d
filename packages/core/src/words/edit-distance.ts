/** An edit and its cost: 0.5 for doubling or undoubling a letter and for transposing two. */
export interface Edit {
  readonly word: string;
  readonly cost: number;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const SLIP = 0.5;

/**
 * All words one edit away, without duplicates: a letter deleted, inserted or changed, or two neighbours transposed.
 * Each has its lowest cost.
 */
export function wordsOneEditAway(word: string): readonly Edit[] {
  const letters = [...new Set(LETTERS + word)];
  const costs = new Map<string, number>();
  const add = (edited: string, cost: number) => {
    if (edited !== word) costs.set(edited, Math.min(cost, costs.get(edited) ?? Number.POSITIVE_INFINITY));
  };
  for (let at = 0; at <= word.length; at++) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    const [letter = "", next = ""] = after;
    const last = before.at(-1);
    add(before + after.slice(1), letter === last ? SLIP : 1);
    if (next !== "") add(before + next + letter + after.slice(2), SLIP);
    for (const other of letters) {
      if (letter !== "") add(before + other + after.slice(1), 1);
      add(before + other + after, other === last || other === letter ? SLIP : 1);
    }
  }
  return Array.from(costs, ([edited, cost]) => ({ word: edited, cost }));
}

/** An edit with its position in the order of `wordsOneEditAway`. */
export interface PlacedEdit extends Edit {
  readonly place: number;
}

/**
 * Computes one result of `wordsOneEditAway` without the others.
 *
 * @param word in the letters a to z, as is `edited`, which is one slip away
 */
export function placeEdit(word: string, edited: string): PlacedEdit {
  let at = 0;
  while (at < word.length && word[at] === edited[at]) at++;
  const kinds = 2 + 2 * LETTERS.length;
  const kindOf = (letter = "") => 2 + 2 * LETTERS.indexOf(letter);
  if (edited.length === word.length) {
    const isTurned = word.slice(at + 1) !== edited.slice(at + 1);
    const kind = isTurned ? 1 : kindOf(edited[at]);
    return { word: edited, cost: isTurned ? SLIP : 1, place: at * kinds + kind };
  }
  const isShorter = edited.length < word.length;
  const letter = isShorter ? word[at] : edited[at];
  const behind = isShorter ? word[at + 1] : word[at];
  // The first of equal letters.
  const first = startOfRun(word, at, letter);
  const kind = isShorter ? 0 : kindOf(letter) + 1;
  return { word: edited, cost: first < at || behind === letter ? SLIP : 1, place: first * kinds + kind };
}

function startOfRun(word: string, at: number, letter: string | undefined): number {
  let first = at;
  while (first > 0 && word[first - 1] === letter) first--;
  return first;
}

/**
 * Number of deletions, insertions, substitutions and transpositions between two words (optimal string
 * alignment).
 *
 * @returns `limit + 1` when it exceeds `limit`
 */
export function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let [earlier, before]: [number[], number[]] = [
    [],
    Array.from({ length: other.length + 1 }, (_, index) => index),
  ];
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      let least = Math.min(
        (before[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (before[column - 1] as number) + (isSame ? 0 : 1),
      );
      const isTurned = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (row > 1 && column > 1 && isTurned) least = Math.min(least, (earlier[column - 2] as number) + 1);
      current.push(least);
    }
    if (Math.min(...current) > limit) return limit + 1;
    [earlier, before] = [before, current];
  }
  return Math.min(limit + 1, before[other.length] as number);
}

/** False only if `editDistance` exceeds the limit. A fast test that compares sets of letters. */
export function mayBeWithin(one: string, other: string, limit: number): boolean {
  // A substitution removes one letter and adds another.
  return countBits(letterSet(one) ^ letterSet(other)) <= 2 * limit;
}

/** One bit for each letter of the alphabet that occurs; other characters share the bits. */
export function letterSet(word: string): number {
  let letters = 0;
  for (let index = 0; index < word.length; index++) letters |= 1 << (word.charCodeAt(index) & 31);
  return letters;
}

export function countBits(bits: number): number {
  let left = bits;
  let count = 0;
  for (; left !== 0; count++) left &= left - 1;
  return count;
}
