import type { TimelineQuery } from "@dateline-search/core/search/describe-story";
import type { SimilarQuery } from "@dateline-search/core/search/find-similar";
import { type HitField, parseHitFields } from "@dateline-search/core/search/hit-fields";
import { isAfter, parseDateBound, parseFilter } from "@dateline-search/core/search/parse-filter";
import {
  DEFAULT_LIMIT,
  MAX_LIMIT,
  parseQuery,
  parseTimeZone,
} from "@dateline-search/core/search/parse-query";
import { parseSimilarText, type SimilarText } from "@dateline-search/core/search/parse-similar-text";
import type { Filter, Query } from "@dateline-search/core/types";
import * as z from "zod";
import { type Cursor, decodeCursor } from "./cursor.ts";
import { bodyOfParameters, type Parameters, parseRequest, type RequestForm } from "./parse-request.ts";
import { RequestError } from "./request-error.ts";
import {
  asOfField,
  choiceFields,
  cursorField,
  facetsField,
  fieldsField,
  filterFields,
  floorFields,
  limitField,
  modeField,
  offsetField,
  passageLengthField,
  queryField,
  similarTextFields,
  sortField,
  timeZoneField,
} from "./search-fields.ts";

/** `GET` and `POST /v1/search`, and direct invocations that search. */
export const searchBodySchema = z.strictObject({
  query: queryField.optional(),
  limit: limitField.optional(),
  ...filterFields,
  ...choiceFields,
  facets: facetsField,
  passageLength: passageLengthField,
  fields: fieldsField,
  cursor: cursorField.optional(),
});

/** Searches whose hits are rendered whole: feeds, and the tools for agents. */
export const wholeHitsBodySchema = searchBodySchema.omit({ fields: true });

/** Maximum number of searches in one request. */
export const MAX_SEARCHES = 10;
const SEARCHES_RULE = `must be a list of 1 to ${MAX_SEARCHES} objects`;

/** `POST /v1/searches`. Each search is validated on its own, so that an invalid one does not stop the others. */
export const searchesBodySchema = z.strictObject({
  searches: z
    .array(z.looseObject({}, { error: SEARCHES_RULE }), { error: SEARCHES_RULE })
    .min(1, SEARCHES_RULE)
    .max(MAX_SEARCHES, SEARCHES_RULE)
    .meta({ description: "Each search has the form of the body of POST /v1/search." }),
});

/** The tool that runs several searches. An invalid search is reported in its place here too. */
export const toolSearchesSchema = z.strictObject({
  searches: searchesBodySchema.shape.searches.meta({
    description: "Each search has the arguments of search_news.",
  }),
});

/** `GET /v1/facets`. */
export const facetsBodySchema = z.strictObject({
  query: queryField.optional(),
  ...filterFields,
  asOf: asOfField,
  timeZone: timeZoneField,
  mode: modeField,
  sort: sortField,
  ...floorFields,
});

/** `GET /v1/articles/{id}/similar`. */
export const similarBodySchema = z.strictObject({
  limit: limitField.optional(),
  ...filterFields,
  timeZone: timeZoneField,
  ...floorFields,
});

/** `GET /v1/stories/{id}`. */
export const storyBodySchema = z.strictObject({
  limit: limitField
    .optional()
    .meta({ default: MAX_LIMIT, description: "Maximum number of reports, starting with the earliest." }),
  offset: offsetField.optional(),
  asOf: asOfField,
});

/** `POST /v1/similar`. */
export const similarTextBodySchema = similarBodySchema.extend(similarTextFields);

/** A search and the start of the requested page. */
export interface SearchRequest {
  readonly query: Query;
  /** `null` for the first page. */
  readonly cursor: Cursor | null;
  /** Fields of a hit to return; `null` for all. */
  readonly fields: readonly HitField[] | null;
}

/** Articles to count: those of an answer, or without a query all that the filter allows. */
export type FacetsRequest =
  | { readonly query: Query }
  | {
      readonly query: null;
      readonly filter: Filter;
      /** Time zone of the dates in the filter; defaults to the service's. */
      readonly timeZone?: string | undefined;
    };

/**
 * @param parameters every value of every name, as in the URL
 * @throws RequestError or DatelineError `invalid-input`, both with messages for the caller
 */
