import { COMPARED_FIELDS, FACET_FIELDS } from "../article-fields.ts";
import type { RowRanges } from "../generation/removed-rows.ts";
import type { SearchedManifest } from "../search/search-engine.ts";
import { keyFieldOf } from "./filter-query.ts";

/** Raise it whenever a program that knows the older number could misread a newer index. */
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
/** Terms separated by spaces, in text order. Norms exist only for BM25 over whole articles. */
const TERMS = { type: "text", analyzer: "whitespace", norms: false, similarity: "count" } as const;

/**
 * The settings and mappings of an index. It contains articles and their passages, which routing keeps in one
 * shard. A passage repeats the filtered fields, since a filter within k-NN sees nothing else.
 */
export function indexDefinition({ dimensions, quantization, shards, replicas }: SchemaOptions): object {
  return {
    settings: {
      index: {
        knn: true,
        number_of_shards: shards,
        number_of_replicas: replicas,
        // Unfinished writes stay invisible: writers refresh explicitly.
        refresh_interval: "-1",
        max_result_window: 100_000,
        // Lets an explicit request remove deleted texts from disk, however few they are.
        merge: { policy: { expunge_deletes_allowed: 0 } },
        similarity: {
          // Frequency of a term, for our own BM25.
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
        // Segments compare by inner product, and rounding makes vectors slightly longer or shorter than 1.
        norm: { type: "float" },
        embeddings: { type: "binary" },
        terms: TERMS,
        titleTerms: TERMS,
        // Fields of articles.
        words: { type: "text", analyzer: "whitespace" },
        vocabulary: KEYWORD,
        wordCount: { type: "integer" },
        // The story, or the article if it has none: the unit that a list shows once.
        group: KEYWORD,
        article: { type: "object", enabled: false },
        textBytes: { type: "integer", index: false, doc_values: false },
        ...COUNTED,
        // Field of the document with the index's state.
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

/** The state that an index records about itself. */
export interface IndexState {
  readonly schemaVersion: number;
  /** Id of the generation: that of the loaded manifest, and another one after each change. */
  readonly generation: string;
  /** UTC instant. */
  readonly publishedAt: string;
  readonly manifest: SearchedManifest;
  readonly quantization: Quantization;
  /** Passage numbers below it are in use. */
  readonly nextRow: number;
  /** Segments of the generation that are known to be loaded. */
  readonly loaded: readonly LoadedSegment[];
  /** Whether the load is complete; an incomplete index is never live. */
  readonly complete: boolean;
  /** The current writer, and a number that changes as it renews its claim; `null` for none. */
  readonly claim: { readonly by: string; readonly renewals: number } | null;
}

/** A segment whose passages have numbers from `offset` on, except for removed ones. */
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
