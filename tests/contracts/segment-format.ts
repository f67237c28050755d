import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { PassageEmbeddings } from "@dateline-search/core/ports/passage-embeddings";
import type { Segment } from "@dateline-search/core/ports/segment";
import type { SegmentFormat } from "@dateline-search/core/ports/segment-format";
import { whenFetched } from "@dateline-search/core/ports/unfetched";
import type { Embedding } from "@dateline-search/core/types";
import { describe, expect, onTestFinished, test } from "vitest";
import { bestMatches } from "../fixtures/best-matches.ts";
import { exampleArticle, paragraphsOf } from "../fixtures/example-article.ts";
import { randomEmbeddings } from "../fixtures/random-embeddings.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { writeSegment } from "../fixtures/write-segment.ts";

const DIMENSIONS = 16;
const ARTICLES = Array.from({ length: 50 }, (_, i) =>
  exampleArticle({ id: `${i}`, text: `The first part of ${i}.\n\nThe second part.`, source: "Gazette" }),
);
const PASSAGES = 2 * ARTICLES.length;
const VECTORS = randomEmbeddings(PASSAGES, DIMENSIONS);
const QUERY = randomEmbeddings(1, DIMENSIONS, 7)[0] as Embedding;
const INTERNAL = expect.objectContaining({ code: "internal" });
const CORRUPT = expect.objectContaining({ code: "index-corrupt" });

/** What every segment format promises, of the segments that it writes and of the sentences in them. */
export function describeSegmentFormat(name: string, format: SegmentFormat): void {
  describe(`${name} as a SegmentFormat`, () => {
    describeWriting(format);
    describeReading(format);
    describeDamage(format);
  });
}

function describeWriting(format: SegmentFormat): void {
  test("writes the files that it lists, and opens them with all of their content", async () => {
    const { folder, segment } = await writeAndOpen(format);
    expect(readdirSync(folder).toSorted()).toEqual([...format.files, ...format.updateFiles].toSorted());
    expect([segment.passages.articleCount, segment.passages.passageCount]).toEqual([50, PASSAGES]);
    for (const vectors of [segment.approximate, segment.exact]) {
      expect([vectors.size, vectors.dimensions]).toEqual([PASSAGES, DIMENSIONS]);
    }
  });

  test("yields passages to embed in batches while it is written", async () => {
    const writer = await format.create(temporaryFolder(), DIMENSIONS);
    for (const article of ARTICLES) writer.addArticle(article, paragraphsOf(article));
    expect([writer.articleCount, writer.passageCount]).toEqual([50, PASSAGES]);
    const text = "The second part.";
    expect(writer.passagesToEmbed(PASSAGES - 1, 10)).toEqual([
      { row: PASSAGES - 1, title: "Report 49", text },
    ]);
    expect(writer.passagesToEmbed(3, 4).map(({ row }) => row)).toEqual([3, 4, 5, 6]);
    expect(writer.passagesToEmbed(PASSAGES, 10)).toEqual([]);
    writer.abandon();
  });

  test("rejects an article after embeddings, and more embeddings than passages", async () => {
    const writer = await format.create(temporaryFolder(), DIMENSIONS);
    const [article] = ARTICLES as [(typeof ARTICLES)[0]];
    writer.addArticle(article, paragraphsOf(article));
    writer.addEmbeddings(passageEmbeddings().slice(0, 1));
    expect(() => writer.addArticle(exampleArticle({ id: "late" }), [])).toThrow(INTERNAL);
    expect(() => writer.addEmbeddings(passageEmbeddings().slice(1, 3))).toThrow(INTERNAL);
    writer.abandon();
  });

  test("does not finish while passages lack embeddings", async () => {
    const writer = await format.create(temporaryFolder(), DIMENSIONS);
    for (const article of ARTICLES) writer.addArticle(article, paragraphsOf(article));
    writer.addEmbeddings(passageEmbeddings().slice(1));
    await expect(writer.finish()).rejects.toMatchObject({ code: "internal" });
    writer.abandon();
  });
}

