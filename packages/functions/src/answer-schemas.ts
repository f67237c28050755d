import {
  ARTICLE_FIELD_NAMES,
  type ARTICLE_FIELDS,
  type ArticleFieldName,
  declarationOf,
  FACET_FIELDS,
  type FacetField,
  HIT_ARTICLE_FIELDS,
} from "@dateline-search/core/article-fields";
import * as z from "zod";
import { problemSchema } from "./problem.ts";

/**
 * Schemas of all answers. They are not checked at run time: they generate the documents and the clients'
 * types, and tests compare them with the types and real answers.
 *
 * @module
 */

const offset = z.int().min(0);
const span = { start: offset, end: offset };
const required = z.string();
const nullable = z.string().nullable();
const list = z.array(z.string());
const flag = z.boolean();
const share = z.number().min(0).max(1);
const instant = nullable.meta({ description: "YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ." });

export const spanSchema = z
  .strictObject(span)
  .meta({ id: "Span", description: "A half-open range of UTF-16 offsets into the article's text." });

export const imageSchema = z
  .strictObject({
    url: z.string().meta({ description: "Absolute http or https URL." }),
    alt: nullable.meta({ description: "Alternative text from the source." }),
  })
  .meta({ id: "ArticleImage", description: "An image on the publisher's server." });
const image = imageSchema.nullable();

type FieldSchemas = {
  readonly text: typeof required;
  readonly optional: typeof nullable;
  readonly list: typeof list;
  readonly flag: typeof flag;
  readonly image: typeof image;
};
type SchemasOf<Name extends ArticleFieldName> = {
  readonly [Field in Name]: FieldSchemas[(typeof ARTICLE_FIELDS)[Field]["type"]];
};

/** Adds the documented descriptions of article fields. */
function articleFields<Name extends ArticleFieldName>(names: readonly Name[]): SchemasOf<Name> {
  const schemas = { text: required, optional: nullable, list, flag, image };
  const fields = names.map((name) => {
    const { type, description } = declarationOf(name);
    return [name, description === undefined ? schemas[type] : schemas[type].meta({ description })];
  });
  return Object.fromEntries(fields) as SchemasOf<Name>;
}

export const storyArticleSchema = z
  .strictObject({ id: z.string(), title: z.string(), source: nullable, url: nullable, publishedAt: instant })
  .meta({ id: "StoryArticle" });

const storyFields = {
  id: z.string().meta({
    description: "Stable while articles are added and removed. Use it with GET /v1/stories/{id}.",
  }),
  size: z.int().min(1).meta({ description: "Number of articles." }),
  firstSeenAt: instant,
  latestAt: instant,
  sources: z
    .array(z.string())
    .meta({ description: "Sources that reported it, in order of their first reports. At most twenty." }),
  lead: storyArticleSchema.meta({ description: "The earliest full report." }),
};

export const storySummarySchema = z
  .strictObject(storyFields)
  .meta({ id: "StorySummary", description: "Articles about the same event." });

export const storySchema = z
  .strictObject({
    ...storyFields,
    others: z
      .array(storyArticleSchema)
      .meta({ description: "The other articles of the story, earliest first. At most ten." }),
  })
  .meta({ id: "Story", description: "Several articles about the same event." });

export const timelineReportSchema = storyArticleSchema
  .extend({ excerpt: z.string().meta({ description: "Its first sentences." }) })
  .meta({ id: "TimelineReport" });