export function parseSearchParameters(
  parameters: Parameters,
  defaults: Readonly<Record<string, unknown>> = {},
): SearchRequest {
  return parseSearchBody({ ...defaults, ...bodyOfParameters(parameters) }, "url");
}

/**
 * The same for answers with whole hits.
 *
 * @throws as `parseSearchParameters`
 */
export function parseFeedParameters(
  parameters: Parameters,
  defaults: Readonly<Record<string, unknown>>,
): SearchRequest {
  return parseWholeHitsBody({ ...defaults, ...bodyOfParameters(parameters) }, "url");
}

/** @throws as `parseSearchBody` */
export function parseWholeHitsBody(body: unknown, form?: RequestForm): SearchRequest {
  return parseSearchBody(parseRequest(wholeHitsBodySchema, body, form), form);
}

/**
 * Parses the body of a POST request or a direct event.
 *
 * @param form whose field names error messages use
 * @throws RequestError or DatelineError `invalid-input`, both with messages for the caller
 */
export function parseSearchBody(body: unknown, form?: RequestForm): SearchRequest {
  const { query: text, cursor: given, fields: names, ...rest } = parseRequest(searchBodySchema, body, form);
  const query = parseQuery({ text, ...rest, facets: listOf(rest.facets) });
  const fields = names === undefined ? null : parseFields(listOf(names));
  if (given === undefined) return { query, cursor: null, fields };
  const cursor = decodeCursor(given, query);
  return { query: { ...query, offset: cursor.offset }, cursor, fields };
}

/** Report an unknown field like an unknown parameter. */
function parseFields(names: readonly string[]): readonly HitField[] {
  try {
    return parseHitFields(names);
  } catch (cause) {
    throw new RequestError("unknown-parameter", (cause as Error).message, { cause });
  }
}

/**
 * @throws as `parseSearchBody` if it is not a list of searches. The searches themselves are validated later.
 */
export function parseSearchesBody(body: unknown): readonly unknown[] {
  return parseRequest(searchesBodySchema, body).searches;
}

/** @throws as `parseSearchBody` */
export function parseFacetsBody(body: unknown, form?: RequestForm): FacetsRequest {
  const { query: text, ...rest } = parseRequest(facetsBodySchema, body, form);
  if (text !== undefined && text.trim() !== "") return { query: parseQuery({ text, ...rest }) };
  const { asOf, timeZone } = rest;
  const zone = timeZone === undefined ? undefined : parseTimeZone(timeZone);
  const filter = parseFilter(rest);
  return { query: null, timeZone: zone, filter: asOf === undefined ? filter : endingBy(filter, asOf) };
}

/** A text to find similar articles for, and how. */
export interface SimilarTextRequest {
  readonly text: SimilarText;
  readonly query: SimilarQuery;
}

/** @throws as `parseSearchBody` */
export function parseSimilarTextBody(body: unknown): SimilarTextRequest {
  const { text, title, ...rest } = parseRequest(similarTextBodySchema, body);
  return { text: parseSimilarText({ text, title }), query: toSimilarQuery(rest) };
}

/** @throws as `parseSearchBody` */
export function parseSimilarBody(body: unknown): SimilarQuery {
  return toSimilarQuery(parseRequest(similarBodySchema, body));
}

/** @throws as `parseSearchBody` */
export function parseStoryBody(body: unknown, form?: RequestForm): TimelineQuery {
  const { limit = MAX_LIMIT, offset = 0, asOf } = parseRequest(storyBodySchema, body, form);
  return { limit, offset, asOf: asOf === undefined ? null : parseDateBound("asOf", asOf) };
}

function toSimilarQuery(fields: z.output<typeof similarBodySchema>): SimilarQuery {
  const { limit = DEFAULT_LIMIT, minConfidence = null, minSimilarity = null, timeZone, ...rest } = fields;
  const zone = timeZone === undefined ? {} : { timeZone: parseTimeZone(timeZone) };
  return { limit, filter: parseFilter(rest), minConfidence, minSimilarity, ...zone };
}

function listOf<T>(given: T | readonly T[] | undefined): readonly T[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? given : [given as T];
}

/** Without a query, `asOf` is an upper bound of the filter. */
function endingBy(filter: Filter, asOf: string): Filter {
  const bound = parseDateBound("asOf", asOf);
  return filter.to !== undefined && !isAfter(filter.to, bound) ? filter : { ...filter, to: bound };
}
