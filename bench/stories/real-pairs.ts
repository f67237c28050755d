import type { Embedder } from "@dateline-search/core/ports/embedder";
import { embedReports } from "./embed-reports.ts";
import type { JudgedPair } from "./fit-model.ts";
import { readSections } from "./judged-collection.ts";
import { judgedPairs } from "./pair-signs.ts";

/** Positions of signs by name. */
const WORDS = 1;
const COPIED = "copied";
/** From here on two articles are one report; below the next, two. What lies between was not judged, and is left out. */
const SAME_WORDS = 0.8;
const OTHER_WORDS = 0.55;
const LEAST_WORDS = 0.2;

/**
 * Pairs of real articles of one section, as if they had come within a day: mostly one running subject on different days,
 * which is the hardest to tell from one event. Judged by how much of the text they share; samples were read.
 */
export async function realPairs(folder: string, embedder: Embedder): Promise<readonly JudgedPair[]> {
  const sections = await readSections(folder);
  const pairs: JudgedPair[] = [];
  for (const [section, articles] of sections) {
    const embeddings = await embedReports(embedder, articles);
    const reports = articles.map((article, index) => ({
      article: { ...article, publishedAt: dateOf(index) },
      event: article.id,
      kind: `real: ${section}`,
      embedding: embeddings[index] as Float32Array,
    }));
    pairs.push(...judgedPairs(reports).flatMap(judge));
  }
  return pairs;
}

function judge(pair: JudgedPair): readonly JudgedPair[] {
  const words = pair.signs[WORDS] ?? 0;
  if (words >= SAME_WORDS) return [{ ...pair, isSame: true, kind: COPIED }];
  return words >= LEAST_WORDS && words < OTHER_WORDS ? [{ ...pair, kind: "real" }] : [];
}

function dateOf(index: number): string {
  return new Date(Date.UTC(2005, 0, 10, (index * 7) % 36)).toISOString();
}
