import {
  ALERT,
  ALERTS,
  type AlertsClient,
  CREATE_ALERT,
  isNotThere,
  REMOVE_ALERT,
  TEST_ALERT,
} from "./alerts-client.ts";
import type { Hit } from "./answers.ts";
import type { CallOptions, ClientOptions, SearchOptions, SearchRequest } from "./call-options.ts";
import { readCallSettings } from "./call-settings.ts";
import type { DatelineClient } from "./dateline-client.ts";
import { type FetchLike, fetchJson } from "./fetch-json.ts";
import {
  ARTICLE,
  type CallKind,
  FACETS,
  GENERATION,
  kindOfSearch,
  performCall,
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

export interface HttpClientOptions extends ClientOptions {
  /**
   * Base URL of the API, such as `https://abc123.lambda-url.eu-west-1.on.aws`; in a browser also `/`, the
   * page's own server.
   */
  readonly baseUrl: string;
  /** Sent as `X-Api-Key`. */
  readonly apiKey?: string | undefined;
  /** Replaces the platform's `fetch`, for a proxy or a test. */
  readonly fetch?: FetchLike | undefined;
}

/** The HTTP client has no further methods. */
export type DatelineHttpClient = DatelineClient;

/**
 * Some proxies reject longer URLs: CloudFront accepts 8,192 bytes, others less. The longest query can take 12,000 when
 * percent-encoded.
 */
const MAX_URL_LENGTH = 2_000;

/**
 * Creates a client that uses HTTP and the platform's `fetch`. Runs on Node 20 and in current browsers.
 *
 * @throws TypeError for an invalid `baseUrl` or `apiKey`; RangeError for `timeoutMs` or `retries`
 */
export function createHttpClient(options: HttpClientOptions): DatelineHttpClient {
  const settings = readCallSettings(options);
  const base = readBaseUrl(options.baseUrl);
  const headers = { Accept: "application/json, application/problem+json", ...readApiKey(options.apiKey) };
  const fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));

  async function call<T>(
    kind: CallKind<T>,
    { url, init }: HttpRequest,
    {
      timeoutMs = settings.timeoutMs,
      signal,
      retries = settings.retries,
    }: CallOptions & { retries?: number },
  ): Promise<T> {
    const given = { ...init, headers: { ...headers, ...init.headers } };
    return await performCall(kind, { timeoutMs, signal, retries }, (signal) =>
      fetchJson(url, { ...given, action: kind.action, fetch, signal }),
    );
  }
  const get = (path: string, parameters: object = {}): HttpRequest => {
    return { url: toUrl(new URL(path, base), parameters).href, init: {} };
  };
  const pathOf = (kind: CallKind<unknown>, id: string) =>
    `v1/${kind === STORY ? "stories" : "articles"}/${encodeURIComponent(toId(kind.action, id))}`;
  const searchSome = async (query: string, options: SearchOptions = {}) => {
    const request = toHttpRequest(new URL("v1/search", base), toSearchRequest(query, options));
    return await call(kindOfSearch(options), request, options);
  };
  return {
    search: searchSome as DatelineClient["search"],
    searchMany: async (searches, options = {}) =>
      await call(SEARCHES, post(new URL("v1/searches", base), { searches }), options),
    searchAll: (query: string, options?: SearchOptions) =>
      searchAll(searchSome, query, options) as AsyncIterable<Hit>,
    article: async (id, options = {}) => await call(ARTICLE, get(pathOf(ARTICLE, id)), options),
    story: async (id, options = {}) =>
      await call(STORY, get(pathOf(STORY, id), withoutCallOptions(options)), options),
    similar: async (id, options = {}) => {
      const request = get(`${pathOf(SIMILAR, id)}/similar`, withoutCallOptions(options));
      return await call(SIMILAR, request, options);
    },
    similarToText: async (text, options = {}) => {
      const request = post(new URL("v1/similar", base), toSimilarTextRequest(text, options));
      return await call(SIMILAR_TO_TEXT, request, options);
    },
    facets: async (options = {}) =>
      await call(FACETS, get("v1/facets", withoutCallOptions(options)), options),
    generation: async (options = {}) => await call(GENERATION, get("v1/generation"), options),
    alerts: alertsClient(call, base),
  };
}

