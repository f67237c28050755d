import { createReadStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { IndexedPassage, PassageTable } from "@dateline-search/core/ports/passage-table";
import type { Segment } from "@dateline-search/core/ports/segment";
import type { SegmentFormat, SegmentWriter } from "@dateline-search/core/ports/segment-format";
import type { StoryTable } from "@dateline-search/core/ports/story-table";
import type { ScanIndex } from "@dateline-search/core/ports/vector-index";
import type { WordIndex } from "@dateline-search/core/ports/word-index";
import type { Article, Passage } from "@dateline-search/core/types";
import { sha256Of } from "./simulated-bucket.ts";

const FILE = "articles.json";
const DIMENSIONS = 1;

interface TinyArticle {
  readonly article: Article;
  readonly passages: readonly Passage[];
  storyId: string | null;
}

/**
 * A fake in place of SQLite and HNSW: one small file with the articles of a segment. It finds nothing by meaning or by
 * words; the simulation asks only which articles are there.
 */
export const tinySegmentFormat: SegmentFormat = {
  files: [FILE],
  headFiles: [FILE],
  updateFiles: [],
  create: async (folder) => createWriter(folder),
  open: (folder) => openSegment(folder),
  openHead: (folder) => openSegment(folder),
  contentOf: (_name, path) => createReadStream(path),
};

/** A fake in place of the model: every text means the same. */
export const meaninglessEmbedder: Embedder = {
  modelName: "meaningless",
  fingerprint: sha256Of(Buffer.from("meaningless")),
  dimensions: DIMENSIONS,
  maxTokens: 256,
  countTokens: (text) => text.split(" ").length,
  languages: null,
  unknownShare: () => 0,
  calibration: null,
  embedPassages: async (texts) => texts.map(() => Float32Array.of(1)),
  poolsParts: false,
  embedWithParts: async () => {
    throw new Error("This embedder pools no parts");
  },
  embedQuery: async () => Float32Array.of(1),
  close: async () => {},
};

function createWriter(folder: string): SegmentWriter {
  const articles: TinyArticle[] = [];
  const rows = () => rowsOf(articles);
  return {
    get passageCount() {
      return rows().length;
    },
    get articleCount() {
      return articles.length;
    },
    addArticle: (article, passages) => articles.push({ article, passages, storyId: null }),
    passagesToEmbed: (start, count) =>
      rows()
        .slice(start, start + count)
        .map(({ row, passage, article }) => ({ row, title: article.title, text: passage.text })),
    addEmbeddings: () => {},
    addStored: () => {},
    stories: {
      ...storiesOf(articles),
      articlesInTime: () =>
        firstRows(articles).map(({ article, row }, index) => ({ ...article, row: index, firstPassage: row })),
      assign: ({ row }, storyId) => {
        (articles[row] as TinyArticle).storyId = storyId;
      },
      addAlias: () => {},
      reassign: (row, storyId) => {
        (articles[row] as TinyArticle).storyId = storyId;
      },
      reportAt: (row) => (rows()[row] as { readonly article: Article }).article,
    },
    articlesWith: (terms) => terms.map(() => 0),
    embeddingOf: () => Float32Array.of(1),
    nearest: () => [],
    finish: async () => writeFileSync(join(folder, FILE), JSON.stringify(articles)),
    abandon: () => {},
  };
}

function openSegment(folder: string): Segment {
  const path = join(folder, FILE);
  if (!existsSync(path))
    throw new DatelineError("index-corrupt", `Cannot open the segment: "${path}" is missing`);
  const articles: TinyArticle[] = JSON.parse(readFileSync(path, "utf8"));
  let isOpen = true;
  const rows = () => {
    if (!isOpen) throw new DatelineError("internal", `Cannot read the segment in "${folder}": it is closed`);
    return rowsOf(articles);
  };
  const size = rows().length;
  return {
    passages: passagesOf(articles, rows),
    sentences: {
      similarities: (_, wanted) => wanted.map(() => []),
      nearest: (_, wanted) => new Float64Array(wanted.length).fill(Number.NEGATIVE_INFINITY),
      hold: () => {
        throw new DatelineError("internal", "Cannot compare tiny segments with many queries");
      },
    },
    words: NO_WORDS,
    stories: storiesOf(articles),
    approximate: vectorsOf(size, false),
    exact: vectorsOf(size, true),
    estimates: null,
    storedEmbeddings: (wanted) =>
      wanted.map(() => ({ passage: Float32Array.of(1), bytes: new Uint8Array() })),
    close: () => {
      isOpen = false;
    },
  };
}

function passagesOf(articles: readonly TinyArticle[], rows: () => readonly IndexedPassage[]): PassageTable {
  const at = (row: number) => rows()[row] as IndexedPassage;
  return {
    passageCount: rows().length,
    articleCount: articles.length,
    rows: () => rows().map(({ row }) => row),
    rowsMatching: () => null,
    read: (wanted) => wanted.map(at),
    spans: (wanted) => wanted.map((row) => at(row).passage),
    articleRanges: (wanted) =>
      Array.from(wanted, (row) => {
        const first = row - at(row).passage.ordinal;
        const count = articles.find(({ article }) => article.id === at(row).article.id)?.passages.length ?? 0;
        return { first, end: first + count };
      }),
    countArticles: () => [],
  };
}

function storiesOf(articles: readonly TinyArticle[]): StoryTable {
  return {
    keysOf: (wanted) =>
      wanted.map((row) => {
        const { article, passage } = rowsOf(articles)[row] as IndexedPassage;
        const storyId = articles.find((one) => one.article.id === article.id)?.storyId ?? null;
        return { articleId: article.id, ordinal: passage.ordinal, storyId, publishedAt: article.publishedAt };
      }),
    membersOf: () => [],
    sharing: () => [],
    aliases: () => [],
  };
}

const NO_WORDS: WordIndex = {
  lookUp: () => {
    throw new DatelineError("internal", "Cannot look up words: the tiny segment format keeps none");
  },
  articlesWith: () => {
    throw new DatelineError("internal", "Cannot look up words: the tiny segment format keeps none");
  },
  passagesWith: () => {
    throw new DatelineError("internal", "Cannot look up words: the tiny segment format keeps none");
  },
  termsBeginning: () => {
    throw new DatelineError("internal", "Cannot look up words: the tiny segment format keeps none");
  },
  termsEnding: () => {
    throw new DatelineError("internal", "Cannot look up words: the tiny segment format keeps none");
  },
  termsLike: () => {
    throw new DatelineError("internal", "Cannot look up words: the tiny segment format keeps none");
  },
  holding: () => {
    throw new DatelineError("internal", "Cannot look up words: the tiny segment format keeps none");
  },
};

function vectorsOf(size: number, exact: boolean): ScanIndex {
  return {
    size,
    dimensions: DIMENSIONS,
    exact,
    search: (_, k) => Array.from({ length: Math.min(k, size) }, (_, row) => ({ row, similarity: 1 })),
    searchAmong: (_, k, allowed) =>
      Array.from(allowed.rows().subarray(0, k), (row) => ({ row, similarity: 1 })),
    similarities: (_, wanted) => new Float32Array(wanted.length).fill(1),
  };
}

function rowsOf(articles: readonly TinyArticle[]): readonly IndexedPassage[] {
  return articles
    .flatMap(({ article, passages }) => passages.map((passage) => ({ article, passage })))
    .map((one, row) => ({ row, ...one }));
}

function firstRows(articles: readonly TinyArticle[]): readonly IndexedPassage[] {
  return rowsOf(articles).filter(({ passage }) => passage.ordinal === 0);
}
