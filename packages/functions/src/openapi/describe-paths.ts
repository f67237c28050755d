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
import { PROBLEMS, TITLES } from "../problem.ts";
import { describeBody, describeParameters } from "./describe-requests.ts";

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly security?: readonly object[];
  /** Successful answers, by status. */
  readonly responses: Readonly<Record<string, object>>;
  /** Statuses of problems, besides those that every operation has. */
  readonly problems?: readonly number[];
}

interface PathOptions {
  readonly hasKeys: boolean;
  readonly hasAlerts: boolean;
}

/** Statuses of invalid queries and filters. */
const REFUSALS = [400, 422];

/** Describes every path but `/mcp`, which has its own protocol. */
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
  description: "ETag of an answer that the caller holds.",
  schema: { type: "string" },
};
const NOT_MODIFIED = { 304: { description: "The answer that the caller holds still holds." } };
const ARTICLE_ID = {
  name: "id",
  in: "path",
  required: true,
  description: "article.id of a hit.",
  schema: { type: "string", minLength: 1 },
};

/** The second applies when the request selects fields of the hits. */
const SEARCH_RESULTS = ["SearchResult", "SparseSearchResult"];

const SEARCH: Operation = {
  operationId: "search",
  summary: "Ask a question, or without one browse the articles in order of time",
  parameters: [...describeParameters(searchBodySchema), CONDITION],
  responses: {
    200: jsonOfEither(SEARCH_RESULTS, "A page of ranked hits. Link leads to the next one."),
    ...NOT_MODIFIED,
  },
  problems: [...REFUSALS, 410],
};

const SEARCH_BY_BODY: Operation = {
  operationId: "searchByBody",
  summary: "Ask a question that is too long for a URL",
  requestBody: {
    required: true,
    content: { "application/json": { schema: describeBody(searchBodySchema) } },
  },
  responses: { 200: jsonOfEither(SEARCH_RESULTS, "A page of ranked hits.") },
  problems: [...REFUSALS, 410, 413, 415],
};

const SEARCHES: Operation = {
  operationId: "searchMany",
  summary: `Ask up to ${MAX_SEARCHES} questions at once`,
  description:
    "One that cannot be answered has a problem in place of an answer. Against a limit of requests each counts for itself.",
  requestBody: {
    required: true,
    content: { "application/json": { schema: describeBody(searchesBodySchema) } },
  },
  responses: { 200: json("SearchesResult", "The answers, in the order of the searches.") },
  problems: [...REFUSALS, 413, 415],
};

const FACETS: Operation = {
  operationId: "countFacets",
  summary: "Count articles by source, section, tag, place and month",
  description:
    "With a question, the articles that paging through the answer would show; without one, all that the restrictions allow.",
  parameters: [...describeParameters(facetsBodySchema), CONDITION],
  responses: { 200: json("FacetsResult", "The counts."), ...NOT_MODIFIED },
  problems: REFUSALS,
};

const ARTICLE: Operation = {
  operationId: "getArticle",
  summary: "Read a whole article",
  parameters: [ARTICLE_ID, CONDITION],
  responses: {
    200: json("ArticleResult", "The article and where its passages lie in its text."),
    ...NOT_MODIFIED,
  },
  problems: [400, 404],
};

const STORY: Operation = {
  operationId: "getStory",
  summary: "Read a story from its first report to its latest",
  description:
    "Also under an id that the story had before: then redirectedFrom has that id, story.id the one that it goes by, and the header Content-Location leads to it.",
  parameters: [
    { ...ARTICLE_ID, description: "story.id of a hit, or storyId of an alert." },
    ...describeParameters(storyBodySchema),
    CONDITION,
  ],
  responses: { 200: json("StoryResult", "The story and its reports, the earliest first."), ...NOT_MODIFIED },
  problems: [...REFUSALS, 404],
};

