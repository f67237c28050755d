/** Like browsers, identifies longer texts by their first and last words. */
const MAX_EXACT_LENGTH = 300;
/** Enough words to be unique on the page. */
const WORDS_AT_EACH_END = 6;

const SEPARATOR = ":~:";

/**
 * A link that makes a browser scroll to a text and highlight it:
 * https://wicg.github.io/scroll-to-text-fragment/. A text that is long or spans paragraphs is identified by
 * its start and end, since an exact match must lie within one block of a page.
 *
 * @returns `null` when the URL is not an http or https URL, or the text has no letter or digit
 */
export function textFragmentLink(url: string | null, text: string): string | null {
  const target = text.trim();
  if (url === null || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  if (!/[\p{L}\p{N}]/u.test(target)) return null;
  const [base = ""] = url.split(SEPARATOR);
  const page = base.includes("#") ? base : `${base}#`;
  return `${page}${SEPARATOR}text=${toDirective(target)}`;
}

function toDirective(text: string): string {
  if (text.length <= MAX_EXACT_LENGTH && !text.includes("\n")) return encode(text);
  const words = wordRanges(text);
  const count = Math.min(WORDS_AT_EACH_END, Math.floor(words.length / 2));
  const [first, last] = [words[count - 1], words.at(-count)];
  // A single word, however long, has no other end.
  if (count === 0 || first === undefined || last === undefined) return encode(text);
  return `${encode(text.slice(0, first.end))},${encode(text.slice(last.start))}`;
}

/** Unicode word boundaries, which browsers use too, since not every script has spaces between words. */
function wordRanges(text: string): readonly { readonly start: number; readonly end: number }[] {
  const segments = new Intl.Segmenter("en", { granularity: "word" }).segment(text);
  return [...segments]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => ({ start: index, end: index + segment.length }));
}

/**
 * "&" and "," separate directives and their parts, and "-" marks context. `encodeURIComponent` escapes all
 * but the last.
 */
function encode(text: string): string {
  const flowing = text.replace(/\s+/g, " ").replace(/\p{Surrogate}/gu, "\ufffd");
  return encodeURIComponent(flowing).replaceAll("-", "%2D");
}
