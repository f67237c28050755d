import { TransportRefusal, type TransportResponse } from "./http-transport.ts";
import { MAX_REDIRECTS, redirectTarget } from "./redirects.ts";
import { parseRobots, type RobotsRules } from "./robots-rules.ts";

export interface RobotsKeeperOptions {
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
   * @throws TransportRefusal when nothing may be fetched from the host; errors of Node when it cannot be
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

  /** Follows redirects, also to other hosts, without reading the robots.txt of those. */
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
