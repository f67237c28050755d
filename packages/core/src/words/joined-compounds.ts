import type { Span } from "../types.ts";
import { hasAsciiWords, type WordSigns, wordExpression } from "./split-words.ts";

const letterOf = ({ letters, marks }: WordSigns) => `[${letters}${marks}]`;
const signOf = ({ letters, digits, marks }: WordSigns) => `[${letters}${digits}${marks}]`;
const HYPHEN = "[-\u2010\u2011]";
const MOST_PARTS = 3;

/**
 * Two or three words with hyphens between: "cease-fire", "e-mail", "Al-Qaeda", "mother-in-law". Numbers stay separate.
 */
const hyphenatedIn = wordExpression((signs) => {
  const [letter, sign] = [letterOf(signs), signOf(signs)];
  return `(?<!${sign}|${sign}${HYPHEN}|['’.&])${letter}+(?:${HYPHEN}${letter}+){1,${MOST_PARTS - 1}}(?!${HYPHEN}?${sign})`;
}, "g");
const HAS_HYPHEN = new RegExp(HYPHEN);

const APOSTROPHE = "['‘’ʼ＇`´]";
const HAS_APOSTROPHE = new RegExp(APOSTROPHE);
/** "Apple's" and "don't" are not names. */
const noClitic = (signs: WordSigns) => `(?!(?:s|m|d|re|ve|ll|t)(?!${letterOf(signs)}))`;
const withNoLetterBeside = (signs: WordSigns, words: string) => {
  const sign = signOf(signs);
  return `(?<!${sign}|['‘’.&-])${words}(?!${sign}|['‘’](?!s(?!${sign}))${sign})`;
};
/** Names that are also written without their apostrophe: "Sana'a", "Xi'an", "O'Brien". Not "l'accord" and "dell'Italia". */
const nameWithApostropheIn = wordExpression((signs) => {
  const [letter, capital, small] = [letterOf(signs), `[${signs.capitals}]`, `[${signs.smallLetters}]`];
  return withNoLetterBeside(
    signs,
    `(?:[OD]${APOSTROPHE}${capital}${letter}+|${capital}${letter}+${APOSTROPHE}${noClitic(signs)}${small}${letter}*)`,
  );
}, "g");
const smallNameWithApostropheIn = wordExpression((signs) => {
  const letter = letterOf(signs);
  return withNoLetterBeside(signs, `(?:[od]|${letter}{2,})${APOSTROPHE}${noClitic(signs)}${letter}+`);
}, "g");
const CAPITAL = /\p{Lu}/u;

/**
 * Compounds that news also writes as two words. Only those with the same meaning: not "every day" and "everyday", nor
 * "some time" and "sometime".
 */
const APART: Readonly<Record<string, string>> = {
  after: "shock math effect",
  air: "base craft field lift port space strike tight time",
  ball: "park",
  bail: "out",
  band: "width",
  bench: "mark",
  black: "list mail out",
  blood: "shed stream",
  book: "seller shop store",
  border: "line",
  break: "through",
  brush: "fire",
  bush: "fire",
  buy: "back out",
  by: "election law pass",
  car: "maker",
  care: "giver taker",
  cease: "fire",
  cell: "phone",
  chip: "maker",
  chain: "saw",
  child: "birth care",
  clean: "up",
  clear: "cut",
  coal: "field",
  coast: "line",
  counter: "attack offensive part terrorism",
  court: "house room",
  crack: "down",
  cross: "fire",
  dash: "board",
  data: "base set",
  day: "care",
  dead: "line lock",
  door: "step",
  down: "town turn",
  drug: "maker store",
  earth: "quake",
  eye: "witness",
  e: "book commerce mail",
  fall: "out",
  farm: "house land worker",
  feed: "back",
  fire: "arm fight fighter power wall",
  flash: "point",
  flood: "plain water",
  foot: "age ball print",
  free: "lance way",
  front: "line man runner",
  fund: "raiser raising",
  grand: "child parent stand",
  grass: "root",
  ground: "breaking water",
  guest: "house",
  gun: "fire man men point shot ship",
  hand: "cuff gun made",
  head: "line quarters wind",
  health: "care",
  heat: "wave",
  home: "land maker owner town work",
  hot: "line spot",
  house: "hold keeper wife",
  ice: "berg breaker",
  key: "board note word",
  land: "fill lord mark mine owner slide",
  law: "breaker maker making suit",
  lay: "off",
  life: "boat line long span style time",
  lock: "down out",
  loop: "hole",
  market: "place",
  micro: "chip finance plastic",
  mid: "field night term",
  mile: "stone",
  motor: "bike cycle way",
  mud: "slide",
  news: "cast caster letter paper print room stand",
  night: "club fall life",
  oil: "field",
  out: "break cry look put reach",
  pay: "check cheque day load off out roll wall",
  peace: "keeper keeping maker making time",
  per: "cent",
  photo: "journalist shoot",
  pipe: "line",
  play: "ground off wright",
  policy: "maker making",
  post: "card man war",
  power: "house",
  proof: "reader",
  rain: "fall forest storm",
  ring: "leader",
  road: "block map side works",
  roll: "back out",
  run: "off way",
  sales: "man woman person people",
  school: "boy child children girl house teacher",
  sea: "bed food floor port shore side",
  sell: "off",
  share: "holder holding",
  ship: "builder building wreck yard",
  shop: "keeper lifting",
  short: "fall list",
  shut: "down",
  side: "line walk",
  sky: "scraper",
  smart: "phone watch",
  snow: "fall storm",
  soft: "ware",
  space: "craft flight ship walk",
  spokes: "man person people woman women",
  stake: "holder",
  stand: "off",
  start: "up",
  state: "craft hood house",
  steel: "maker",
  stock: "broker holder pile",
  store: "front house",
  strong: "hold",
  sub: "committee",
  sun: "light rise set",
  super: "market power",
  take: "off over",
  tax: "payer",
  tear: "gas",
  text: "book",
  through: "put",
  time: "frame line scale table",
  trade: "mark",
  trouble: "maker",
  turn: "around out over",
  under: "dog ground way",
  walk: "out over",
  war: "fare head lord plane ship time",
  watch: "dog",
  water: "front shed way",
  wave: "length",
  web: "cam cast page site",
  week: "day end",
  whistle: "blower",
  wide: "spread",
  wild: "fire life",
  wind: "farm mill shield",
  wood: "land",
  work: "day flow force load place shop station",
};

