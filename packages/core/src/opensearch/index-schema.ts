import { COMPARED_FIELDS, FACET_FIELDS } from "../article-fields.ts";
import type { RowRanges } from "../generation/removed-rows.ts";
import type { SearchedManifest } from "../search/search-engine.ts";
import { keyFieldOf } from "./filter-query.ts";

/** Raise this if a program for the previous version could misread the index. */
export const SCHEMA_VERSION = 1;

/** How an index stores vectors. */
export type Quantization = "none" | "byte";

export interface SchemaOptions {
  readonly dimensions: number;
  readonly quantization: Quantization;
  readonly shards: number;
  readonly replicas: number;
}

const KEYWORD = { type: "keyword" } as const;
/** Terms separated by spaces, in text order. Only BM25 of whole articles needs norms. */
const TERMS = { type: "text", analyzer: "whitespace", norms: false, similarity: "count" } as const;

/**
 * The settings and mappings of an index. It contains articles and their passages. Routing keeps both in one
 * shard. Passages repeat the filtered fields, because a k-NN filter sees only fields of the passage itself.
 */
export function indexDefinition({ dimensions, quantization, shards, replicas }: SchemaOptions): object {
  return {
    settings: {
      index: {
        knn: true,
        number_of_shards: shards,
        number_of_replicas: replicas,
        // Writers refresh explicitly, so that unfinished writes stay invisible.
        refresh_interval: "-1",
        max_result_window: 100_000,
        // Lets an explicit request remove even a few deleted texts from disk.
        merge: { policy: { expunge_deletes_allowed: 0 } },
        similarity: {
          // Returns the frequency of a term, for our own BM25.
          count: { type: "scripted", script: { source: "return query.boost * doc.freq;" } },
        },
      },
    },
    mappings: {
      dynamic: "strict",
      _routing: { required: true },
      _source: { excludes: ["words", "vocabulary", "terms", "titleTerms"] },
      properties: {
        kind: { type: "join", relations: { article: "passage" } },
        articleId: KEYWORD,
        storyId: KEYWORD,
        row: { type: "long" },
        ordinal: { type: "integer" },
        start: { type: "integer" },
        end: { type: "integer" },
        ...FILTERED,
        // Fields of passages.
        length: { type: "integer" },
        articleLength: { type: "integer" },
        vector: vectorField(dimensions, quantization),
        // Segments compare by inner product, and quantized vectors are not exactly of length 1.
        norm: { type: "float" },
        embeddings: { type: "binary" },
        terms: TERMS,
        titleTerms: TERMS,
        // Fields of articles.
        words: { type: "text", analyzer: "whitespace" },
        vocabulary: KEYWORD,
        wordCount: { type: "integer" },
        // The story, or the article if it has none. A list shows each group once.
        group: KEYWORD,
        article: { type: "object", enabled: false },
        textBytes: { type: "integer", index: false, doc_values: false },
        ...COUNTED,
        // Field of the state document.
        state: { type: "object", enabled: false },
      },
    },
  };
}

/** Fields that filters compare: names by `nameKey`, times as text. */
const FILTERED = {
  ...Object.fromEntries(COMPARED_FIELDS.map((field) => [keyFieldOf(field), KEYWORD])),
  publishedAt: KEYWORD,
  isDay: { type: "boolean" },
};

/** Facet fields, in their original spelling. */
const COUNTED = Object.fromEntries(FACET_FIELDS.map((field) => [field, KEYWORD]));

function vectorField(dimensions: number, quantization: Quantization): object {
  const encoder = quantization === "byte" ? { encoder: { name: "sq", parameters: { bits: 7 } } } : {};
  return {
    type: "knn_vector",
    dimension: dimensions,
    method: {
      name: "hnsw",
      engine: "lucene",
      space_type: "cosinesimil",
      parameters: { m: 16, ef_construction: 128, ...encoder },
    },
  };
}

/** The state of an index, which it stores as a document. */
export interface IndexState {
  readonly schemaVersion: number;
  /** Id of the loaded generation. */
  readonly generation: string;
  /** UTC instant. */
  readonly publishedAt: string;
  readonly manifest: SearchedManifest;
  readonly quantization: Quantization;
  /** Passage numbers below this are in use. */
  readonly nextRow: number;
  /** Segments of the generation that are known to be loaded. */
  readonly loaded: readonly LoadedSegment[];
  /** True if the load is complete. An incomplete index is never live. */
  readonly complete: boolean;
  /** The current writer, and a number that it raises to renew its claim; `null` for none. */
  readonly claim: { readonly by: string; readonly renewals: number } | null;
}

/** A segment whose passages are numbered from `offset`. Removed ones are not loaded. */
export interface LoadedSegment {
  readonly id: string;
  /** Number of its first passage. */
  readonly offset: number;
  /** Including removed ones. */
  readonly passages: number;
  readonly removed: RowRanges;
}

/** Id of the state document, and its routing. */
export const STATE_ID = "state";
