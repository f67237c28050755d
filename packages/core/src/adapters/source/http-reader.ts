import { setTimeout as sleep } from "node:timers/promises";
import { abortedError, DatelineError, throwIfAborted } from "../../errors.ts";
import { type RemoteContent, SourceUnreadable } from "../../ports/remote-reader.ts";
import { waitFullJitter } from "../object-store/full-jitter.ts";
import type { FetchMemory, RememberedContent } from "./fetch-memory.ts";
import { exchangeOnce, TransportRefusal, type TransportResponse } from "./http-transport.ts";
import { MAX_REDIRECTS, redirectTarget, webUrl } from "./redirects.ts";
import { MAX_ROBOTS_BYTES, RobotsKeeper } from "./robots-rules.ts";

export interface HttpReaderOptions {
  /** The User-Agent header. Its first word should be a product that robots.txt can name. */
  readonly userAgent: string;
  /** Cache of responses. Without it, unchanged content is downloaded again. */
  readonly memory?: FetchMemory | undefined;
  /** Rejects addresses in private networks, for a server that fetches URLs from others. */
  readonly refusePrivateAddresses?: boolean | undefined;
  /** Pause between two requests to a host; default 1,000. */
  readonly delayMs?: number | undefined;
  /** Timeout of one exchange; default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Maximum size of one response, decompressed; default 32 MB. */
  readonly maxBytes?: number | undefined;
}

const MAX_ATTEMPTS = 3;
/** Give up if a host asks for a longer wait. */
const MAX_WAIT_MS = 60_000;
const ACCEPT =
  "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.9, application/json;q=0.8, */*;q=0.5";

/**
 * Fetches pages and feeds politely. Obeys robots.txt and `Retry-After`, sends each host one request at a time
 * with a pause after it, and does not download unchanged content again.
 */
export class HttpReader {
  readonly #options: HttpReaderOptions;
  readonly #schedule: HostSchedule;
  readonly #robots: RobotsKeeper;

  constructor(options: HttpReaderOptions) {
    this.#options = options;
    this.#schedule = new HostSchedule(options.delayMs ?? 1_000);
    const headers = { "user-agent": options.userAgent };
    this.#robots = new RobotsKeeper({
      get: async (url, signal) => await this.#get(url, headers, { signal, maxBytes: MAX_ROBOTS_BYTES }),
      onCrawlDelay: (host, delayMs) => this.#schedule.slowDown(host, delayMs),
    });
  }

  /** @throws SourceUnreadable; DatelineError `aborted` */
  async read(address: string, signal?: AbortSignal): Promise<RemoteContent> {
    throwIfAborted(`fetch "${address}"`, signal);
    const memory = this.#options.memory;
    const remembered = await memory?.recall(address, { signal });
    try {
      const { response, url } = await this.#follow(address, conditions(remembered), signal);
      if (response.status === 304 && remembered !== undefined) return remembered;
      if (response.status !== 200) throw new TransportRefusal(`the server answered ${response.status}`);
      const content = {
        bytes: response.bytes,
        contentType: response.headers["content-type"] ?? null,
        url: url.href,
        etag: response.headers.etag ?? null,
        lastModified: response.headers["last-modified"] ?? null,
      };
      await memory?.remember(address, content, { signal });
      return content;
    } catch (error) {
      if (signal?.aborted) throw abortedError(`fetch "${address}"`, signal);
      // The cache failed.
      if (error instanceof DatelineError) throw error;
      throw unreadable(address, error);
    }
  }

  async #follow(
    address: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly response: TransportResponse; readonly url: URL }> {
    let url = webUrl(address, undefined);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const refusal = (await this.#robots.rulesOf(url, signal)).refusal(url.href);
      if (refusal !== null) throw new TransportRefusal(refusal);
      const response = await this.#getPatiently(url, headers, signal);
      const target = redirectTarget(response, url);
      if (target === null) return { response, url };
      url = target;
    }
    throw new TransportRefusal(`it redirects more than ${MAX_REDIRECTS} times`);
  }

  /** Waits as long as the host asks, and retries temporary failures. */
  async #getPatiently(
    url: URL,
    conditional: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<TransportResponse> {
    const headers = { "user-agent": this.#options.userAgent, accept: ACCEPT, ...conditional };
    const maxBytes = this.#options.maxBytes ?? 32 * 1024 * 1024;
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await this.#schedule.run(
          url.host,
          () => this.#get(url, headers, { signal, maxBytes }),
          signal,
        );
        if (attempt === MAX_ATTEMPTS || (response.status !== 429 && response.status < 500)) return response;
        await this.#wait(response, attempt, signal);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || signal?.aborted || error instanceof TransportRefusal) throw error;
        await waitFullJitter(attempt, signal);
      }
    }
  }

  async #wait(
    { headers }: TransportResponse,
    attempt: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const waitMs = retryAfterMs(headers["retry-after"], Date.now());
    if (waitMs === null) return await waitFullJitter(attempt, signal);
    if (waitMs > MAX_WAIT_MS) {
      throw new TransportRefusal(`the server asks to come back in ${Math.ceil(waitMs / 1000)} seconds`);
    }
    await sleep(waitMs, undefined, signal === undefined ? {} : { signal });
  }

  async #get(
    url: URL,
    headers: Readonly<Record<string, string>>,
    { signal, maxBytes }: { readonly signal: AbortSignal | undefined; readonly maxBytes: number },
  ): Promise<TransportResponse> {
    const { timeoutMs = 30_000, refusePrivateAddresses = false } = this.#options;
    return await exchangeOnce(url, { headers, timeoutMs, maxBytes, refusePrivateAddresses, signal });
  }
}

