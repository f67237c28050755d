import robotsParser from "robots-parser";
import type { TransportResponse } from "./http-transport.ts";

/** RFC 9309 requires at least 500 KiB to be parsed. */
export const MAX_ROBOTS_BYTES = 512 * 1024;
/** Our product name in robots.txt. */
const PRODUCT = "dateline";
/** A longer Crawl-delay amounts to a refusal, and waiting it out would look like hanging. */
const MAX_CRAWL_DELAY_MS = 60_000;

/** The rules in a host's robots.txt. */
export interface RobotsRules {
  /** Why an address may not be fetched, as part of a sentence; `null` when it may. */
  refusal(url: string): string | null;
  /** Pause between two requests; 0 when none is requested. */
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
    const reason = `the robots.txt of ${url.host} cannot be had (${status}), so nothing of it is fetched`;
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