function describeReading(format: SegmentFormat): void {
  test("stores each embedding in its row", async () => {
    const { segment } = await writeAndOpen(format);
    const rows = [0, 1, 57, PASSAGES - 1];
    for (const vectors of [segment.approximate, segment.exact]) {
      vectors.similarities(QUERY, rows).forEach((similarity, index) => {
        expect(similarity).toBeCloseTo(cosine(QUERY, VECTORS[rows[index] as number]), 2);
      });
    }
  });

  test("stores equal embeddings in each of their rows, and copies them unchanged to another segment", async () => {
    const shared = { passage: VECTORS[0] as Embedding, sentences: [] };
    const embeddings = passageEmbeddings().map((own, row) => (row % 3 === 0 ? shared : own));
    const folder = temporaryFolder();
    await writeSegment(format, folder, { articles: ARTICLES, embeddings, dimensions: DIMENSIONS });
    const segment = format.open(folder, DIMENSIONS);
    onTestFinished(() => segment.close());
    const rows = [...embeddings.keys()];
    for (const vectors of [segment.approximate, segment.exact]) {
      expect(vectors.size).toBe(PASSAGES);
      expect(vectors.search(shared.passage, 20).map(({ row }) => row)).toEqual(
        rows.filter((row) => row % 3 === 0).slice(0, 20),
      );
    }
    const stored = segment.storedEmbeddings(rows);
    stored.forEach(({ passage }, row) => {
      expect(cosine(passage, embeddings[row]?.passage)).toBeCloseTo(1, 2);
    });
    const copy = temporaryFolder();
    const writer = await format.create(copy, DIMENSIONS);
    for (const article of ARTICLES) writer.addArticle(article, paragraphsOf(article));
    writer.addStored(stored);
    expect(writer.embeddingOf(99)).toEqual(stored[99]?.passage);
    expect(writer.nearest(shared.passage, 3).map(({ row }) => row)).toEqual([0, 3, 6]);
    await writer.finish();
    expect(contentOf(copy)).toEqual(contentOf(folder));
  });

  test("compares each sentence of the requested rows, in order, with approximate similarities", async () => {
    const { segment } = await writeAndOpen(format);
    const rows = [4, 1, 0, 4];
    const found = segment.sentences.similarities(QUERY, rows);
    const expected = rows.map((row) => passageEmbeddings()[row]?.sentences ?? []);
    expect(found.map((sentences) => sentences.map(({ start, end }) => [start, end]))).toEqual(
      expected.map((sentences) => sentences.map(({ start, end }) => [start, end])),
    );
    const differences = found.flatMap((sentences, index) =>
      sentences.map(({ similarity }, i) =>
        Math.abs(similarity - cosine(QUERY, expected[index]?.[i]?.embedding)),
      ),
    );
    expect(differences.length).toBeGreaterThan(0);
    expect(Math.max(...differences)).toBeLessThan(0.15);
    expect(mean(differences)).toBeLessThan(0.05);
    const nearest = found.map((sentences) => Math.max(...sentences.map(({ similarity }) => similarity)));
    expect([...segment.sentences.nearest(QUERY, rows)]).toEqual(nearest);
    expect(segment.sentences.similarities(QUERY, [])).toEqual([]);
    expect([...segment.sentences.nearest(QUERY, [])]).toEqual([]);
    expect(() => segment.sentences.nearest(QUERY, [0, PASSAGES])).toThrow(INTERNAL);
    expect(() => segment.sentences.similarities(QUERY, [0, PASSAGES])).toThrow(INTERNAL);
  });

  test("reading changes no bytes, adds no files and does not affect answers", async () => {
    const { folder, segment } = await writeAndOpen(format);
    const before = contentOf(folder);
    const first = readAll(segment);
    expect(readAll(segment)).toEqual(first);
    expect(contentOf(folder)).toEqual(before);
  });

  test("gives the same answers from its head and ranges of the other files", async () => {
    const { folder, segment } = await writeAndOpen(format);
    const head = temporaryFolder();
    for (const file of format.headFiles) copyFileSync(join(folder, file), join(head, file));
    const ranged = format.openHead(head, DIMENSIONS, {
      read: async (file, { start, end }) => readFileSync(join(folder, file)).subarray(start, end),
    });
    onTestFinished(() => ranged.close());
    const rows = [0, 1, 42, 99];
    const questions: readonly ((of: Segment) => unknown)[] = [
      ({ passages }) => passages.read(rows),
      ({ passages }) => [...(passages.rowsMatching({ articleId: ["7"] })?.rows() ?? [])],
      ({ words }) => bestMatches(words, "first part of 17"),
      ({ words }) => words.holding(["first"]),
      ({ sentences }) => sentences.similarities(QUERY, rows),
      ({ sentences }) => [...sentences.nearest(QUERY, rows)],
      ({ stories }) => stories.keysOf(rows),
      ({ exact }) => Array.from(exact.similarities(QUERY, rows), (one) => Math.round(one * 1e5)),
    ];
    for (const ask of questions) {
      expect(await whenFetched(() => ask(ranged))).toEqual(ask(segment));
    }
    const near = ranged.exact.search(QUERY, PASSAGES);
    expect(near.map(({ row }) => row).toSorted((a, b) => a - b)).toEqual([...VECTORS.keys()]);
    const estimates = ranged.estimates?.similarities(QUERY, [...VECTORS.keys()]) ?? [];
    expect(estimates.length).toBe(PASSAGES);
    const errors = Array.from(estimates, (estimate, row) => Math.abs(estimate - cosine(QUERY, VECTORS[row])));
    expect(mean(errors)).toBeLessThan(0.2);
    expect(segment.estimates).toBeNull();
  });

  test("a missing or truncated head is index-corrupt", async () => {
    const { folder } = await write(format);
    const nothing = { read: async () => new Uint8Array() };
    expect(() => format.openHead(temporaryFolder(), DIMENSIONS, nothing)).toThrow(CORRUPT);
    for (const file of format.headFiles) truncateSync(join(folder, file), 3_000);
    expect(() => format.openHead(folder, DIMENSIONS, nothing).close()).toThrow(CORRUPT);
  });

  test("can be opened again after closing, and twice at a time", async () => {
    const { folder } = await write(format);
    const first = format.open(folder, DIMENSIONS);
    const before = readAll(first);
    const second = format.open(folder, DIMENSIONS);
    first.close();
    expect(readAll(second)).toEqual(before);
    second.close();
    const third = format.open(folder, DIMENSIONS);
    expect(readAll(third)).toEqual(before);
    third.close();
  });
}