export const hitSchema = z
  .strictObject({
    rank: z.int().min(1).meta({ description: "Position in the answer, from 1, across pages." }),
    score: z.number().meta({ description: "Higher is better. Comparable only within one answer." }),
    parts: z.strictObject({
      semantic: share,
      lexical: share,
      similarity: z.number().min(-1).max(1).meta({
        description:
          "Cosine similarity to the query, from which semantic is derived. Comparable across answers.",
      }),
      coverage: share.meta({
        description:
          "Share of the query's words, weighted by rarity, that the passage or its headline contains.",
      }),
      recency: share.nullable().meta({ description: "null if time does not affect the ranking." }),
      reranker: share.nullable().meta({
        description: "Score of the cross-encoder. null for hits that it did not score.",
      }),
    }),
    passage: z.strictObject({ id: z.string(), text: z.string(), ...span }),
    article: z.strictObject(articleFields(HIT_ARTICLE_FIELDS)),
    highlight: z
      .strictObject({
        text: z.string(),
        ...span,
        words: z.array(spanSchema).meta({
          description: "The words of the sentence that match the query, in any inflected form.",
        }),
        link: nullable.meta({
          description: "The article's URL with a text fragment. Browsers scroll to the sentence.",
        }),
      })
      .meta({ description: "The sentence of the passage that answers best." }),
    story: storySchema
      .nullable()
      .meta({ description: "Articles about the same event. null if there are no others." }),
  })
  .meta({ id: "Hit", description: "One ranked passage." });

const generation = z.string().meta({ description: "Id of the generation of the index that answered." });
const tookMs = z.number().min(0);
const howFound = {
  exact: z.boolean().meta({
    description: "Whether the query was compared with every passage that the filter allows.",
  }),
  plan: z.array(z.enum(["exact-scan", "hnsw", "hnsw-filtered", "ranged"])).meta({
    description:
      "Search method for each segment of the index. Empty without a query. `ranged`: from the head of a segment and byte ranges of the rest, so `total` is an estimate.",
  }),
};

const count = z.int().min(0);
export const facetSchema = z
  .strictObject({
    values: z.array(z.strictObject({ value: z.string(), count })),
    missing: count.meta({ description: "Articles without a value." }),
    others: count.meta({ description: "Articles whose value is not listed." }),
  })
  .meta({
    id: "Facet",
    description: "Ordered by number of articles, descending. Months (YYYY-MM) are in chronological order.",
  });

function facetsBy<Schema extends z.ZodType>(schema: Schema): Readonly<Record<FacetField, Schema>> {
  return Object.fromEntries(FACET_FIELDS.map((field) => [field, schema])) as Record<FacetField, Schema>;
}

const howSure = {
  understood: z.enum(["meaning", "words"]).meta({
    description:
      'How the query was matched. "words": the index\'s model does not know the language of the query, so hits were found and ranked by words alone.',
  }),
  confidence: share.nullable().meta({
    description: "Probability that the best hit answers. null if the model was not calibrated.",
  }),
  candidates: z.int().min(0).meta({ description: "Number of candidate passages." }),
  total: z.int().min(0).meta({ description: "Number of hits on all pages, after the floor." }),
};
const nearest = z.array(hitSchema).meta({
  description:
    "The closest passages if nothing passes the floor, at most three. They do not answer the query.",
});

export const searchAnswerSchema = z
  .strictObject({
    generation,
    query: z.string(),
    tookMs,
    ...howFound,
    timeFrame: z
      .strictObject({ from: z.string(), to: z.string(), text: z.string(), articles: z.int().min(0) })
      .nullable()
      .meta({
        description:
          'The time that the query names: first and last day, its words, and the number of articles from then that the filter allows. With 0, the hits are from other times. For a question about the news in general, such as "what happened yesterday", the hits are the articles from then.',
      }),
    reranked: z
      .strictObject({ model: z.string(), passages: z.int().min(0) })
      .nullable()
      .meta({
        description:
          "The cross-encoder, and the number of top passages that it re-scored. null without reranking.",
      }),
    ...howSure,
    hits: z.array(hitSchema),
    facets: z.strictObject(facetsBy(facetSchema.exactOptional())).nullable().meta({
      description: "Article counts over all pages, by the requested fields. null if none was requested.",
    }),
    nearest,
    nextCursor: nullable.meta({ description: "Cursor of the next page. null on the last page." }),
  })
  .meta({ id: "SearchResult", description: "A ranked answer." });