type Call = <T>(
  kind: CallKind<T>,
  request: HttpRequest,
  options: CallOptions & { readonly retries?: number },
) => Promise<T>;

function alertsClient(call: Call, base: URL): AlertsClient {
  const endpoint = new URL("v1/alerts", base);
  const urlOf = (kind: CallKind<unknown>, id: string) =>
    new URL(`v1/alerts/${encodeURIComponent(toId(kind.action, id))}`, base);
  return {
    // A retry could save the search twice and lose the first secret.
    create: async (request, options = {}) =>
      await call(CREATE_ALERT, post(endpoint, request), { ...options, retries: 0 }),
    list: async (options = {}) =>
      await call(ALERTS, { url: toUrl(endpoint, withoutCallOptions(options)).href, init: {} }, options),
    get: async (id, options = {}) => await call(ALERT, { url: urlOf(ALERT, id).href, init: {} }, options),
    test: async (id, options = {}) => {
      const url = `${urlOf(TEST_ALERT, id).href}/test`;
      return await call(TEST_ALERT, { url, init: { method: "POST" } }, options);
    },
    remove: async (id, options = {}) => {
      const request = { url: urlOf(REMOVE_ALERT, id).href, init: { method: "DELETE" } };
      return await call(REMOVE_ALERT, request, options).then(() => true, isNotThere);
    },
  };
}

interface HttpRequest {
  readonly url: string;
  readonly init: {
    readonly method?: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** GET can be cached and, without an API key, needs no CORS preflight. POST is for queries too long for a URL. */
function toHttpRequest(endpoint: URL, request: SearchRequest): HttpRequest {
  const url = toUrl(endpoint, request);
  if (url.href.length <= MAX_URL_LENGTH) return { url: url.href, init: {} };
  return post(endpoint, request);
}

function post(endpoint: URL, request: object): HttpRequest {
  const headers = { "Content-Type": "application/json" };
  return { url: endpoint.href, init: { method: "POST", body: JSON.stringify(request), headers } };
}

function toUrl(endpoint: URL, parameters: object): URL {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(parameters)) {
    // Send an empty list as an empty value, which the server rejects. Leaving it out would allow everything.
    const values: readonly unknown[] = Array.isArray(value) && value.length > 0 ? value : [value];
    for (const each of values) {
      if (each !== undefined) url.searchParams.append(name === "query" ? "q" : name, String(each));
    }
  }
  return url;
}

/** @returns the URL to append paths to; the API may live below a path of its own */
function readBaseUrl(baseUrl: string): URL {
  // `location` is not declared without the DOM types.
  const page = (globalThis as { readonly location?: { readonly href: string } }).location?.href;
  let url: URL;
  try {
    url = new URL(baseUrl, page);
  } catch (cause) {
    throw new TypeError(`Cannot make a client: baseUrl must be a URL, it is "${baseUrl}"`, { cause });
  }
  const isHttp = url.protocol === "https:" || url.protocol === "http:";
  if (!isHttp || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") {
    const rule = "baseUrl must be an http or https URL without credentials, query and fragment";
    throw new TypeError(`Cannot make a client: ${rule}, its host is "${url.host}"`);
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** Error messages never contain the key, because they end up in logs. */
function readApiKey(apiKey: string | undefined): Readonly<Record<string, string>> {
  if (apiKey === undefined) return {};
  if (/^[\x21-\x7e]+$/.test(apiKey)) return { "X-Api-Key": apiKey };
  throw new TypeError(
    "Cannot make a client: apiKey is empty or contains spaces or characters outside of ASCII",
  );
}
