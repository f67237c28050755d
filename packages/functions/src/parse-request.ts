import { LIST_FILTERS } from "@dateline-search/core/article-fields";
import { DatelineError } from "@dateline-search/core/errors";
import type * as z from "zod";
import { RequestError } from "./request-error.ts";

const LISTS: ReadonlySet<string> = new Set(LIST_FILTERS);
/** Lists that a URL may also separate by commas, because their values contain no commas. */
const COMMA_LISTS: ReadonlySet<string> = new Set(["facets", "fields"]);
const NUMBERS: ReadonlySet<string> = new Set([
  "limit",
  "offset",
  "halfLifeDays",
  "minConfidence",
  "minSimilarity",
  "passageLength",
]);
/** JSON numbers, with leading zeros allowed. */
const NUMBER = /^-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i;

export type Parameters = Readonly<Record<string, readonly string[]>>;

/**
 * Converts URL parameters to a JSON body: `q` becomes `query`, filters become lists, and numeric texts become
 * numbers. Other values stay strings, which the schema rejects.
 *
 * @param parameters every value of every name
 * @throws RequestError `malformed-request` when a parameter that takes one value is repeated
 */
export function bodyOfParameters(parameters: Parameters): Readonly<Record<string, unknown>> {
  const values = new Map<string, unknown>();
  for (const [name, given] of Object.entries(parameters)) {
    const field = name === "q" ? "query" : name;
    if (values.has(field)) throw repeated("the query");
    if (COMMA_LISTS.has(field))
      values.set(
        field,
        given.flatMap((value) => value.split(",")),
      );
    else values.set(field, LISTS.has(field) ? given : only(field, given));
  }
  return Object.fromEntries(values);
}

function only(field: string, [value = "", ...others]: readonly string[]): string | number {
  if (others.length > 0) throw repeated(field);
  return NUMBERS.has(field) && NUMBER.test(value) ? Number(value) : value;
}

/** The field names of a request: those of JSON, or URL parameters, where the query is `q`. */
export type RequestForm = "json" | "url";

/**
 * @param form whose field names error messages use
 * @throws RequestError or DatelineError `invalid-input`, both with messages for the caller
 */
export function parseRequest<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  value: unknown,
  form: RequestForm = "json",
): z.output<z.ZodObject<Shape, z.core.$strict>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw toError(parsed.error, { value, allowed: Object.keys(schema.shape), form });
}

/** Report malformed requests before invalid values. */
function toError(
  error: z.ZodError,
  {
    value,
    allowed,
    form,
  }: { readonly value: unknown; readonly allowed: readonly string[]; readonly form: RequestForm },
): Error {
  const nameOf = (field: string) => (field === "query" && form === "url" ? "q" : field);
  const unknown = error.issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  if (unknown.length > 0) {
    const names = unknown.map((name) => `"${name.slice(0, 40)}"`).join(", ");
    const rule =
      allowed.length === 0 ? "is not a parameter here" : `is not one of ${allowed.map(nameOf).join(", ")}`;
    return new RequestError("unknown-parameter", `Cannot search: ${names} ${rule}`);
  }
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? "the request");
  if (name === "the request") {
    return new DatelineError(
      "invalid-input",
      `Cannot search: the request must be a JSON object, it is ${show(value)}`,
    );
  }
  const given = (value as Readonly<Record<string, unknown>>)[name];
  return new DatelineError(
    "invalid-input",
    `Cannot search: ${nameOf(name)} ${issue?.message}, it is ${show(given)}`,
  );
}

function repeated(name: string): RequestError {
  return new RequestError("malformed-request", `Cannot search: ${name.slice(0, 40)} is given more than once`);
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 40) ?? String(value);
}