/** A hit with the requested fields only. */
export const sparseHitSchema = hitSchema
  .partial()
  .extend({
    parts: hitSchema.shape.parts.partial().optional(),
    passage: hitSchema.shape.passage.partial().optional(),
    article: hitSchema.shape.article.partial().optional(),
    highlight: hitSchema.shape.highlight.partial().exactOptional(),
  })
  .meta({ id: "SparseHit", description: "The requested fields of a hit." });

export const sparseSearchAnswerSchema = searchAnswerSchema
  .extend({ hits: z.array(sparseHitSchema), nearest: z.array(sparseHitSchema) })
  .meta({
    id: "SparseSearchResult",
    description: "An answer with only the requested fields of its hits.",
  });

export const failedSearchSchema = z
  .strictObject({ problem: problemSchema })
  .meta({ id: "FailedSearch", description: "A search that failed, with the reason." });

export const searchesAnswerSchema = z
  .strictObject({
    results: z
      .array(z.union([searchAnswerSchema, sparseSearchAnswerSchema, failedSearchSchema]))
      .meta({ description: "An answer or a problem for each search, in order." }),
  })
  .meta({ id: "SearchesResult" });

export const articleAnswerSchema = z
  .strictObject({
    generation,
    article: z.strictObject(articleFields(ARTICLE_FIELD_NAMES)),
    passages: z.array(z.strictObject({ id: z.string(), ...span })).meta({ description: "In text order." }),
  })
  .meta({ id: "ArticleResult", description: "An article, with the offsets of its passages." });

export const storyAnswerSchema = z
  .strictObject({
    generation,
    story: storySummarySchema,
    redirectedFrom: nullable.meta({
      description: "The requested id, if the story now has another id because two stories were merged.",
    }),
    reports: z.array(timelineReportSchema).meta({ description: "Earliest first, undated reports last." }),
  })
  .meta({ id: "StoryResult", description: "A story, with its reports from first to latest." });

export const similarAnswerSchema = z
  .strictObject({
    generation,
    articleId: z.string(),
    tookMs,
    ...howFound,
    ...howSure,
    hits: z.array(hitSchema),
    nearest,
  })
  .meta({
    id: "SimilarResult",
    description: "The articles nearest in meaning to an article, each with its best passage.",
  });

export const similarTextAnswerSchema = z
  .strictObject({
    generation,
    tookMs,
    passages: z.int().min(1).meta({ description: "Number of passages that the text was split into." }),
    ...howFound,
    ...howSure,
    hits: z.array(hitSchema),
    nearest,
  })
  .meta({
    id: "SimilarTextResult",
    description: "The articles nearest in meaning to a text, each with its best passage.",
  });

export const facetsAnswerSchema = z
  .strictObject({
    generation,
    query: nullable,
    tookMs,
    total: count.meta({
      description: "Number of articles counted, over all pages of the answer.",
    }),
    facets: z.strictObject(facetsBy(facetSchema)),
  })
  .meta({ id: "FacetsResult" });

export const healthSchema = z.strictObject({ status: z.literal("ok") }).meta({ id: "Health" });

type ReadonlyDeep<T> = T extends readonly (infer Item)[]
  ? readonly ReadonlyDeep<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> }
    : T;

export type SearchAnswer = ReadonlyDeep<z.infer<typeof searchAnswerSchema>>;
export type SparseSearchAnswer = ReadonlyDeep<z.infer<typeof sparseSearchAnswerSchema>>;
export type FailedSearch = ReadonlyDeep<z.infer<typeof failedSearchSchema>>;
export type SearchesAnswer = ReadonlyDeep<z.infer<typeof searchesAnswerSchema>>;
export type ArticleAnswer = ReadonlyDeep<z.infer<typeof articleAnswerSchema>>;
export type StoryAnswer = ReadonlyDeep<z.infer<typeof storyAnswerSchema>>;
export type SimilarAnswer = ReadonlyDeep<z.infer<typeof similarAnswerSchema>>;
export type SimilarTextAnswer = ReadonlyDeep<z.infer<typeof similarTextAnswerSchema>>;
export type FacetsAnswer = ReadonlyDeep<z.infer<typeof facetsAnswerSchema>>;
