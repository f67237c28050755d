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
import { z } from "zod";
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

/** `GET` and `POST /v1/search`, and the event of a direct invocation that searches. */
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

/** What is answered in another form than hits as they are: feeds, and the tools for agents. */
export const wholeHitsBodySchema = searchBodySchema.omit({ fields: true });

/** At most so many searches in one request. */
export const MAX_SEARCHES = 10;
const SEARCHES_RULE = `must be a list of 1 to ${MAX_SEARCHES} objects`;

/** `POST /v1/searches`. Each search is read for itself, so that a wrong one does not stop the others. */
export const searchesBodySchema = z.strictObject({
  searches: z
    .array(z.looseObject({}, { error: SEARCHES_RULE }), { error: SEARCHES_RULE })
    .min(1, SEARCHES_RULE)
    .max(MAX_SEARCHES, SEARCHES_RULE)
    .meta({ description: "Each as the body of POST /v1/search." }),
});

/** The tool that asks several searches at once. What is wrong with one of them is told in its place, too. */
export const toolSearchesSchema = z.strictObject({
  searches: searchesBodySchema.shape.searches.meta({ description: "Each as the arguments of search_news." }),
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
    .meta({ default: MAX_LIMIT, description: "How many reports at most, from the earliest on." }),
  offset: offsetField.optional(),
  asOf: asOfField,
});

/** `POST /v1/similar`. */
export const similarTextBodySchema = similarBodySchema.extend(similarTextFields);

/** A search, and where the page that is wanted begins. */
export interface SearchRequest {
  readonly query: Query;
  /** `null` for the first page. */
  readonly cursor: Cursor | null;
  /** Which fields of a hit come back; `null` for all. */
  readonly fields: readonly HitField[] | null;
}

/** What articles are counted for: an answer, or without a question all that the filter allows. */
export type FacetsRequest =
  | { readonly query: Query }
  | {
      readonly query: null;
      readonly filter: Filter;
      /** In which the dates of the filter are days; that of the service when not given. */
      readonly timeZone?: string | undefined;
    };

/**
 * @param parameters every value of every name, as they stand in the URL
 * @throws RequestError or DatelineError `invalid-input`, both for the caller to read
 */
export function parseSearchParameters(
  parameters: Parameters,
  defaults: Readonly<Record<string, unknown>> = {},
): SearchRequest {
  return parseSearchBody({ ...defaults, ...bodyOfParameters(parameters) }, "url");
}

/**
 * The same for answers whose hits are whole.
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
 * Reads the parsed body of a POST request or a direct event.
 *
 * @param form in whose names errors speak
 * @throws RequestError or DatelineError `invalid-input`, both for the caller to read
 */
export function parseSearchBody(body: unknown, form?: RequestForm): SearchRequest {
  const { query: text, cursor: given, fields: names, ...rest } = parseRequest(searchBodySchema, body, form);
  const query = parseQuery({ text, ...rest, facets: listOf(rest.facets) });
  const fields = names === undefined ? null : parseFields(listOf(names));
  if (given === undefined) return { query, cursor: null, fields };
  const cursor = decodeCursor(given, query);
  return { query: { ...query, offset: cursor.offset }, cursor, fields };
}

/** A field that does not exist is a mistake of the same kind as a parameter that does not. */
function parseFields(names: readonly string[]): readonly HitField[] {
  try {
    return parseHitFields(names);
  } catch (cause) {
    throw new RequestError("unknown-parameter", (cause as Error).message, { cause });
  }
}

/** @throws as `parseSearchBody` when it is no list of searches; what is wrong with one of them is found when it is read */
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

/** A text that similar articles are looked for with, and how. */
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

/** Without a question, the moment that it is asked at is one more bound. */
function endingBy(filter: Filter, asOf: string): Filter {
  const bound = parseDateBound("asOf", asOf);
  return filter.to !== undefined && !isAfter(filter.to, bound) ? filter : { ...filter, to: bound };
}
