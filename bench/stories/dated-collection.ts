import { readFile } from "node:fs/promises";
import type { Article } from "@dateline-search/core/types";
import { inRepository } from "../workload/in-repository.ts";
import { type NaturalOverlap, SECOND_EDITION_SHARE } from "./judged-collection.ts";
import { isFitted } from "./real-pairs.ts";

/** The collection was written over a year. On this many days, it has a few hundred articles per day. */
const DAYS = 10;
const SECONDS_OF_DAY = 86_400;

/** Articles of a real collection that are in one story. They were not judged to report one event. */
export interface DatedFigures {
  readonly articles: number;
  /** Stories of several articles, and articles in them. */
  readonly stories: number;
  readonly joined: number;
  /** Pairs of articles in one story, and those of them that are editions of one report. */
  readonly pairs: number;
  readonly editions: number;
  /** Pairs of two articles that the weights were not fitted on, and pairs of two that they were fitted on. */
  readonly unfitted: number;
  readonly fitted: number;
  readonly judged: readonly JudgedSample[];
}

/** Pairs that were read, by verdict, and how many of them are in one story. */
export interface JudgedSample {
  readonly name: string;
  readonly counts: ReadonlyMap<Verdict, { readonly read: number; readonly joined: number }>;
}

/** One event, another moment of one affair, or something else. */
export type Verdict = "same" | "affair" | "other";

const VERDICTS: readonly Verdict[] = ["same", "affair", "other"];
const VERDICTS_FILE = inRepository("bench/stories/real-verdicts.txt");

/** Verdicts on sampled pairs, by the ids of the articles. */
export interface ReadSample {
  readonly name: string;
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly verdict: string }[];
}

export async function readVerdicts(): Promise<readonly ReadSample[]> {
  const text = await readFile(VERDICTS_FILE, "utf8");
  return text
    .split(/^== /m)
    .slice(1)
    .map((sample) => {
      const [name = "", ...lines] = sample.trim().split("\n");
      const pairs = lines.map((line) => {
        const [a = "", b = "", verdict = ""] = line.split(" ");
        return { a, b, verdict };
      });
      return { name, pairs };
    });
}

function judgedSample({ name, pairs }: ReadSample, stories: ReadonlyMap<string, string>): JudgedSample {
  const ofVerdict = (verdict: Verdict) => {
    const read = pairs.filter((pair) => pair.verdict === verdict);
    return { read: read.length, joined: read.filter(({ a, b }) => stories.get(a) === stories.get(b)).length };
  };
  return { name, counts: new Map(VERDICTS.map((verdict) => [verdict, ofVerdict(verdict)])) };
}

/** Gives each article a random time, so that hundreds of unrelated articles fall on one day. */
export function dateAtRandom(articles: readonly Article[], random: () => number): readonly Article[] {
  const begin = Date.UTC(2005, 0, 10);
  return articles.map((article) => {
    const time = new Date(begin + Math.floor(random() * DAYS * SECONDS_OF_DAY) * 1000);
    return { ...article, publishedAt: `${time.toISOString().slice(0, 19)}Z` };
  });
}

/** Known facts about the collection: which articles share sentences, and the verdicts on pairs. */
export interface KnownPairs {
  readonly overlaps: readonly NaturalOverlap[];
  readonly samples: readonly ReadSample[];
}

/** @param storyOf the story of each article, by its id */
export function datedFigures(
  articles: readonly Article[],
  storyOf: ReadonlyMap<string, string>,
  { overlaps, samples }: KnownPairs,
): DatedFigures {
  const stories = new Map<string, Article[]>();
  for (const article of articles) {
    const story = storyOf.get(article.id) ?? article.id;
    stories.set(story, [...(stories.get(story) ?? []), article]);
  }
  const several = [...stories.values()].filter(({ length }) => length > 1);
  const pairsIn = (members: readonly Article[]) => (members.length * (members.length - 1)) / 2;
  const pairs = (isCounted: (article: Article) => boolean) =>
    several.reduce((sum, members) => sum + pairsIn(members.filter(isCounted)), 0);
  const editions = overlaps.filter(
    ({ a, b, share }) => share >= SECOND_EDITION_SHARE && storyOf.get(a.id) === storyOf.get(b.id),
  );
  return {
    articles: articles.length,
    stories: several.length,
    joined: several.reduce((sum, { length }) => sum + length, 0),
    pairs: pairs(() => true),
    editions: editions.length,
    unfitted: pairs((article) => !isFitted(article)),
    fitted: pairs(isFitted),
    judged: samples.map((sample) => judgedSample(sample, storyOf)),
  };
}
