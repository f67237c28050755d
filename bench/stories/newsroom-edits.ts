import { splitSentences } from "@dateline-search/core/passages/split-sentences";
import type { Article } from "@dateline-search/core/types";

/** Input of an edit. */
export interface EditInput {
  readonly article: Article;
  /** Another article of the same section, the source of a newsroom's own sentences. */
  readonly donor: Article;
  /** 0…1, such as from `seededRandom`. */
  readonly random: () => number;
}

/** A way in which a newsroom edits another's report. */
export interface NewsroomEdit {
  readonly name: string;
  /** @returns the text as printed */
  readonly edit: (input: EditInput) => string;
}

/** Words that desks replace without changing the meaning. */
const HOUSE_STYLE: readonly (readonly [RegExp, string])[] = [
  [/\bsaid\b/g, "told reporters"],
  [/\badded\b/g, "went on"],
  [/\bper cent\b|%/g, " percent"],
  [/\bprogramme/g, "program"],
  [/\bour\b/g, "the"],
  [/\bhas been\b/g, "was"],
  [/\bbut\b/g, "though"],
  [/\blast year\b/g, "a year ago"],
  [/\bUK\b/g, "Britain"],
  [/\bUS\b/g, "United States"],
  [/\bMr |\bMs |\bMrs /g, ""],
];

/** The judged edits, from the lightest to all of them combined. The headline always differs. */
export const NEWSROOM_EDITS: readonly NewsroomEdit[] = [
  { name: "another headline", edit: ({ article }) => article.text },
  {
    name: "another agency line, last quarter cut",
    edit: ({ article }) => withAgency(cutEnd(article.text, 0.75)),
  },
  { name: "first paragraph cut", edit: ({ article }) => cutBeginning(article.text) },
  { name: "a brief: the first third", edit: ({ article }) => cutEnd(article.text, 1 / 3) },
  { name: "three sentences inserted", edit: (input) => insertSentences(input.article.text, input, 3) },
  { name: "house style", edit: ({ article }) => inHouseStyle(article.text) },
  {
    name: "agency line, beginning cut, end cut, two sentences inserted",
    edit: (input) => withAgency(insertSentences(cutEnd(cutBeginning(input.article.text), 0.8), input, 2)),
  },
  {
    name: "house style, end cut, two sentences inserted",
    edit: (input) => inHouseStyle(insertSentences(cutEnd(input.article.text, 0.8), input, 2)),
  },
];

/** Another story that quotes two sentences of an earlier one as background, as follow-ups do. */
export function followUp({ article, donor }: EditInput): string {
  const background = sentencesOf(article.text).slice(1, 3).join(" ");
  return `${donor.text}\n\n${background}`;
}

export function sentencesOf(text: string): readonly string[] {
  return splitSentences(text).map(({ start, end }) => text.slice(start, end));
}

function withAgency(text: string): string {
  return `LONDON (Wire) - ${text}\n\n(Reporting by our correspondents; editing by the news desk)`;
}

/** Removes the first paragraph, or the first two sentences when there is no other. */
function cutBeginning(text: string): string {
  const [, ...rest] = text.split("\n\n");
  return rest.length > 0 ? rest.join("\n\n") : sentencesOf(text).slice(2).join(" ");
}

/** Keeps this share of the sentences, from the first on. */
function cutEnd(text: string, share: number): string {
  const sentences = splitSentences(text);
  const last = sentences[Math.max(1, Math.floor(sentences.length * share)) - 1];
  return text.slice(0, last?.end ?? text.length);
}

function insertSentences(text: string, { donor, random }: EditInput, count: number): string {
  const sentences = [...sentencesOf(text)];
  const own = sentencesOf(donor.text);
  for (let inserted = 0; inserted < count; inserted++) {
    const at = 1 + Math.floor(random() * sentences.length);
    sentences.splice(at, 0, own[Math.floor(random() * own.length)] ?? "");
  }
  return sentences.join(" ");
}

function inHouseStyle(text: string): string {
  return HOUSE_STYLE.reduce((edited, [pattern, words]) => edited.replace(pattern, words), text);
}
