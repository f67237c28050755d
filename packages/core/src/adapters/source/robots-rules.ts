import robotsParser from "robots-parser";
import { TransportRefusal, type TransportResponse } from "./http-transport.ts";
import { MAX_REDIRECTS, redirectTarget } from "./redirects.ts";

/** RFC 9309 requires parsing at least 500 KiB. */
export const MAX_ROBOTS_BYTES = 512 * 1024;
/** Our product name in robots.txt. */
const PRODUCT = "dateline";
/** Limit of Crawl-delay. A longer wait would look like a hang. */
const MAX_CRAWL_DELAY_MS = 60_000;

/** The rules in a host's robots.txt. */
export interface RobotsRules {
  /** Why an address may not be fetched, as part of a sentence; `null` if it may. */
  refusal(url: string): string | null;
  /** Pause between two requests; 0 by default. */
  readonly crawlDelayMs: number;
}

/**
 * Parses the response to a request for robots.txt. A missing file allows everything. A server error allows
 * nothing (RFC 9309, section 2.3.1).
 *
 * @param url of the robots.txt
 */
export function parseRobots(url: URL, { status, bytes }: TransportResponse): RobotsRules {
  if (status >= 500) {
    const reason = `the robots.txt of ${url.host} is unavailable (${status}), so nothing is fetched from there`;
    return { refusal: () => reason, crawlDelayMs: 0 };
  }
  if (status >= 300) return { refusal: () => null, crawlDelayMs: 0 };
  const robots = robotsParser(url.href, new TextDecoder().decode(bytes));
  const delayMs = (robots.getCrawlDelay(PRODUCT) ?? 0) * 1000;
  return {
    refusal: (target) =>
      robots.isAllowed(target, PRODUCT) === false ? `the robots.txt of ${url.host} does not allow it` : null,
    crawlDelayMs: Math.min(MAX_CRAWL_DELAY_MS, Number.isFinite(delayMs) ? delayMs : 0),
  };
}

interface RobotsKeeperOptions {
  readonly get: (url: URL, signal: AbortSignal | undefined) => Promise<TransportResponse>;
  readonly onCrawlDelay: (host: string, delayMs: number) => void;
}

/** Fetches each host's robots.txt once. */
export class RobotsKeeper {
  readonly #options: RobotsKeeperOptions;
  readonly #rules = new Map<string, Promise<RobotsRules>>();

  constructor(options: RobotsKeeperOptions) {
    this.#options = options;
  }

  /**
   * @throws TransportRefusal when the robots.txt cannot be followed; errors of Node when the host cannot be
   *   reached
   */
  async rulesOf({ origin, host }: URL, signal: AbortSignal | undefined): Promise<RobotsRules> {
    const known = this.#rules.get(origin) ?? this.#fetch(new URL("/robots.txt", origin), signal);
    this.#rules.set(origin, known);
    try {
      const rules = await known;
      if (rules.crawlDelayMs > 0) this.#options.onCrawlDelay(host, rules.crawlDelayMs);
      return rules;
    } catch (error) {
      this.#rules.delete(origin);
      throw error;
    }
  }

  /** Follows redirects, even to other hosts, without reading their robots.txt. */
  async #fetch(start: URL, signal: AbortSignal | undefined): Promise<RobotsRules> {
    let url = start;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await this.#options.get(url, signal);
      const target = redirectTarget(response, url);
      if (target === null) return parseRobots(start, response);
      url = target;
    }
    throw new TransportRefusal(`the robots.txt of ${start.host} redirects more than ${MAX_REDIRECTS} times`);
  }
}