const SIMILAR: Operation = {
  operationId: "findSimilar",
  summary: "Find articles nearest in meaning to one",
  parameters: [ARTICLE_ID, ...describeParameters(similarBodySchema), CONDITION],
  responses: { 200: json("SimilarResult", "Articles, nearest first."), ...NOT_MODIFIED },
  problems: [...REFUSALS, 404],
};

const SIMILAR_TO_TEXT: Operation = {
  operationId: "findSimilarToText",
  summary: "Find articles nearest in meaning to a text: have we reported this?",
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
  description: "Of a saved search.",
  schema: { type: "string", minLength: 1 },
};

const ALERTS: Operation = {
  operationId: "listAlerts",
  summary: "List saved searches, in order of their ids",
  parameters: describeParameters(alertListSchema),
  responses: { 200: json("AlertsResult", "Saved searches.") },
  problems: REFUSALS,
};

const CREATE_ALERT: Operation = {
  operationId: "createAlert",
  summary: "Save a search, to be told of new articles that answer it",
  description: "The secret of a webhook is in this answer and in no other.",
  requestBody: {
    required: true,
    content: { "application/json": { schema: describeBody(alertBodySchema) } },
  },
  responses: { 201: json("CreatedAlert", "The saved search. Location leads to it.") },
  problems: [...REFUSALS, 409, 413, 415],
};

const ALERT: Operation = {
  operationId: "getAlert",
  summary: "Read a saved search",
  parameters: [ALERT_ID],
  responses: { 200: json("Alert", "The saved search.") },
  problems: [400, 404],
};

const DELETE_ALERT: Operation = {
  operationId: "deleteAlert",
  summary: "Delete a saved search",
  description: "What is on its way is still sent.",
  parameters: [ALERT_ID],
  responses: { 204: { description: "It is deleted." } },
  problems: [400, 404],
};

const TEST_ALERT: Operation = {
  operationId: "testAlert",
  summary: "See which articles of the index a saved search would have told of",
  description: "Nothing is sent.",
  parameters: [ALERT_ID],
  responses: { 200: json("AlertTestResult", "The latest of them.") },
  problems: [400, 404],
};

const GENERATION: Operation = {
  operationId: "getGeneration",
  summary: "Which generation of the index answers, and how sure it is that this is the latest",
  responses: { 200: json("GenerationStatus", "The generation.") },
  problems: [400],
};

const HEALTH: Operation = {
  operationId: "getHealth",
  summary: "Whether questions can be answered",
  security: [],
  responses: { 200: json("Health", "They can.") },
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
  summary: "What a problem means and what to do about it",
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
    200: { description: "A page to read.", content: { "text/html": { schema: { type: "string" } } } },
  },
  problems: [400, 404],
};

function feedOf(operationId: string, name: string, type: string): Operation {
  const isJson = type.includes("json");
  return {
    operationId,
    summary: `The answer to a question as ${name}, to subscribe to`,
    description: "Sorted by date and collapsed to articles unless the request says otherwise.",
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

function describeOperation(operation: Operation, { hasKeys }: PathOptions): object {
  const { responses, problems = [], security, ...rest } = operation;
  const isOpen = security !== undefined || !hasKeys;
  const statuses = [...problems, ...(isOpen ? [] : [401, 403]), 429, 500, 503];
  const problemResponses = statuses.map((status) => [
    String(status),
    {
      description: TITLES[status],
      content: { "application/problem+json": { schema: schemaNamed("Problem") } },
    },
  ]);
  return {
    ...rest,
    ...(security !== undefined && hasKeys && { security }),
    responses: { ...responses, ...Object.fromEntries(problemResponses) },
  };
}

function json(schema: string, description: string): object {
  return { description, content: { "application/json": { schema: schemaNamed(schema) } } };
}

function jsonOfEither(schemas: readonly string[], description: string): object {
  return { description, content: { "application/json": { schema: { anyOf: schemas.map(schemaNamed) } } } };
}

function schemaNamed(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
