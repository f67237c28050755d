import * as z from "zod";
import {
  articleAnswerSchema,
  facetsAnswerSchema,
  failedSearchSchema,
  searchAnswerSchema,
  similarTextAnswerSchema,
  storyAnswerSchema,
} from "../answer-schemas.ts";
import { generationStatusSchema } from "../generation-status.ts";
import {
  similarTextBodySchema,
  storyBodySchema,
  toolSearchesSchema,
  wholeHitsBodySchema,
} from "../parse-search-request.ts";

/** The tools change nothing, and the index is a closed world. */
const annotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

export const DEFAULT_CHARACTERS = 20_000;
const MAX_CHARACTERS = 100_000;

export const SEARCH_NEWS = {
  title: "Search news",
  description:
    "Finds the passages of news articles that answer a question, best first, with source, date and URL of their articles. Without a query, lists the latest articles that the filters allow. Tells you what to send for the next page.",
  // Hits are rendered whole, so there is no choice of fields.
  inputSchema: wholeHitsBodySchema,
  // Drops the schema's id, which would turn it into a reference.
  outputSchema: z.strictObject(searchAnswerSchema.shape),
  annotations,
};

export const SEARCH_NEWS_MANY = {
  title: "Run several news searches",
  description:
    "Runs up to ten searches at once, each like search_news, and returns the answers in order. A search that fails returns the reason instead.",
  inputSchema: toolSearchesSchema,
  outputSchema: z.strictObject({
    results: z.array(
      z.union([z.strictObject(searchAnswerSchema.shape), z.strictObject(failedSearchSchema.shape)]),
    ),
  }),
  annotations,
};

export const FIND_SIMILAR = {
  title: "Find similar articles",
  description:
    "Finds the articles nearest in meaning to a text of up to 20,000 characters, such as to check whether it has been reported. Returns none if nothing is similar enough.",
  inputSchema: similarTextBodySchema,
  outputSchema: z.strictObject(similarTextAnswerSchema.shape),
  annotations,
};

export const GET_ARTICLE = {
  title: "Read an article",
  description: "Returns the text of one article, with its source, date and URL.",
  inputSchema: z.strictObject({
    id: z.string().min(1).meta({ description: "Article id of a hit." }),
    start: z.int().min(0).optional().meta({ description: "Offset in the text to start from.", default: 0 }),
    length: z
      .int()
      .min(1)
      .max(MAX_CHARACTERS)
      .optional()
      .meta({ description: "Maximum number of characters.", default: DEFAULT_CHARACTERS }),
  }),
  outputSchema: z.strictObject({
    generation: articleAnswerSchema.shape.generation,
    article: articleAnswerSchema.shape.article.extend({
      text: z.string().meta({ description: "The requested part of the text." }),
    }),
    start: z.int().min(0),
    end: z.int().min(0),
    totalCharacters: z.int().min(0),
  }),
  annotations,
};

export const GET_STORY = {
  title: "Read a story",
  description:
    "Returns the timeline of one story: who reported the event and when, from first report to latest, each with its first sentences.",
  inputSchema: storyBodySchema.extend({
    id: z.string().min(1).meta({ description: "Story id of a hit." }),
  }),
  outputSchema: z.strictObject(storyAnswerSchema.shape),
  annotations,
};

export const INDEX_INFO = {
  title: "About the index",
  description: "Describes the index: article counts by source and month, and how current it is.",
  inputSchema: z.strictObject({}),
  outputSchema: z.strictObject({
    index: generationStatusSchema,
    articles: facetsAnswerSchema.shape.total,
    facets: facetsAnswerSchema.shape.facets,
  }),
  annotations,
};
