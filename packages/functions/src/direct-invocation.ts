import { DatelineError } from "@dateline/core/errors";
import type { Query, SearchResult } from "@dateline/core/types";
import { z } from "zod";
import { answerQuery } from "./answer-query.ts";
import type { GenerationStatus } from "./generation-status.ts";
import type { AppContext } from "./http-app.ts";
import { type InvocationContext, waitMsOf } from "./invocation-context.ts";
import { parseSearchBody, searchBodySchema } from "./parse-search-request.ts";
import { describeProblem, type Problem } from "./problem.ts";
import { RequestError } from "./request-error.ts";
import type { RequestEntry } from "./request-log.ts";

const ACTIONS = ["refresh", "generation"] as const;

/** The payload of an invocation that is not an HTTP event. */
export const directEventSchema = z.union([searchBodySchema, z.strictObject({ action: z.enum(ACTIONS) })]);

/** The answer to it. A problem is an answer too: only a crash or a time-out is an error of the invocation. */
export type DirectAnswer = SearchResult | GenerationStatus | { readonly problem: Problem };

type DirectCall =
  | { readonly action: "search"; readonly query: Query }
  | { readonly action: (typeof ACTIONS)[number] };

/**
 * Makes the function for calls through Lambda's own API: `{query, limit?, from?, …}` searches,
 * `{action: "refresh"}` looks for a newer generation now, `{action: "generation"}` tells which one serves.
 */
export function createDirectInvocation({ service, log }: AppContext) {
  return async function invoke(event: unknown, context: InvocationContext): Promise<DirectAnswer> {
    const entry = log.begin(context.awsRequestId);
    let route = "invoke";
    try {
      const call = parseDirectEvent(event);
      route = `invoke ${call.action}`;
      const { answer, hits } = await perform(call, { waitMs: waitMsOf(context), entry });
      entry.end({ route, status: 200, hits });
      return answer;
    } catch (error) {
      const { problem } = describeProblem(error, entry.requestId);
      entry.end({ route, status: problem.status, code: problem.code, error });
      return { problem };
    }
  };

  async function perform(
    call: DirectCall,
    options: { readonly waitMs: number; readonly entry: RequestEntry },
  ): Promise<{ readonly answer: DirectAnswer; readonly hits?: number }> {
    if (call.action === "search") {
      const answer = await answerQuery(service, call.query, options);
      return { answer, hits: answer.hits.length };
    }
    const status = call.action === "refresh" ? service.refresh(options) : service.ready(options);
    return { answer: await status };
  }
}

/** @throws RequestError or DatelineError `invalid-input`, both for the caller to read */
function parseDirectEvent(event: unknown): DirectCall {
  if (typeof event !== "object" || event === null || !("action" in event)) {
    return { action: "search", query: parseSearchBody(event) };
  }
  const { action, ...rest } = event;
  const [other] = Object.keys(rest);
  if (other !== undefined) {
    const detail = `"${other.slice(0, 40)}" does not go with an action`;
    throw new RequestError("unknown-parameter", `Cannot answer: ${detail}`);
  }
  const known = ACTIONS.find((name) => name === action);
  if (known !== undefined) return { action: known };
  throw new DatelineError("invalid-input", `Cannot answer: action must be one of ${ACTIONS.join(", ")}`);
}
