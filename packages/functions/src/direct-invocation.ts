import { DatelineError } from "@dateline-search/core/errors";
import { z } from "zod";
import type {
  ArticleAnswer,
  FacetsAnswer,
  SearchAnswer,
  SimilarAnswer,
  SimilarTextAnswer,
} from "./answer-schemas.ts";
import { type AskOptions, askService } from "./ask-service.ts";
import type { GenerationStatus } from "./generation-status.ts";
import type { AppContext } from "./http-app.ts";
import { type InvocationContext, waitMsOf } from "./invocation-context.ts";
import { parseRequest } from "./parse-request.ts";
import {
  facetsBodySchema,
  parseFacetsBody,
  parseSearchBody,
  parseSimilarBody,
  parseSimilarTextBody,
  searchBodySchema,
  similarBodySchema,
  similarTextBodySchema,
} from "./parse-search-request.ts";
import { describeProblem, type Problem } from "./problem.ts";
import type { SearchService } from "./search-service.ts";

const idSchema = z.strictObject({
  id: z.string({ error: "must be a string" }).min(1, "must not be empty"),
});
const nothingSchema = z.strictObject({});

/** What goes with each action; an event without an action searches. */
const FIELDS = {
  search: searchBodySchema,
  article: idSchema,
  similar: similarBodySchema.extend(idSchema.shape),
  similarToText: similarTextBodySchema,
  facets: facetsBodySchema,
  generation: nothingSchema,
  refresh: nothingSchema,
} as const;
type Action = keyof typeof FIELDS;
const ACTIONS = Object.keys(FIELDS) as readonly Action[];

/** The answer to it. A problem is an answer too: only a crash or a time-out is an error of the invocation. */
export type DirectAnswer =
  | SearchAnswer
  | ArticleAnswer
  | SimilarAnswer
  | SimilarTextAnswer
  | FacetsAnswer
  | GenerationStatus
  | { readonly problem: Problem };

type Success = Exclude<DirectAnswer, { readonly problem: Problem }>;
type Perform = (options: AskOptions) => Promise<Success>;

/**
 * Makes the function for calls through Lambda's own API: `{query, limit?, from?, …}` searches; `{action: "article", id}`,
 * `{action: "similar", id, …}`, `{action: "similarToText", text, …}` and `{action: "facets", …}` answer as the paths of these names; `{action: "generation"}`
 * tells which one serves and `{action: "refresh"}` looks for a newer one now.
 */
export function createDirectInvocation({ service, log }: AppContext) {
  return async function invoke(event: unknown, context: InvocationContext): Promise<DirectAnswer> {
    const entry = log.begin(context.awsRequestId);
    let route = "invoke";
    try {
      const { action, fields } = readEvent(event);
      const perform = prepare(service, action, fields);
      route = `invoke ${action}`;
      const answer = await perform({ waitMs: waitMsOf(context), entry });
      entry.end({ route, status: 200, hits: "hits" in answer ? answer.hits.length : undefined });
      return answer;
    } catch (error) {
      const { problem } = describeProblem(error, entry.requestId);
      entry.end({ route, status: problem.status, code: problem.code, error });
      return { problem };
    }
  };
}

/** Reads the fields before anything is waited for. @throws RequestError or DatelineError `invalid-input` */
function prepare(service: SearchService, action: Action, fields: unknown): Perform {
  switch (action) {
    case "search": {
      const request = parseSearchBody(fields);
      return (options) => askService(service, (stopwatch) => service.search(request, stopwatch), options);
    }
    case "article": {
      const { id } = parseRequest(idSchema, fields);
      return (options) => askService(service, () => service.article(id), options);
    }
    case "similar": {
      const { id, ...rest } = parseRequest(FIELDS.similar, fields);
      const query = parseSimilarBody(rest);
      return (options) => askService(service, (watch) => service.similar(id, query, watch), options);
    }
    case "similarToText": {
      const request = parseSimilarTextBody(fields);
      return (options) => askService(service, (watch) => service.similarToText(request, watch), options);
    }
    case "facets": {
      const request = parseFacetsBody(fields);
      return (options) => askService(service, (stopwatch) => service.facets(request, stopwatch), options);
    }
    case "generation":
    case "refresh":
      parseRequest(nothingSchema, fields);
      return action === "refresh"
        ? (options) => service.refresh(options)
        : (options) => service.ready(options);
  }
}

/** @throws DatelineError `invalid-input` for an action that does not exist */
function readEvent(event: unknown): { readonly action: Action; readonly fields: unknown } {
  if (typeof event !== "object" || event === null || !("action" in event)) {
    return { action: "search", fields: event };
  }
  const { action: given, ...fields } = event;
  const action = ACTIONS.find((name) => name === given);
  if (action !== undefined) return { action, fields };
  throw new DatelineError("invalid-input", `Cannot answer: action must be one of ${ACTIONS.join(", ")}`);
}
