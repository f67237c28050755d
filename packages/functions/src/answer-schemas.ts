import {
  ARTICLE_FIELD_NAMES,
  type ARTICLE_FIELDS,
  type ArticleFieldName,
  declarationOf,
  FACET_FIELDS,
  type FacetField,
  HIT_ARTICLE_FIELDS,
} from "@dateline-search/core/article-fields";
import { z } from "zod";
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
  .meta({ id: "Span", description: "A half-open range of UTF-16 offsets into the text of the article." });

export const imageSchema = z
  .strictObject({
    url: z.string().meta({ description: "Absolute, http or https." }),
    alt: nullable.meta({ description: "What it shows, as the source says." }),
  })
  .meta({ id: "ArticleImage", description: "A picture, on the publisher's server." });
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
    description:
      "It stays the same while articles are added and removed. GET /v1/stories/{id} tells the story.",
  }),
  size: z.int().min(1).meta({ description: "How many articles." }),
  firstSeenAt: instant,
  latestAt: instant,
  sources: z
    .array(z.string())
    .meta({ description: "Who reported it, in the order of their first reports; twenty at most." }),
  lead: storyArticleSchema.meta({ description: "The earliest full report." }),
};

export const storySummarySchema = z
  .strictObject(storyFields)
  .meta({ id: "StorySummary", description: "Articles that report one event." });

export const storySchema = z
  .strictObject({
    ...storyFields,
    others: z
      .array(storyArticleSchema)
      .meta({ description: "The articles beside the hit's own, earliest first; ten at most." }),
  })
  .meta({ id: "Story", description: "What several articles tell." });

export const timelineReportSchema = storyArticleSchema
  .extend({ excerpt: z.string().meta({ description: "Its first sentences." }) })
  .meta({ id: "TimelineReport" });

export const hitSchema = z
  .strictObject({
    rank: z.int().min(1).meta({ description: "From 1, over all pages." }),
    score: z.number().meta({ description: "Larger is better; comparable only within one answer." }),
    parts: z.strictObject({
      semantic: share,
      lexical: share,
      similarity: z.number().min(-1).max(1).meta({
        description:
          "The cosine similarity to the query that semantic was made of; the same in every answer.",
      }),
      coverage: share.meta({
        description:
          "Share of what the query's words tell, by their rarity, that the passage or its headline has.",
      }),
      recency: share.nullable().meta({ description: "null when time does not count." }),
      reranker: share.nullable().meta({
        description: "Of a model that read query and passage together; null for hits that it did not read.",
      }),
    }),
    passage: z.strictObject({ id: z.string(), text: z.string(), ...span }),
    article: z.strictObject(articleFields(HIT_ARTICLE_FIELDS)),
    highlight: z
      .strictObject({
        text: z.string(),
        ...span,
        words: z.array(spanSchema).meta({
          description: "The words of the sentence that the query has too, in this or another form.",
        }),
        link: nullable.meta({ description: "The article's URL; browsers scroll to the sentence." }),
      })
      .meta({ description: "The sentence of the passage that answers best." }),
    story: storySchema
      .nullable()
      .meta({ description: "Articles that report the same event; null when no other does." }),
  })
  .meta({ id: "Hit", description: "One ranked passage." });

const generation = z.string().meta({ description: "Id of the generation of the index that answered." });
const tookMs = z.number().min(0);
const howFound = {
  exact: z.boolean().meta({
    description:
      "Whether the embedding of every passage that the filter allows was compared with the query's.",
  }),
  plan: z.array(z.enum(["exact-scan", "hnsw", "hnsw-filtered"])).meta({
    description:
      "How the nearest embeddings were found, one for each segment of the index; none when nothing was asked.",
  }),
};

const count = z.int().min(0);
export const facetSchema = z
  .strictObject({
    values: z.array(z.strictObject({ value: z.string(), count })),
    missing: count.meta({ description: "Articles that have none." }),
    others: count.meta({ description: "Articles that have a value which is not listed." }),
  })
  .meta({ id: "Facet", description: "Most articles first; months (YYYY-MM) in the order of time." });

