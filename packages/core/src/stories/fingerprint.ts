/** Words per hash: few enough to survive a nearby edit, enough to be unique. */
const SHINGLE_WORDS = 5;
/** One in this many hashes is kept. */
const SAMPLING = 4;
const KEPT_BELOW = Math.floor(2 ** 32 / SAMPLING);

/** Scripts without spaces between words, including shared letters and marks. */
const UNSPACED =
  "[\\p{scx=Hani}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]";
const LETTER = "[\\p{L}\\p{N}\\p{M}]";
/** A run of letters and digits, or one letter of those scripts. */
const WORD = new RegExp(`(?=${UNSPACED})${LETTER}|(?:(?!${UNSPACED})${LETTER})+`, "gu");

/**
 * A fingerprint that identifies copies of a text, even edited ones: hashes of all runs of five words, of
 * which those in the lowest quarter of the range are kept (FracMinHash: Irber et al. 2022,
 * https://doi.org/10.1101/2022.01.11.475838; after Broder 1997). Two texts keep the same hashes of the text
 * they share, so the share of common hashes estimates the share of common text, even if one is only a part of
 * the other. A fixed number of hashes, as in MinHash, does not have this property.
 *
 * @returns integers below 2^30, ascending, without duplicates; none for a text shorter than five words
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

/**
 * The fingerprint of a text, followed by a hash of 2^30 or more that only texts with the same words share.
 */
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

/**
 * Above all hashes of runs. Marks the hash of the whole text, which is needed because short texts have few
 * runs or none.
 */
const WHOLE_TEXT = 2 ** 30;

/** True for the hash that only equal texts share. */
export function isWholeTextHash(hash: number): boolean {
  return hash >= WHOLE_TEXT;
}

/**
 * FNV-1a over UTF-16 units with the final mix of MurmurHash3, since FNV alone mixes the upper bits poorly,
 * which decide here.
 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
