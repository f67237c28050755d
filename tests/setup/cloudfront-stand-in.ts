import { HEADERS_IN_CACHE_KEY } from "../../infra/http-headers.ts";

export interface CloudFrontOptions {
  /** What is behind it. What it throws is a connection that gave no answer. */
  readonly origin: (request: Request) => Promise<Response>;
  /** How often a GET is sent that had no answer: 3 unless the origin says otherwise. */
  readonly attempts: number;
  /** For how long an error is kept at least: 10 unless the distribution says otherwise. */
  readonly errorSeconds: number;
}

interface KeptAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ArrayBuffer;
  freshUntil: number;
}

/** Statuses of errors that CloudFront keeps. */
const KEPT_ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
const NO_BODY = [204, 304];

/**
 * Stands in for CloudFront, of which there is nothing to be had here, as far as its documents say what it does: a cache
 * whose key is the address and some headers, which are all that it hands on; `Cache-Control` decides what is kept and for
 * how long, with no time of its own; an old answer is asked about by its ETag; a GET without an answer is sent again; errors
 * are kept for some seconds whatever they say.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html,
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
 */
export class CloudFrontStandIn {
  readonly #options: CloudFrontOptions;
  readonly #kept = new Map<string, KeptAnswer>();
  /** Seconds of its own time, which only goes on when a test says so. */
  now = 0;

  constructor(options: CloudFrontOptions) {
    this.#options = options;
  }

  async fetch(url: string, { method = "GET", headers = {} }: RequestInit = {}): Promise<Response> {
    const given = new Headers(headers);
    const passed = new Headers();
    for (const name of HEADERS_IN_CACHE_KEY) {
      const value = given.get(name);
      if (value !== null) passed.set(name, value);
    }
    if (method !== "GET") return await this.#options.origin(new Request(url, { method, headers: passed }));
    const key = JSON.stringify([url, ...HEADERS_IN_CACHE_KEY.map((name) => passed.get(name))]);
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.freshUntil > this.now) return toResponse(kept, "Hit from cloudfront");
    const etag = kept?.headers.get("etag");
    if (etag) passed.set("if-none-match", etag);
    const answer = await this.#ask(new Request(url, { headers: passed }));
    if (answer.status === 304 && kept !== undefined) {
      kept.freshUntil = this.now + secondsOf(answer);
      return toResponse(kept, "RefreshHit from cloudfront");
    }
    return await this.#keep(key, answer);
  }

  async #ask(request: Request): Promise<Response> {
    for (let left = this.#options.attempts; left > 0; left--) {
      const answer = await this.#options.origin(request.clone()).catch(() => undefined);
      if (answer !== undefined) return answer;
    }
    return new Response("CloudFront had no answer", { status: 504 });
  }

  async #keep(key: string, answer: Response): Promise<Response> {
    const isError = KEPT_ERRORS.includes(answer.status);
    const seconds = isError ? Math.max(this.#options.errorSeconds, secondsOf(answer)) : secondsOf(answer);
    const body = await answer.arrayBuffer();
    const kept = { status: answer.status, headers: answer.headers, body, freshUntil: this.now + seconds };
    if (isError ? seconds > 0 : mayBeKept(answer)) this.#kept.set(key, kept);
    else this.#kept.delete(key);
    return toResponse(kept, isError ? "Error from cloudfront" : "Miss from cloudfront");
  }
}

function toResponse({ status, headers, body }: KeptAnswer, xCache: string): Response {
  const given = new Headers(headers);
  given.set("x-cache", xCache);
  return new Response(NO_BODY.includes(status) ? null : body, { status, headers: given });
}

function directivesOf(answer: Response): readonly string[] {
  return (answer.headers.get("cache-control") ?? "").toLowerCase().split(/\s*,\s*/);
}

function mayBeKept(answer: Response): boolean {
  const directives = directivesOf(answer);
  return answer.ok && !directives.includes("private") && !directives.includes("no-store");
}

/** 0 for what has to be asked about each time. */
function secondsOf(answer: Response): number {
  const directives = directivesOf(answer);
  if (["private", "no-store", "no-cache"].some((name) => directives.includes(name))) return 0;
  const age = (name: string) => directives.find((one) => one.startsWith(`${name}=`))?.split("=")[1];
  return Number(age("s-maxage") ?? age("max-age") ?? 0);
}
