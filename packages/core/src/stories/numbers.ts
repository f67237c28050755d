const NUMBER = /\d+(?:[.,]\d+)*/g;
const WORDS =
  "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty";
const TENS = { thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 };
const NUMBER_WORDS: ReadonlyMap<string, string> = new Map([
  ...WORDS.split(" ").map((word, index) => [word, `${index + 2}`] as const),
  ...Object.entries(TENS).map(([word, value]) => [word, `${value}`] as const),
]);
const WORD = new RegExp(
  String.raw`(?<![\p{L}-])(?:${[...NUMBER_WORDS.keys()].join("|")})(?![\p{L}-])`,
  "giu",
);
const GROUPING = /,(?=\d{3}(?:\D|$))/g;

/**
 * The numbers of a text, in figures or English words up to ninety. Drops grouping commas: "1,200" is 1200.
 */
export function numbersIn(text: string): ReadonlySet<string> {
  const numbers = new Set<string>();
  for (const [number] of text.matchAll(NUMBER)) numbers.add(number.replace(GROUPING, "").replace(",", "."));
  for (const [word] of text.matchAll(WORD)) numbers.add(NUMBER_WORDS.get(word.toLowerCase()) ?? word);
  return numbers;
}

/** True for a number in figures, and for an English number word in lower case. */
export function isNumber(word: string): boolean {
  return /^\d/.test(word) || NUMBER_WORDS.has(word);
}

const YEAR = /^(?:19|20)\d\d$/;
const WEIGHT_OF_DIGITS = [0, 0.3, 0.6];
const WEIGHT_OF_YEAR = 0.3;

/** How distinctive a number is, up to 1. Small numbers and years agree by chance. */
export function weightOfNumber(number: string): number {
  if (YEAR.test(number)) return WEIGHT_OF_YEAR;
  return WEIGHT_OF_DIGITS[number.replaceAll(/\D/g, "").length] ?? 1;
}

/** Numbers by the word after them, which says what they count. */
export type Quantities = ReadonlyMap<string, ReadonlySet<string>>;

const QUANTITY = new RegExp(
  String.raw`(?<![\p{L}\d.,:-])(\d+(?:[.,]\d+)*|${[...NUMBER_WORDS.keys()].join("|")})[ -](?:(?:million|billion|hundred|thousand) )?(\p{Ll}{3,})`,
  "giu",
);
/** Letters that identify a word in both singular and plural. */
const UNIT_STEM = 5;

export function quantitiesIn(text: string): Quantities {
  const quantities = new Map<string, Set<string>>();
  for (const [, number = "", unit = ""] of text.matchAll(QUANTITY)) {
    const stem = unit.toLowerCase().slice(0, UNIT_STEM);
    const [value = number] = numbersIn(number);
    quantities.set(stem, (quantities.get(stem) ?? new Set()).add(value));
  }
  return quantities;
}