function describeDamage(format: SegmentFormat): void {
  describe.each(format.files.map((file) => [file] as const))("a damaged %s", (file) => {
    test.each<[string, (path: string) => void]>([
      ["missing", (path) => rmSync(path)],
      ["empty", (path) => writeFileSync(path, "")],
      ["foreign", (path) => writeFileSync(path, randomBytes(20_000))],
      ["cut to its first half", (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ])("is index-corrupt if it is %s", async (_what, damage) => {
      const { folder } = await write(format);
      damage(join(folder, file));
      expect(() => format.open(folder, DIMENSIONS).close()).toThrow(CORRUPT);
    });

    test("is index-corrupt if it belongs to a segment of another size", async () => {
      const [{ folder }, { folder: smaller }] = [await write(format), await write(format, 10)];
      writeFileSync(join(folder, file), readFileSync(join(smaller, file)));
      expect(() => format.open(folder, DIMENSIONS).close()).toThrow(CORRUPT);
    });
  });

  test("embeddings with other dimensions are index-corrupt", async () => {
    const { folder } = await write(format);
    expect(() => format.open(folder, DIMENSIONS / 2).close()).toThrow(CORRUPT);
  });
}

async function write(format: SegmentFormat, articleCount = ARTICLES.length): Promise<{ folder: string }> {
  const folder = temporaryFolder();
  await writeSegment(format, folder, {
    articles: ARTICLES.slice(0, articleCount),
    embeddings: passageEmbeddings().slice(0, 2 * articleCount),
    dimensions: DIMENSIONS,
  });
  return { folder };
}

async function writeAndOpen(format: SegmentFormat): Promise<{ folder: string; segment: Segment }> {
  const { folder } = await write(format);
  const segment = format.open(folder, DIMENSIONS);
  onTestFinished(() => segment.close());
  return { folder, segment };
}

/** Two sentences in every passage of an even row, none in the others. */
function passageEmbeddings(): PassageEmbeddings[] {
  return VECTORS.map((passage, row) => {
    const [first, second] = randomEmbeddings(2, DIMENSIONS, row + 100) as [Embedding, Embedding];
    const sentences = [
      { start: 0, end: 9, embedding: first },
      { start: 10, end: 15, embedding: second },
    ];
    return { passage, sentences: row % 2 === 0 ? sentences : [] };
  });
}

function readAll({ passages, sentences, words, approximate, exact }: Segment): unknown {
  return [
    passages.read([0, 99]),
    passages.rowsMatching({ source: ["gazette"] })?.rows(),
    bestMatches(words, "part"),
    sentences.similarities(QUERY, [0, 1]),
    approximate.search(QUERY, 10),
    exact.search(QUERY, 10),
  ];
}

function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "base64")]),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function cosine(a: Embedding, b: Embedding | undefined): number {
  return a.reduce((sum, value, index) => sum + value * (b?.[index] ?? Number.NaN), 0);
}
