import { basename, dirname } from "node:path";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import type { Article } from "@dateline-search/core/types";
import { type EditInput, followUp, NEWSROOM_EDITS, sentencesOf } from "./newsroom-edits.ts";

/** An article, the report that it is a copy of, and how it was made. */
export interface JudgedArticle {
  readonly article: Article;
  /** Id of the article that represents all copies of one report. */
  readonly report: string;
  /** Name of the edit, "original" or "follow-up". */
  readonly kind: string;
}

/** Share of the shorter article's sentences that two articles of the collection have in common verbatim. */
export interface NaturalOverlap {
  readonly a: Article;
  readonly b: Article;
  readonly share: number;
}

export interface JudgedCollection {
  readonly articles: readonly JudgedArticle[];
  /** Pairs of originals that share a sentence, closest first. */
  readonly overlaps: readonly NaturalOverlap[];
}

/**
 * From this share of sentences on, two originals are editions of one report. The collection contains some.
 */
export const SECOND_EDITION_SHARE = 2 / 3;
/** Interval between originals that get a follow-up. */
const FOLLOW_UP_EVERY = 5;

/** Reads the articles of a folder and adds an edited copy of each, and follow-ups of some. */
export async function judgedCollection(folder: string, random: () => number): Promise<JudgedCollection> {
  const originals = await readSections(folder);
  const overlaps = naturalOverlaps([...originals.values()].flat());
  const reports = uniteEditions(overlaps);
  const articles: JudgedArticle[] = [];
  let index = 0;
  for (const section of originals.values()) {
    section.forEach((article, position) => {
      const report = reports.get(article.id) ?? article.id;
      const donor = section[(position + 1 + Math.floor(random() * (section.length - 1))) % section.length];
      const input = { article, donor: donor ?? article, random };
      const { name, edit } = NEWSROOM_EDITS[index % NEWSROOM_EDITS.length] as (typeof NEWSROOM_EDITS)[number];
      articles.push({ article, report, kind: "original" });
      articles.push({ article: variant(input, edit(input)), report, kind: name });
      // An article that quotes itself or another edition of the report would be a copy.
      if (index % FOLLOW_UP_EVERY === 0 && input.donor !== article) {
        const followed = variant(input, followUp(input));
        articles.push({
          article: followed,
          report: reports.get(input.donor.id) ?? input.donor.id,
          kind: "follow-up",
        });
      }
      index += 1;
    });
  }
  return { articles, overlaps };
}

/** The articles of each folder of a collection, by folder name. */
export async function readSections(folder: string): Promise<ReadonlyMap<string, Article[]>> {
  const sections = new Map<string, Article[]>();
  for await (const entry of readCorpus(folder, {})) {
    if (entry.kind !== "article") continue;
    const section = basename(dirname(entry.origin.file));
    sections.set(section, [...(sections.get(section) ?? []), entry.article]);
  }
  return sections;
}

/** Uses a random id, since articles without a date are processed in the order of their ids. */
function variant({ article, random }: EditInput, text: string): Article {
  const id = Math.floor(random() * 2 ** 48)
    .toString(16)
    .padStart(12, "0");
  return { ...article, id, title: "Another headline", titleDerived: false, text };
}

function naturalOverlaps(articles: readonly Article[]): readonly NaturalOverlap[] {
  const sentences = articles.map(({ text }) => new Set(sentencesOf(text).map((sentence) => sentence.trim())));
  const holders = new Map<string, number[]>();
  sentences.forEach((ofArticle, index) => {
    for (const sentence of ofArticle) holders.set(sentence, [...(holders.get(sentence) ?? []), index]);
  });
  const common = new Map<string, number>();
  for (const indexes of holders.values()) {
    for (const [position, a] of indexes.entries()) {
      for (const b of indexes.slice(position + 1))
        common.set(`${a} ${b}`, (common.get(`${a} ${b}`) ?? 0) + 1);
    }
  }
  return [...common]
    .map(([pair, count]) => {
      const [a = 0, b = 0] = pair.split(" ").map(Number);
      const shorter = Math.min(sentences[a]?.size ?? 1, sentences[b]?.size ?? 1);
      return { a: articles[a] as Article, b: articles[b] as Article, share: count / shorter };
    })
    .sort((one, other) => other.share - one.share);
}

function uniteEditions(overlaps: readonly NaturalOverlap[]): ReadonlyMap<string, string> {
  const reports = new Map<string, string>();
  for (const { a, b, share } of overlaps) {
    if (share < SECOND_EDITION_SHARE) break;
    const [ofA, ofB] = [reports.get(a.id) ?? a.id, reports.get(b.id) ?? b.id];
    for (const [id, report] of reports) if (report === ofB) reports.set(id, ofA);
    reports.set(a.id, ofA);
    reports.set(b.id, ofA);
  }
  return reports;
}