function conditions(remembered: RememberedContent | undefined): Readonly<Record<string, string>> {
  const { etag = null, lastModified = null } = remembered ?? {};
  return {
    ...(etag !== null && { "if-none-match": etag }),
    ...(lastModified !== null && { "if-modified-since": lastModified }),
  };
}

function unreadable(address: string, error: unknown): SourceUnreadable {
  if (error instanceof TransportRefusal)
    return new SourceUnreadable(address, error.message, { cause: error });
  const { name = "", message = String(error) } = error instanceof Error ? error : {};
  const reason =
    name === "TimeoutError" ? "the server did not answer in time" : `it cannot be reached (${message})`;
  return new SourceUnreadable(address, reason, { cause: error });
}

/**
 * Parses how long a response asks to wait.
 *
 * @param header `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3)
 * @returns milliseconds from `now`, or `null` for a missing or invalid header
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const value = header?.trim() ?? "";
  if (value === "") return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Schedules the requests to each host: one at a time, with a pause after each. */
class HostSchedule {
  readonly #delayMs: number;
  /** Resolves when the last request to each host ends, with its `performance.now()`. */
  readonly #turns = new Map<string, Promise<number>>();
  readonly #crawlDelaysMs = new Map<string, number>();

  /** @param delayMs default pause, for hosts that do not ask for one */
  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  /** Sets the pause that a host asks for. */
  slowDown(host: string, delayMs: number): void {
    this.#crawlDelaysMs.set(host, delayMs);
  }

  /** @throws the signal's `AbortError`; what `work` throws */
  async run<T>(host: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#turns.get(host);
    const { promise: turn, resolve: passOn } = withResolvers();
    this.#turns.set(host, turn);
    try {
      if (before !== undefined) {
        const pauseMs = (await before) + this.#pauseMs(host) - performance.now();
        if (pauseMs > 0) await sleep(pauseMs, undefined, signal === undefined ? {} : { signal });
      }
      return await work();
    } finally {
      passOn(performance.now());
    }
  }

  #pauseMs(host: string): number {
    return Math.max(this.#delayMs, this.#crawlDelaysMs.get(host) ?? 0);
  }
}

function withResolvers(): {
  readonly promise: Promise<number>;
  readonly resolve: (value: number) => void;
} {
  let resolve: (value: number) => void = () => {};
  const promise = new Promise<number>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
