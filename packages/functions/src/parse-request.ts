import { LIST_FILTERS } from "@dateline-search/core/article-fields";
import { DatelineError } from "@dateline-search/core/errors";
import type { z } from "zod";
import { RequestError } from "./request-error.ts";

const LISTS: ReadonlySet<string> = new Set(LIST_FILTERS);
/** Lists that a URL may also write with commas: their values have none. */
const COMMA_LISTS: ReadonlySet<string> = new Set(["facets", "fields"]);
const NUMBERS: ReadonlySet<string> = new Set([
  "limit",
  "offset",
  "halfLifeDays",
  "minConfidence",
  "minSimilarity",
  "passageLength",
]);
/** As JSON writes numbers, with noughts in front besides. */
const NUMBER = /^-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i;

export type Parameters = Readonly<Record<string, readonly string[]>>;

/**
 * Gives parameters of a URL the form of a JSON body: `q` is `query`, filters are lists, numbers are numbers. What is none
 * stays a string, for the schema to refuse.
 *
 * @param parameters every value of every name
 * @throws RequestError `malformed-request` when a name that takes one value has several
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

/** How a request names its fields: as JSON does, or as the parameters of a URL, where the query is `q`. */
export type RequestForm = "json" | "url";

/**
 * @param form in whose names errors speak
 * @throws RequestError or DatelineError `invalid-input`, both for the caller to read
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

/** What cannot be read as a request at all comes before values that are not allowed. */
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
      allowed.length === 0 ? "does not belong here" : `is none of ${allowed.map(nameOf).join(", ")}`;
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
