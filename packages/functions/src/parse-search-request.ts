import { DatelineError } from "@dateline/core/errors";
import {
  DEFAULT_LIMIT,
  MAX_LIMIT,
  MAX_QUERY_CHARACTERS,
  parseQuery,
} from "@dateline/core/search/parse-query";
import type { Query } from "@dateline/core/types";
import { z } from "zod";
import { RequestError } from "./request-error.ts";

const LIMIT_RULE = `must be a whole number from 1 to ${MAX_LIMIT}`;
const text = z.string({ error: "must be a string" });
const limit = z
  .int({ error: LIMIT_RULE })
  .min(1, LIMIT_RULE)
  .max(MAX_LIMIT, LIMIT_RULE)
  .meta({ default: DEFAULT_LIMIT, description: "How many hits at most." });
const dateRule = "a date (2025-12-10) or an instant (2025-12-10T08:00:00Z)";
const filters = {
  from: text.optional().meta({ description: `Published on or after ${dateRule}.` }),
  to: text.optional().meta({ description: `Published on or before ${dateRule}.` }),
  source: text.optional().meta({ description: "Published by this source, upper and lower case alike." }),
};
const query = text.meta({
  description: "A question or keywords.",
  minLength: 1,
  maxLength: MAX_QUERY_CHARACTERS,
});

/** The body of `POST /v1/search`, and the event of a direct invocation that searches. */
export const searchBodySchema = z.strictObject({ query, limit: limit.optional(), ...filters });

/** The parameters of `GET /v1/search`, once `q` has been read as `query`. */
export const searchParametersSchema = z.strictObject({
  query,
  limit: z
    .string()
    .regex(/^\d{1,9}$/, LIMIT_RULE)
    .transform(Number)
    .pipe(limit)
    .optional(),
  ...filters,
});

/**
 * Reads the parameters of a GET request.
 *
 * @param parameters every value of every name, as they stand in the URL
 * @throws RequestError or DatelineError `invalid-input`, both for the caller to read
 */
export function parseSearchParameters(parameters: Readonly<Record<string, readonly string[]>>): Query {
  const values = new Map<string, string>();
  for (const [name, [value = "", ...others]] of Object.entries(parameters)) {
    if (others.length > 0) throw repeated(name);
    const field = name === "q" ? "query" : name;
    if (values.has(field)) throw repeated("the query");
    values.set(field, value);
  }
  return parse(searchParametersSchema, Object.fromEntries(values));
}

/**
 * Reads the parsed body of a POST request or a direct event.
 *
 * @throws RequestError or DatelineError `invalid-input`, both for the caller to read
 */
export function parseSearchBody(body: unknown): Query {
  return parse(searchBodySchema, body);
}

function parse(schema: typeof searchBodySchema | typeof searchParametersSchema, value: unknown): Query {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw toError(parsed.error, value);
  const { query: text, ...rest } = parsed.data;
  return parseQuery({ text, ...rest });
}

/** What cannot be read as a request at all comes before values that are not allowed. */
function toError(error: z.ZodError, value: unknown): Error {
  const unknown = error.issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  if (unknown.length > 0) {
    const names = unknown.map((name) => `"${name.slice(0, 40)}"`).join(", ");
    const allowed = Object.keys(searchBodySchema.shape).join(", ");
    return new RequestError("unknown-parameter", `Cannot search: ${names} is none of ${allowed}`);
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
  if (name === "query" && given === undefined) {
    return new RequestError("missing-query", "Cannot search: there is no query");
  }
  return new DatelineError("invalid-input", `Cannot search: ${name} ${issue?.message}, it is ${show(given)}`);
}

function repeated(name: string): RequestError {
  return new RequestError("malformed-request", `Cannot search: ${name.slice(0, 40)} is given more than once`);
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 40) ?? String(value);
}
