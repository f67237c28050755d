import { COMPARED_FIELDS, FACET_FIELDS } from "../article-fields.ts";
import type { RowRanges } from "../generation/removed-rows.ts";
import type { SearchedManifest } from "../search/search-engine.ts";
import { keyFieldOf } from "./filter-query.ts";

/** Raised whenever a program that knows the older number could read a newer index wrongly. */
export const SCHEMA_VERSION = 1;

/** How the vectors of an index are kept. */
export type Quantization = "none" | "byte";

export interface SchemaOptions {
  readonly dimensions: number;
  readonly quantization: Quantization;
  readonly shards: number;
  readonly replicas: number;
}

const KEYWORD = { type: "keyword" } as const;
/** Terms, separated by spaces, in the order of the text. Norms are of BM25 over whole articles only. */
const TERMS = { type: "text", analyzer: "whitespace", norms: false, similarity: "count" } as const;

/**
 * The settings and fields of an index. It holds two kinds of documents, articles and their passages, which one routing keeps
 * in one shard. A passage has what it is filtered by, since a filter inside of k-NN sees nothing else.
 */
export function indexDefinition({ dimensions, quantization, shards, replicas }: SchemaOptions): object {
  return {
    settings: {
      index: {
        knn: true,
        number_of_shards: shards,
        number_of_replicas: replicas,
        // What a writer has not finished is not seen: it refreshes itself.
        refresh_interval: "-1",
        max_result_window: 100_000,
        // Texts that were deleted are gone from the disk when somebody asks for it, however few they are.
        merge: { policy: { expunge_deletes_allowed: 0 } },
        similarity: {
          // How often a term occurs, for our own BM25.
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
        // Of passages.
        length: { type: "integer" },
        articleLength: { type: "integer" },
        vector: vectorField(dimensions, quantization),
        // Segments compare by the product, of vectors that rounding has left a little longer or shorter than 1.
        norm: { type: "float" },
        embeddings: { type: "binary" },
        terms: TERMS,
        titleTerms: TERMS,
        // Of articles.
        words: { type: "text", analyzer: "whitespace" },
        vocabulary: KEYWORD,
        wordCount: { type: "integer" },
        // The story, or the article that tells none: what a list shows once.
        group: KEYWORD,
        article: { type: "object", enabled: false },
        textBytes: { type: "integer", index: false, doc_values: false },
        ...COUNTED,
        // Of the document that says what the index holds.
        state: { type: "object", enabled: false },
      },
    },
  };
}

/** What filters compare: names as `nameKey` makes them, times as text. */
const FILTERED = {
  ...Object.fromEntries(COMPARED_FIELDS.map((field) => [keyFieldOf(field), KEYWORD])),
  publishedAt: KEYWORD,
  isDay: { type: "boolean" },
};

/** What articles are counted by, in the spelling that they have. */
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

/** What an index says of itself. */
export interface IndexState {
  readonly schemaVersion: number;
  /** Id of the generation: that of the manifest which was loaded, and after each change another one. */
  readonly generation: string;
  /** UTC instant. */
  readonly publishedAt: string;
  readonly manifest: SearchedManifest;
  readonly quantization: Quantization;
  /** Numbers of passages below it are given out. */
  readonly nextRow: number;
  /** The segments of the generation, as far as they are known to be there. */
  readonly loaded: readonly LoadedSegment[];
  /** Whether everything is in it that shall be; an index that is being loaded never answers. */
  readonly complete: boolean;
  /** Who writes to it, and a number that changes while that goes on; `null` for nobody. */
  readonly claim: { readonly by: string; readonly renewals: number } | null;
}

/** A segment of which an index holds the passages `offset`…, but for removed ones. */
export interface LoadedSegment {
  readonly id: string;
  /** Number of its first passage. */
  readonly offset: number;
  /** Removed ones included. */
  readonly passages: number;
  readonly removed: RowRanges;
}

/** The document that holds the state, and its shard. */
export const STATE_ID = "state";
