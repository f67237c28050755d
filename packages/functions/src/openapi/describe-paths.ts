import { FACET_FIELDS } from "@dateline-search/core/article-fields";
import { alertBodySchema, alertListSchema } from "../alerts/alert-requests.ts";
import {
  facetsBodySchema,
  MAX_SEARCHES,
  searchBodySchema,
  searchesBodySchema,
  similarBodySchema,
  similarTextBodySchema,
  storyBodySchema,
  wholeHitsBodySchema,
} from "../parse-search-request.ts";
import { PROBLEMS } from "../problem.ts";
import {
  describeBody,
  describeOperation,
  describeParameters,
  json,
  jsonOfEither,
  type Operation,
  type PathOptions,
} from "./describe-operation.ts";

/** Statuses of invalid queries and filters. */
const REFUSALS = [400, 422];

/** Describes every path except `/mcp`, which has its own protocol. */
export function describePaths(options: PathOptions): object {
  const get = (operation: Operation) => ({ get: describeOperation(operation, options) });
  return {
    "/v1/search": {
      ...get(SEARCH),
      post: describeOperation(SEARCH_BY_BODY, options),
    },
    "/v1/searches": { post: describeOperation(SEARCHES, options) },
    "/v1/search/feed.json": get(feedOf("searchJsonFeed", "JSON Feed 1.1", "application/feed+json")),
    "/v1/search/rss.xml": get(feedOf("searchRss", "RSS 2.0", "application/rss+xml")),
    "/v1/facets": get(FACETS),
    "/v1/articles/{id}": get(ARTICLE),
    "/v1/articles/{id}/similar": get(SIMILAR),
    "/v1/stories/{id}": get(STORY),
    "/v1/similar": { post: describeOperation(SIMILAR_TO_TEXT, options) },
    ...(options.hasAlerts && {
      "/v1/alerts": { ...get(ALERTS), post: describeOperation(CREATE_ALERT, options) },
      "/v1/alerts/{id}": { ...get(ALERT), delete: describeOperation(DELETE_ALERT, options) },
      "/v1/alerts/{id}/test": { post: describeOperation(TEST_ALERT, options) },
    }),
    "/v1/generation": get(GENERATION),
    "/healthz": get(HEALTH),
    "/openapi.json": get(DOCUMENT),
    "/problems/{code}": get(PROBLEM_PAGE),
  };
}

const CONDITION = {
  name: "If-None-Match",
  in: "header",
  description: "ETag of a cached answer.",
  schema: { type: "string" },
};
const NOT_MODIFIED = { 304: { description: "The cached answer is still current." } };
const ARTICLE_ID = {
  name: "id",
  in: "path",
  required: true,
  description: "The article.id of a hit.",
  schema: { type: "string", minLength: 1 },
};

/** The second applies if the request selects fields of the hits. */
const SEARCH_RESULTS = ["SearchResult", "SparseSearchResult"];

const SEARCH: Operation = {
  operationId: "search",
  summary: "Search, or browse articles by date without a query",
  parameters: [...describeParameters(searchBodySchema), CONDITION],
  responses: {
    200: jsonOfEither(SEARCH_RESULTS, "A page of ranked hits. The header Link points to the next page."),
    ...NOT_MODIFIED,
  },
  problems: [...REFUSALS, 410],
};

const SEARCH_BY_BODY: Operation = {
  operationId: "searchByBody",
  summary: "Search with a query that is too long for a URL",
  requestBody: {
    required: true,
    content: { "application/json": { schema: describeBody(searchBodySchema) } },
  },
  responses: { 200: jsonOfEither(SEARCH_RESULTS, "A page of ranked hits.") },
  problems: [...REFUSALS, 410, 413, 415],
};

const SEARCHES: Operation = {
  operationId: "searchMany",
  summary: `Run up to ${MAX_SEARCHES} searches at once`,
  description:
    "A search that fails returns a problem instead of an answer. Each search counts towards the rate limit.",
  requestBody: {
    required: true,
    content: { "application/json": { schema: describeBody(searchesBodySchema) } },
  },
  responses: { 200: json("SearchesResult", "The answers, in the order of the searches.") },
  problems: [...REFUSALS, 413, 415],
};

const FACETS: Operation = {
  operationId: "countFacets",
  summary: `Count articles by ${new Intl.ListFormat("en-GB").format(FACET_FIELDS)}`,
  description:
    "With a query, counts the articles on all pages of the answer. Without one, counts all articles that the filters allow.",
  parameters: [...describeParameters(facetsBodySchema), CONDITION],
  responses: { 200: json("FacetsResult", "The counts."), ...NOT_MODIFIED },
  problems: REFUSALS,
};

const ARTICLE: Operation = {
  operationId: "getArticle",
  summary: "Get an article",
  parameters: [ARTICLE_ID, CONDITION],
  responses: {
    200: json("ArticleResult", "The article, with the offsets of its passages."),
    ...NOT_MODIFIED,
  },
  problems: [400, 404],
};