const SECONDS = new Map(
  Object.entries(APART).map(([first, seconds]) => [first, new Set(seconds.split(" "))] as const),
);
const pairIn = wordExpression(
  (signs) => `(?<!${signOf(signs)}|[-‐‑'’.&])([a-z]+)\\s([a-z]+)(?!${signOf(signs)}|[-‐‑][${signs.letters}])`,
  "iy",
);
/** "US-led" and "UN-backed" are never one word; "E-mail" may be. */
const WITH_ACRONYM = /(?<!\p{L})\p{Lu}{2,}(?!\p{L})/u;
const SMALL_LETTER = /\p{Ll}/u;
const [A, Z, LOWER_CASE] = [0x61, 0x7a, 0x20];
const JOINT = /[-\u2010\u2011\s'‘’ʼ＇`´]/g;

/** A compound whose parts are separate in a text, and its form as one word. */
export interface JoinedCompound extends Span {
  readonly word: string;
}

/**
 * The compounds of a text that are also written as one word, in order: "cease-fire", "health care", "Sana'a". Omits
 * those already written as one word, which `splitWords` returns. The words of a compound remain words of the text.
 */
export function joinedCompounds(text: string): readonly JoinedCompound[] {
  const isAscii = hasAsciiWords(text);
  const hyphenated = HAS_HYPHEN.test(text)
    ? Array.from(text.matchAll(hyphenatedIn(isAscii)), ({ 0: written, index }) => joined(written, index))
    : [];
  return [...hyphenated, ...namesWithApostrophe(text, isAscii), ...compoundsApart(text, isAscii)]
    .filter(({ start, end }) => !isAcronymWithWords(text.slice(start, end)))
    .sort((a, b) => a.start - b.start);
}

function namesWithApostrophe(text: string, isAscii: boolean): readonly JoinedCompound[] {
  if (!HAS_APOSTROPHE.test(text)) return [];
  const expressionIn = CAPITAL.test(text) ? nameWithApostropheIn : smallNameWithApostropheIn;
  return Array.from(text.matchAll(expressionIn(isAscii)), ({ 0: written, index }) => joined(written, index));
}

/** Looks up the word before each space. Trying all compounds at each word would take ten times as long. */
function compoundsApart(text: string, isAscii: boolean): readonly JoinedCompound[] {
  const found: JoinedCompound[] = [];
  let first = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) | LOWER_CASE;
    if (code >= A && code <= Z) continue;
    if (at > first && SECONDS.has(text.slice(first, at).toLowerCase())) {
      const pair = pairAt(text, first, isAscii);
      if (pair !== undefined && first >= (found.at(-1)?.end ?? 0)) found.push(pair);
    }
    first = at + 1;
  }
  return found;
}

function pairAt(text: string, start: number, isAscii: boolean): JoinedCompound | undefined {
  const pair = pairIn(isAscii);
  pair.lastIndex = start;
  const [written = "", first = "", second = ""] = pair.exec(text) ?? [];
  const seconds = SECONDS.get(first.toLowerCase());
  const [lower, singular] = [second.toLowerCase(), second.toLowerCase().replace(/s$/, "")];
  return seconds?.has(lower) || seconds?.has(singular) ? joined(written, start) : undefined;
}

function joined(written: string, start: number): JoinedCompound {
  return { start, end: start + written.length, word: written.replace(JOINT, "").toLowerCase() };
}

function isAcronymWithWords(written: string): boolean {
  return SMALL_LETTER.test(written) && WITH_ACRONYM.test(written);
}
