import * as z from "zod";
import { LIST_FILTERS, type ListFilter } from "../article-fields.ts";
import { DatelineError } from "../errors.ts";
import { MAX_FILTER_VALUES } from "../search/parse-filter.ts";
import { isBrowsing, MODES, parseQuery } from "../search/parse-query.ts";
import { findGeneralNews } from "../search/search-passages.ts";
import { timeOfQuery } from "../search/time-frame.ts";
import type { Query } from "../types.ts";

/** Longer names do not fit into lists. */
export const MAX_NAME_CHARACTERS = 200;
/** How long sent alerts are remembered. */
export const MAX_QUIET_HOURS = 24 * 30;

/** Prefix of environment variables with webhook secrets, so that an alert cannot name any other. */
export const SECRET_PREFIX = "DATELINE_ALERT_SECRET_";
/** The secret from which those of webhooks added over HTTP are derived. */
export const ROOT_SECRET = `${SECRET_PREFIX}ROOT`;

const names = z.union([z.string(), z.array(z.string()).max(MAX_FILTER_VALUES)]).optional();

const question = z.strictObject({
  text: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  ...(Object.fromEntries(LIST_FILTERS.map((name) => [name, names])) as Record<ListFilter, typeof names>),
  timeZone: z.string().optional(),
  mode: z.enum(MODES).optional(),
  minConfidence: z.number().optional(),
  minSimilarity: z.number().optional(),
});

export const savedSearchChannel = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("webhook"),
    url: z.string().max(2_000).refine(isWebAddress, "must begin with https:// or http://"),
    secret: z
      .string()
      .regex(
        new RegExp(`^${SECRET_PREFIX}[A-Z0-9_]{1,64}$`),
        `must be the name of a variable ${SECRET_PREFIX}…`,
      ),
    salt: z
      .string()
      .regex(/^[0-9a-f]{32}$/, "must be 32 hex digits")
      .optional(),
  }),
  z.strictObject({
    type: z.literal("sns"),
    topic: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/,
        "must be the ARN of a topic, such as arn:aws:sns:eu-west-1:123456789012:desk",
      ),
  }),
  z.strictObject({ type: z.literal("feed") }),
]);

const savedSearch = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "must be lower-case letters, digits and hyphens, 64 at most"),
  name: z.string().trim().min(1).max(MAX_NAME_CHARACTERS),
  question,
  per: z.enum(["story", "article"]),
  quietHours: z.number().min(0).max(MAX_QUIET_HOURS),
  channel: savedSearchChannel,
  createdAt: z.iso.datetime(),
});

/** The query of an alert with its filter, without sort and pages. */
export type AlertQuestion = z.infer<typeof question>;

/**
 * Destination of alerts. A webhook's secret is never stored: `secret` names the environment variable that
 * contains it, or with a `salt` the one it is derived from (`deriveSecret`). A feed is polled by its reader,
 * so nothing is sent.
 */
export type AlertChannel = z.infer<typeof savedSearchChannel>;

/** A query that new articles are matched against. */
export interface SavedSearch {
  readonly id: string;
  readonly name: string;
  readonly question: AlertQuestion;
  /** What is reported once: a story within the quiet hours, or each article. */
  readonly per: "story" | "article";
  /** Hours after an alert during which its story is not reported again. */
  readonly quietHours: number;
  readonly channel: AlertChannel;
  /** UTC instant. */
  readonly createdAt: string;
}

/**
 * Validates a saved search, including its query.
 *
 * @throws DatelineError `invalid-input` that names the field
 */
export function parseSavedSearch(input: unknown): SavedSearch {
  const parsed = savedSearch.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(".") || "it";
    throw new DatelineError("invalid-input", `Cannot save the search: ${field}: ${issue?.message}`);
  }
  alertQuery(parsed.data);
  return parsed.data;
}

/**
 * Validates a new saved search. Refuses one about the news in general, because every article answers it.
 *
 * @throws DatelineError `invalid-input` as `parseSavedSearch`
 */
export function parseNewSearch(input: unknown): SavedSearch {
  const search = parseSavedSearch(input);
  const { createdAt, question } = search;
  const query = alertQuery(search);
  if (findGeneralNews(query, timeOfQuery(query, createdAt)) === null) return search;
  const text = question.text.slice(0, 40);
  throw new DatelineError(
    "invalid-input",
    `Cannot save the search: every article answers it, text is "${text}"`,
  );
}

/**
 * The query of a saved search. It is sorted by date, so every hit must pass the whole floor by itself and
 * does not depend on other new articles.
 *
 * @throws DatelineError `invalid-input` as `parseQuery`, and for a query that would match every article
 */
export function alertQuery({ question: asked }: Pick<SavedSearch, "question">): Query {
  const query = parseQuery({ ...asked, sort: "date", collapse: "article" });
  if (isBrowsing(query)) {
    const text = query.text === "" ? "empty" : `"${query.text.slice(0, 40)}"`;
    throw new DatelineError("invalid-input", `Cannot save the search: it asks nothing, text is ${text}`);
  }
  if (query.minConfidence === 0) {
    throw new DatelineError(
      "invalid-input",
      "Cannot save the search: minConfidence must be above 0, since without a floor every article is an answer",
    );
  }
  return { ...query, limit: Number.MAX_SAFE_INTEGER };
}

/** Path of the feed of a saved search, relative to the API's address, for JSON Feed and RSS. */
export function feedPath({ question: { text, ...restrictions } }: Pick<SavedSearch, "question">): string {
  const parameters = new URLSearchParams({ q: text });
  for (const [name, given] of Object.entries(restrictions)) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value !== undefined) parameters.append(name, String(value));
    }
  }
  return `/v1/search/rss.xml?${parameters}`;
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}