const STORY: Operation = {
  operationId: "getStory",
  summary: "Get a story, with its reports from first to latest",
  description:
    "Accepts earlier ids of the story as well. Then redirectedFrom has the requested id, story.id has the current one, and the header Content-Location points to it.",
  parameters: [
    { ...ARTICLE_ID, description: "The story.id of a hit, or the storyId of an alert." },
    ...describeParameters(storyBodySchema),
    CONDITION,
  ],
  responses: { 200: json("StoryResult", "The story and its reports, earliest first."), ...NOT_MODIFIED },
  problems: [...REFUSALS, 404],
};

const SIMILAR: Operation = {
  operationId: "findSimilar",
  summary: "Find the articles nearest in meaning to an article",
  parameters: [ARTICLE_ID, ...describeParameters(similarBodySchema), CONDITION],
  responses: { 200: json("SimilarResult", "Articles, nearest first."), ...NOT_MODIFIED },
  problems: [...REFUSALS, 404],
};

const SIMILAR_TO_TEXT: Operation = {
  operationId: "findSimilarToText",
  summary: "Find the articles nearest in meaning to a text",
  requestBody: {
    required: true,
    content: { "application/json": { schema: describeBody(similarTextBodySchema) } },
  },
  responses: { 200: json("SimilarTextResult", "Articles, nearest first.") },
  problems: [...REFUSALS, 413, 415],
};

const ALERT_ID = {
  name: "id",
  in: "path",
  required: true,
  description: "Id of a saved search.",
  schema: { type: "string", minLength: 1 },
};

const ALERTS: Operation = {
  operationId: "listAlerts",
  summary: "List saved searches, ordered by id",
  parameters: describeParameters(alertListSchema),
  responses: { 200: json("AlertsResult", "Saved searches.") },
  problems: REFUSALS,
};

const CREATE_ALERT: Operation = {
  operationId: "createAlert",
  summary: "Save a search, to get alerts for new matching articles",
  description: "Only this answer contains the webhook's secret.",
  requestBody: {
    required: true,
    content: { "application/json": { schema: describeBody(alertBodySchema) } },
  },
  responses: { 201: json("CreatedAlert", "The saved search. The header Location points to it.") },
  problems: [...REFUSALS, 409, 413, 415],
};

const ALERT: Operation = {
  operationId: "getAlert",
  summary: "Get a saved search",
  parameters: [ALERT_ID],
  responses: { 200: json("Alert", "The saved search.") },
  problems: [400, 404],
};

const DELETE_ALERT: Operation = {
  operationId: "deleteAlert",
  summary: "Delete a saved search",
  description: "Pending messages are still sent.",
  parameters: [ALERT_ID],
  responses: { 204: { description: "Deleted." } },
  problems: [400, 404],
};

const TEST_ALERT: Operation = {
  operationId: "testAlert",
  summary: "List the articles of the index that match a saved search",
  description: "Sends nothing.",
  parameters: [ALERT_ID],
  responses: { 200: json("AlertTestResult", "The latest matching articles.") },
  problems: [400, 404],
};

const GENERATION: Operation = {
  operationId: "getGeneration",
  summary: "Get the generation in use, and when it was last confirmed to be the latest",
  responses: { 200: json("GenerationStatus", "The generation.") },
  problems: [400],
};

const HEALTH: Operation = {
  operationId: "getHealth",
  summary: "Check whether the service can answer",
  security: [],
  responses: { 200: json("Health", "The service can answer.") },
  problems: [400],
};

const DOCUMENT: Operation = {
  operationId: "getDescription",
  summary: "This document",
  security: [],
  responses: {
    200: { description: "OpenAPI 3.1.", content: { "application/json": { schema: { type: "object" } } } },
  },
  problems: [400],
};

const PROBLEM_PAGE: Operation = {
  operationId: "explainProblem",
  summary: "Explain a problem and its remedy",
  security: [],
  parameters: [
    {
      name: "code",
      in: "path",
      required: true,
      schema: { type: "string", enum: Object.keys(PROBLEMS) },
    },
  ],
  responses: {
    200: { description: "An HTML page.", content: { "text/html": { schema: { type: "string" } } } },
  },
  problems: [400, 404],
};

function feedOf(operationId: string, name: string, type: string): Operation {
  const isJson = type.includes("json");
  return {
    operationId,
    summary: `Subscribe to a search as ${name}`,
    description: "Defaults to sort=date and collapse=article.",
    parameters: [...describeParameters(wholeHitsBodySchema), CONDITION],
    responses: {
      200: {
        description: `${name}.`,
        content: { [type]: { schema: { type: isJson ? "object" : "string" } } },
      },
      ...NOT_MODIFIED,
    },
    problems: [...REFUSALS, 410],
  };
}