function facetsBy<Schema extends z.ZodType>(schema: Schema): Readonly<Record<FacetField, Schema>> {
  return Object.fromEntries(FACET_FIELDS.map((field) => [field, schema])) as Record<FacetField, Schema>;
}

const howSure = {
  understood: z.enum(["meaning", "words"]).meta({
    description:
      'What the query was understood by. "words": the model of the index does not know its language, so its words alone found and ranked what is here.',
  }),
  confidence: share.nullable().meta({
    description: "The chance that the best hit answers; null for a model that was not calibrated.",
  }),
  candidates: z.int().min(0).meta({ description: "How many passages were considered." }),
  total: z
    .int()
    .min(0)
    .meta({ description: "How many hits there are to page through: those that pass the floor." }),
};
const nearest = z.array(hitSchema).meta({
  description: "What came nearest when nothing passes the floor, three at most; none of it answers.",
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
          "What the query was understood to say of time: first and last day, the words, and how many articles that the filter allows were published then. With 0 the answer is of other times.",
      }),
    reranked: z
      .strictObject({ model: z.string(), passages: z.int().min(0) })
      .nullable()
      .meta({
        description:
          "The model that read query and passage together, and how many of the best passages it read; null when none did.",
      }),
    ...howSure,
    hits: z.array(hitSchema),
    facets: z.strictObject(facetsBy(facetSchema.exactOptional())).nullable().meta({
      description: "The articles of all pages, by the fields that were asked for; null when none was.",
    }),
    nearest,
    nextCursor: nullable.meta({ description: "For the next page; null on the last." }),
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
  .meta({ id: "SparseHit", description: "The fields of a hit that were asked for." });

export const sparseSearchAnswerSchema = searchAnswerSchema
  .extend({ hits: z.array(sparseHitSchema), nearest: z.array(sparseHitSchema) })
  .meta({
    id: "SparseSearchResult",
    description: "An answer to a search that asked for some fields of its hits.",
  });

export const failedSearchSchema = z
  .strictObject({ problem: problemSchema })
  .meta({ id: "FailedSearch", description: "A search that could not be answered, and why." });

export const searchesAnswerSchema = z
  .strictObject({
    results: z
      .array(z.union([searchAnswerSchema, sparseSearchAnswerSchema, failedSearchSchema]))
      .meta({ description: "An answer or a problem for each search, in their order." }),
  })
  .meta({ id: "SearchesResult" });

export const articleAnswerSchema = z
  .strictObject({
    generation,
    article: z.strictObject(articleFields(ARTICLE_FIELD_NAMES)),
    passages: z
      .array(z.strictObject({ id: z.string(), ...span }))
      .meta({ description: "In the order of the text." }),
  })
  .meta({ id: "ArticleResult", description: "A whole article, and where its passages lie in its text." });

export const storyAnswerSchema = z
  .strictObject({
    generation,
    story: storySummarySchema,
    redirectedFrom: nullable.meta({
      description:
        "The id that was asked for, when the story goes by another since a later article proved that two stories were one.",
    }),
    reports: z
      .array(timelineReportSchema)
      .meta({ description: "The earliest first, those without a date last." }),
  })
  .meta({ id: "StoryResult", description: "A story from its first report to its latest." });

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
    description: "The articles nearest in meaning to one, each by its best passage.",
  });

export const similarTextAnswerSchema = z
  .strictObject({
    generation,
    tookMs,
    passages: z.int().min(1).meta({ description: "Into how many passages the text was split." }),
    ...howFound,
    ...howSure,
    hits: z.array(hitSchema),
    nearest,
  })
  .meta({
    id: "SimilarTextResult",
    description: "The articles nearest in meaning to a text, each by its best passage.",
  });

export const facetsAnswerSchema = z
  .strictObject({
    generation,
    query: nullable,
    tookMs,
    total: count.meta({
      description: "How many articles were counted: those that paging through the answer would show.",
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
