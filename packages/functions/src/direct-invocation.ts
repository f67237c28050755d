import { DatelineError } from "@dateline-search/core/errors";
import type { Stopwatch } from "@dateline-search/core/search/stopwatch";
import * as z from "zod";
import type { AlertService } from "./alerts/alert-service.ts";
import {
  ALERT_ACTIONS,
  type AlertAction,
  type AlertActionAnswer,
  prepareAlertAction,
} from "./alerts/invoke-alerts.ts";
import type {
  ArticleAnswer,
  FacetsAnswer,
  SearchAnswer,
  SearchesAnswer,
  SimilarAnswer,
  SimilarTextAnswer,
  SparseSearchAnswer,
  StoryAnswer,
} from "./answer-schemas.ts";
import { answerSearches } from "./answer-searches.ts";
import { type AskOptions, askService } from "./ask-service.ts";
import type { GenerationStatus } from "./generation-status.ts";
import type { AppContext } from "./http-app.ts";
import { type InvocationContext, waitMsOf } from "./invocation-context.ts";
import { parseRequest } from "./parse-request.ts";
import {
  facetsBodySchema,
  parseFacetsBody,
  parseSearchBody,
  parseSearchesBody,
  parseSimilarBody,
  parseSimilarTextBody,
  parseStoryBody,
  searchBodySchema,
  searchesBodySchema,
  similarBodySchema,
  similarTextBodySchema,
  storyBodySchema,
} from "./parse-search-request.ts";
import { describeProblem, type Problem } from "./problem.ts";
import type { SearchService } from "./search-service.ts";
import { selectFields } from "./select-fields.ts";

const idSchema = z.strictObject({
  id: z.string({ error: "must be a string" }).min(1, "must not be empty"),
});
const nothingSchema = z.strictObject({});

/** Fields of each action. An event without an action searches. */
const FIELDS = {
  search: searchBodySchema,
  searches: searchesBodySchema,
  article: idSchema,
  story: storyBodySchema.extend(idSchema.shape),
  similar: similarBodySchema.extend(idSchema.shape),
  similarToText: similarTextBodySchema,
  facets: facetsBodySchema,
  generation: nothingSchema,
  refresh: nothingSchema,
} as const;
type Action = keyof typeof FIELDS;
const ACTIONS = Object.keys(FIELDS) as readonly Action[];

export interface DirectContext extends AppContext {
  /** Serves saved searches. Without it, their actions do not exist. */
  readonly alerts?: AlertService | undefined;
}

/** The answer to an event, possibly a problem. Only a crash or a timeout fails the invocation. */
export type DirectAnswer =
  | SearchAnswer
  | SparseSearchAnswer
  | SearchesAnswer
  | ArticleAnswer
  | StoryAnswer
  | SimilarAnswer
  | SimilarTextAnswer
  | FacetsAnswer
  | GenerationStatus
  | AlertActionAnswer
  | { readonly problem: Problem };

type Success = Exclude<DirectAnswer, { readonly problem: Problem }>;
type Perform = (options: AskOptions) => Promise<Success>;

/**
 * Creates the handler for calls through Lambda's own API: `{query, limit?, from?, …}` searches. `{action:
 * "searches", searches}`, `{action: "article", id}`, `{action: "story", id, …}`, `{action: "similar", id,
 * …}`, `{action: "similarToText", text, …}` and `{action: "facets", …}` answer like the paths of these names.
 * `{action: "generation"}` tells which generation answers, and `{action: "refresh"}` checks for a newer one
 * now. `ALERT_ACTIONS` are about saved searches.
 */
export function createDirectInvocation({ service, log, alerts }: DirectContext) {
  return async function invoke(event: unknown, context: InvocationContext): Promise<DirectAnswer> {
    const entry = log.begin(context.awsRequestId);
    let route = "invoke";
    try {
      const { action, fields } = readEvent(event, alerts !== undefined);
      let failure: unknown;
      const perform =
        isAlertAction(action) && alerts !== undefined
          ? prepareAlertAction({ alerts, service }, { action, fields })
          : prepare(service, { action: action as Action, fields }, (error) => {
              failure = error;
            });
      route = `invoke ${action}`;
      const answer = await perform({ waitMs: waitMsOf(context), entry });
      entry.end({
        route,
        status: 200,
        hits: answer !== null && "hits" in answer ? answer.hits.length : undefined,
        error: failure,
      });
      return answer;
    } catch (error) {
      const { problem } = describeProblem(error, entry.requestId);
      entry.end({ route, status: problem.status, code: problem.code, error });
      return { problem };
    }
  };
}

interface DirectEvent {
  readonly action: Action;
  readonly fields: unknown;
}

/** Validates the fields before waiting for anything. @throws RequestError or DatelineError `invalid-input` */
function prepare(
  service: SearchService,
  { action, fields }: DirectEvent,
  onError: (error: unknown) => void,
): Perform {
  switch (action) {
    case "search": {
      const request = parseSearchBody(fields);
      return (options) =>
        askService(
          service,
          async (stopwatch) => selectFields(await service.search(request, stopwatch), request.fields),
          options,
        );
    }
    case "searches": {
      const searches = parseSearchesBody(fields);
      return (options) => {
        const { requestId } = options.entry;
        const answer = (stopwatch: Stopwatch) =>
          answerSearches(service, searches, { stopwatch, requestId, onError });
        return askService(service, answer, options);
      };
    }
    case "article": {
      const { id } = parseRequest(idSchema, fields);
      return (options) => askService(service, () => service.article(id), options);
    }
    case "story": {
      const { id, ...rest } = parseRequest(FIELDS.story, fields);
      const query = parseStoryBody(rest);
      return (options) => askService(service, () => service.story(id, query), options);
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

/** @throws DatelineError `invalid-input` for an unknown action */
function readEvent(event: unknown, hasAlerts: boolean): { action: Action | AlertAction; fields: unknown } {
  if (typeof event !== "object" || event === null || !("action" in event)) {
    return { action: "search", fields: event };
  }
  const { action: given, ...fields } = event;
  const actions = [...ACTIONS, ...(hasAlerts ? ALERT_ACTIONS : [])];
  const action = actions.find((name) => name === given);
  if (action !== undefined) return { action, fields };
  throw new DatelineError("invalid-input", `Cannot answer: action must be one of ${actions.join(", ")}`);
}

function isAlertAction(action: Action | AlertAction): action is AlertAction {
  return ALERT_ACTIONS.some((name) => name === action);
}
