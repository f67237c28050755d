/** Words that are hashed together: short enough to survive an edit nearby, long enough to be said only once. */
const SHINGLE_WORDS = 5;
/** One hash of so many is kept. */
const SAMPLING = 4;
const KEPT_BELOW = Math.floor(2 ** 32 / SAMPLING);

/** Scripts that put no spaces between words, with the letters and marks that they share. */
const UNSPACED =
  "[\\p{scx=Hani}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]";
const LETTER = "[\\p{L}\\p{N}\\p{M}]";
/** A run of letters and digits, or one letter of those scripts. */
const WORD = new RegExp(`(?=${UNSPACED})${LETTER}|(?:(?!${UNSPACED})${LETTER})+`, "gu");

/**
 * What tells copies of a text, edited ones too: hashes of all runs of five words, of which those below a quarter of the
 * range are kept (FracMinHash: Irber et al. 2022, https://doi.org/10.1101/2022.01.11.475838; after Broder 1997). Two
 * texts keep the same hashes of what they share, so the share of common hashes estimates the share of common text, also
 * when one of them is only a part of the other, where hashes of a fixed number, as in MinHash, do not.
 *
 * @returns whole numbers below 2^30, ascending, each once; none for a text shorter than five words
 */
export function fingerprintOf(text: string): readonly number[] {
  const words = wordsOf(text);
  const kept = new Set<number>();
  for (let end = SHINGLE_WORDS; end <= words.length; end++) {
    const hash = hashOf(words.slice(end - SHINGLE_WORDS, end).join(" "));
    if (hash < KEPT_BELOW) kept.add(hash);
  }
  return [...kept].sort((a, b) => a - b);
}

/** The fingerprint of a text, and at the end one hash more, from 2^30 on, that only texts of the same words have. */
export function copyHashesOf(text: string): readonly number[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  return [...fingerprintOf(text), WHOLE_TEXT + (hashOf(words.join(" ")) >>> 2)];
}

function wordsOf(text: string): readonly string[] {
  return (
    text
      .toLowerCase()
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .match(WORD) ?? []
  );
}

/** Above all hashes of runs: the hash of the text as a whole, since short texts have few runs or none. */
const WHOLE_TEXT = 2 ** 30;

/** True for the hash that only equal texts share. */
export function isWholeTextHash(hash: number): boolean {
  return hash >= WHOLE_TEXT;
}

/** FNV-1a over UTF-16 units, mixed at the end as MurmurHash3 does: FNV alone leaves the upper bits, which decide, poor. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
