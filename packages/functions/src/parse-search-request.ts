import type { SimilarQuery } from "@dateline-search/core/search/find-similar";
import { parseDateBound } from "@dateline-search/core/search/parse-date-bound";
import { isAfter, parseFilter } from "@dateline-search/core/search/parse-filter";
import { DEFAULT_LIMIT, parseQuery, parseTimeZone } from "@dateline-search/core/search/parse-query";
import type { Filter, Query } from "@dateline-search/core/types";
import { z } from "zod";
import { type Cursor, decodeCursor } from "./cursor.ts";
import { bodyOfParameters, type Parameters, parseRequest, type RequestForm } from "./parse-request.ts";
import {
  asOfField,
  choiceFields,
  cursorField,
  facetsField,
  filterFields,
  floorFields,
  limitField,
  modeField,
  queryField,
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
  cursor: cursorField.optional(),
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
  ...floorFields,
});

/** A search, and where the page that is wanted begins. */
export interface SearchRequest {
  readonly query: Query;
  /** `null` for the first page. */
  readonly cursor: Cursor | null;
}

/** What articles are counted for: an answer, or without a question all that the filter allows. */
export type FacetsRequest = { readonly query: Query } | { readonly query: null; readonly filter: Filter };

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
 * Reads the parsed body of a POST request or a direct event.
 *
 * @param form in whose names errors speak
 * @throws RequestError or DatelineError `invalid-input`, both for the caller to read
 */
export function parseSearchBody(body: unknown, form?: RequestForm): SearchRequest {
  const { query: text, cursor: given, ...rest } = parseRequest(searchBodySchema, body, form);
  const query = parseQuery({ text, ...rest, facets: listOf(rest.facets) });
  if (given === undefined) return { query, cursor: null };
  const cursor = decodeCursor(given, query);
  return { query: { ...query, offset: cursor.offset }, cursor };
}

/** @throws as `parseSearchBody` */
export function parseFacetsBody(body: unknown, form?: RequestForm): FacetsRequest {
  const { query: text, ...rest } = parseRequest(facetsBodySchema, body, form);
  if (text !== undefined && text.trim() !== "") return { query: parseQuery({ text, ...rest }) };
  const { asOf, timeZone } = rest;
  // Without a question no zone is needed, but a wrong one is still the caller's mistake.
  if (timeZone !== undefined) parseTimeZone(timeZone);
  const filter = parseFilter(rest);
  return { query: null, filter: asOf === undefined ? filter : endingBy(filter, asOf) };
}

/** @throws as `parseSearchBody` */
export function parseSimilarBody(body: unknown): SimilarQuery {
  const {
    limit = DEFAULT_LIMIT,
    minConfidence = null,
    minSimilarity = null,
    ...rest
  } = parseRequest(similarBodySchema, body);
  return { limit, filter: parseFilter(rest), minConfidence, minSimilarity };
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
