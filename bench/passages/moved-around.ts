import { seededRandom } from "../../tests/fixtures/seeded-random.ts";
import { syntheticArticles } from "../synthetic/synthetic-articles.ts";
import { type BenchPassage, DIMENSIONS, embeddingAt, type PassageSet } from "./passage-set.ts";

/** How far a passage is moved, as a share of the difference between two others. */
const MOVED_BY = 0.6;

/**
 * Creates this many passages: first the real ones, then moved ones. A moved embedding is a real one plus a share of the
 * difference between two others, so it keeps the directions in which real embeddings differ. Independent noise would
 * not. Its text has random words with the frequencies of the real texts. A larger set begins with the smaller one.
 *
 * @param real at least three passages
 */
export function movedAround(real: PassageSet, count: number, seed: number): PassageSet {
  const kept = Math.min(count, real.passages.length);
  const embeddings = new Float32Array(count * DIMENSIONS);
  embeddings.set(real.embeddings.subarray(0, kept * DIMENSIONS));
  const random = seededRandom(seed);
  for (let row = kept; row < count; row++) moveInto(embeddingAt(embeddings, row), real, random);
  const passages = [...real.passages.slice(0, kept), ...drawnTexts(real, count - kept, seed)];
  return { passages, embeddings };
}

function moveInto(target: Float32Array, { embeddings, passages }: PassageSet, random: () => number): void {
  const pick = () => Math.floor(random() * passages.length);
  const [centre, from, to] = [pick(), pick(), pick()];
  // Two different ones, since equal ones would move nothing and duplicate the passage.
  const other = to === from ? to + 1 : to;
  const at = (row: number) => embeddingAt(embeddings, row % passages.length);
  const [around, start, end] = [at(centre), at(from), at(other)];
  let squares = 0;
  for (let i = 0; i < DIMENSIONS; i++) {
    const value = (around[i] as number) + MOVED_BY * ((end[i] as number) - (start[i] as number));
    target[i] = value;
    squares += value * value;
  }
  const norm = Math.sqrt(squares);
  for (let i = 0; i < DIMENSIONS; i++) target[i] = (target[i] as number) / norm;
}

function drawnTexts({ passages }: PassageSet, passageCount: number, seed: number): BenchPassage[] {
  const words = passages.flatMap(({ text }) => text.toLowerCase().match(/\p{L}+/gu) ?? []);
  const drawn: BenchPassage[] = [];
  const articles = syntheticArticles({ words, passageCount, random: seededRandom(seed + 1) });
  for (const { article, passages: parts } of articles) {
    for (const { text } of parts) drawn.push({ articleId: article.id, title: article.title, text });
  }
  return drawn;
}
