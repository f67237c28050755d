import { DatelineError } from "@dateline/core/errors";
import { LIST_FILTERS, type ListFilter } from "@dateline/core/search/parse-filter";
import {
  COLLAPSES,
  DEFAULT_LIMIT,
  MAX_HALF_LIFE_DAYS,
  MAX_LIMIT,
  MAX_QUERY_CHARACTERS,
  MODES,
  parseQuery,
  SORTS,
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
const LISTS: ReadonlySet<string> = new Set(LIST_FILTERS);
const NAME_RULE = "upper and lower case alike; of several any";
const dates = {
  from: text.optional().meta({ description: `Published on or after ${dateRule}.` }),
  to: text.optional().meta({ description: `Published on or before ${dateRule}.` }),
  asOf: text
    .optional()
    .meta({ description: `Answer as of then, as if nothing later were known: ${dateRule}.` }),
};
const choices = {
  sort: choice(SORTS).meta({ description: "By score, or the latest first." }),
  collapse: choice(COLLAPSES).meta({
    description:
      "What is shown once: each passage, each article by its best passage, or each story by its own.",
  }),
  mode: choice(MODES).meta({ description: "Rank by meaning and words, or by one of them alone." }),
};
const descriptions: Readonly<Record<ListFilter, string>> = {
  source: `Published by this source, ${NAME_RULE}.`,
  section: `In this section, ${NAME_RULE}.`,
  author: `By this author, ${NAME_RULE}.`,
  place: `From this place, as the dateline has it, ${NAME_RULE}.`,
  language: "In this language (BCP 47; en covers en-GB); of several any.",
  articleId: "Of the article with this id; of several any.",
};
const halfLifeRule = `must be a number from 0 to ${MAX_HALF_LIFE_DAYS}`;
const halfLifeDays = z
  .number({ error: halfLifeRule })
  .min(0, halfLifeRule)
  .max(MAX_HALF_LIFE_DAYS, halfLifeRule)
  .meta({ description: "Days in which a score falls to half for the age of the article; 0 for never." });
const query = text.meta({
  description: "A question or keywords.",
  minLength: 1,
  maxLength: MAX_QUERY_CHARACTERS,
});

/** The body of `POST /v1/search`, and the event of a direct invocation that searches. */
export const searchBodySchema = z.strictObject({
  query,
  limit: limit.optional(),
  ...dates,
  ...lists(z.union([text, z.array(text)], { error: "must be a string or a list of strings" })),
  ...choices,
  halfLifeDays: halfLifeDays.optional(),
});

/** The parameters of `GET /v1/search`, once `q` has been read as `query` and filters as lists of their values. */
export const searchParametersSchema = z.strictObject({
  query,
  limit: z
    .string()
    .regex(/^\d{1,9}$/, LIMIT_RULE)
    .transform(Number)
    .pipe(limit)
    .optional(),
  ...dates,
  ...lists(z.array(text)),
  ...choices,
  halfLifeDays: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, halfLifeRule)
    .transform(Number)
    .pipe(halfLifeDays)
    .optional(),
});

function lists<Values extends z.ZodType>(values: Values): Record<ListFilter, z.ZodOptional<Values>> {
  const fields = LIST_FILTERS.map((name) => {
    return [name, values.optional().meta({ description: descriptions[name] })] as const;
  });
  return Object.fromEntries(fields) as Record<ListFilter, z.ZodOptional<Values>>;
}

function choice<const Choices extends readonly [string, ...string[]]>(values: Choices) {
  return z.enum(values, { error: `must be one of ${values.join(", ")}` }).optional();
}

/**
 * Reads the parameters of a GET request.
 *
 * @param parameters every value of every name, as they stand in the URL
 * @throws RequestError or DatelineError `invalid-input`, both for the caller to read
 */
export function parseSearchParameters(parameters: Readonly<Record<string, readonly string[]>>): Query {
  const values = new Map<string, string | readonly string[]>();
  for (const [name, given] of Object.entries(parameters)) {
    if (LISTS.has(name)) values.set(name, given);
    else {
      const [value = "", ...others] = given;
      if (others.length > 0) throw repeated(name);
      const field = name === "q" ? "query" : name;
      if (values.has(field)) throw repeated("the query");
      values.set(field, value);
    }
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
