import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  ALERT,
  ALERTS,
  type AlertsClient,
  CREATE_ALERT,
  isNotThere,
  REMOVE_ALERT,
  TEST_ALERT,
} from "./alerts-client.ts";
import type { GenerationStatus, Hit } from "./answers.ts";
import type { CallOptions, ClientOptions, SearchOptions } from "./call-options.ts";
import { readCallSettings } from "./call-settings.ts";
import type { DatelineClient } from "./dateline-client.ts";
import { invokeFunction } from "./invoke-function.ts";
import {
  ARTICLE,
  type CallKind,
  FACETS,
  GENERATION,
  kindOfSearch,
  performCall,
  REFRESH,
  SEARCHES,
  SIMILAR,
  SIMILAR_TO_TEXT,
  STORY,
  toId,
  toSearchRequest,
  toSimilarTextRequest,
  withoutCallOptions,
} from "./perform-call.ts";
import { searchAll } from "./search-all.ts";

export interface LambdaClientOptions extends ClientOptions {
  /** Name or ARN of the search function. */
  readonly functionName: string;
  /** Alias or version of the function. */
  readonly qualifier?: string | undefined;
  /** Region of the function, if neither the environment nor `client` sets it. */
  readonly region?: string | undefined;
  /** Your own client. It also retries within each attempt unless its `maxAttempts` is 1. */
  readonly client?: LambdaClient | undefined;
}

/** A client with an additional call that HTTP does not offer. */
export interface DatelineLambdaClient extends DatelineClient {
  /** Makes the container that receives the call check for a newer generation now. Others check when it is due. */
  refresh(options?: CallOptions): Promise<GenerationStatus>;
}

/**
 * Creates a client that invokes the search function. Needs only `lambda:InvokeFunction` on it.
 *
 * @throws RangeError for `timeoutMs` or `retries`; TypeError for a missing name, or for both a region and a
 *   client
 */
export function createLambdaClient(options: LambdaClientOptions): DatelineLambdaClient {
  const { functionName, qualifier } = options;
  const settings = readCallSettings(options);
  if (functionName === "") throw new TypeError("Cannot make a client: functionName is empty");
  const client = clientOf(options);

  const invoke: Invoke = async (kind, event, callOptions) => {
    const { timeoutMs = settings.timeoutMs, retries = settings.retries, signal } = callOptions;
    const payload = JSON.stringify(event);
    return await performCall(kind, { timeoutMs, retries, signal }, (signal) =>
      invokeFunction(client, { functionName, qualifier, payload, action: kind.action, signal }),
    );
  };

  const searchSome = async (query: string, options: SearchOptions = {}) =>
    await invoke(kindOfSearch(options), toSearchRequest(query, options), options);
  return {
    search: searchSome as DatelineClient["search"],
    searchMany: async (searches, options = {}) =>
      await invoke(SEARCHES, { action: "searches", searches }, options),
    searchAll: (query: string, options?: SearchOptions) =>
      searchAll(searchSome, query, options) as AsyncIterable<Hit>,
    article: async (id, options = {}) => {
      const event = { action: "article", id: toId(ARTICLE.action, id) };
      return await invoke(ARTICLE, event, options);
    },
    story: async (id, options = {}) => {
      const event = { action: "story", id: toId(STORY.action, id), ...withoutCallOptions(options) };
      return await invoke(STORY, event, options);
    },
    similar: async (id, options = {}) => {
      const event = {
        action: "similar",
        id: toId(SIMILAR.action, id),
        ...withoutCallOptions(options),
      };
      return await invoke(SIMILAR, event, options);
    },
    similarToText: async (text, options = {}) => {
      const event = { action: "similarToText", ...toSimilarTextRequest(text, options) };
      return await invoke(SIMILAR_TO_TEXT, event, options);
    },
    facets: async (options = {}) =>
      await invoke(FACETS, { action: "facets", ...withoutCallOptions(options) }, options),
    generation: async (options = {}) => await invoke(GENERATION, { action: "generation" }, options),
    refresh: async (options = {}) => await invoke(REFRESH, { action: "refresh" }, options),
    alerts: alertsClient(invoke),
  };
}

/** The given client of the SDK, or one without retries, which ignore the deadline and the function's answers. */
function clientOf({ client, region }: LambdaClientOptions): LambdaClient {
  if (client !== undefined && region !== undefined) {
    throw new TypeError(`Cannot make a client: the region "${region}" must be the given client's own`);
  }
  return client ?? new LambdaClient({ maxAttempts: 1, ...(region !== undefined && { region }) });
}

type Invoke = <T>(
  kind: CallKind<T>,
  event: object,
  options: CallOptions & { readonly retries?: number },
) => Promise<T>;

function alertsClient(invoke: Invoke): AlertsClient {
  const named = (action: string, kind: CallKind<unknown>, id: string) => {
    return { action, id: toId(kind.action, id) };
  };
  return {
    // A retry could save the search twice and lose the first secret.
    create: async (request, options = {}) =>
      await invoke(CREATE_ALERT, { action: "createAlert", ...request }, { ...options, retries: 0 }),
    list: async (options = {}) =>
      await invoke(ALERTS, { action: "alerts", ...withoutCallOptions(options) }, options),
    get: async (id, options = {}) => await invoke(ALERT, named("alert", ALERT, id), options),
    test: async (id, options = {}) => await invoke(TEST_ALERT, named("testAlert", TEST_ALERT, id), options),
    remove: async (id, options = {}) => {
      const event = named("removeAlert", REMOVE_ALERT, id);
      return await invoke(REMOVE_ALERT, event, options).then(() => true, isNotThere);
    },
  };
}
