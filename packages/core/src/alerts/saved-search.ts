import { z } from "zod";
import { LIST_FILTERS, type ListFilter } from "../article-fields.ts";
import { DatelineError } from "../errors.ts";
import { MAX_FILTER_VALUES } from "../search/parse-filter.ts";
import { isBrowsing, MODES, parseQuery } from "../search/parse-query.ts";
import type { Query } from "../types.ts";

/** Longer names belong into no list. */
export const MAX_NAME_CHARACTERS = 200;
/** So long it is remembered what was told of. */
export const MAX_QUIET_HOURS = 24 * 30;

/** Environment variables that hold the secrets of webhooks begin so, so that an alert can name no other. */
export const SECRET_PREFIX = "DATELINE_ALERT_SECRET_";
/** What secrets are derived from of webhooks that were added over HTTP. */
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

/** What an alert asks: a query with its filter, but neither sort nor pages. */
export type AlertQuestion = z.infer<typeof question>;

/**
 * Where alerts go. A webhook's secret is named, never kept: `secret` is the environment variable that holds it, or with a
 * `salt` the one that the webhook's own secret is derived from (`deriveSecret`). A feed is asked for by its reader, so nothing is
 * sent.
 */
export type AlertChannel = z.infer<typeof savedSearchChannel>;

/** A question that new articles are put to. */
export interface SavedSearch {
  readonly id: string;
  readonly name: string;
  readonly question: AlertQuestion;
  /** What is told of once: a story within the quiet time, or each article. */
  readonly per: "story" | "article";
  /** Hours after an alert in which nothing else is told of its story. */
  readonly quietHours: number;
  readonly channel: AlertChannel;
  /** UTC instant. */
  readonly createdAt: string;
}

/**
 * Checks a saved search, its question included.
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
 * The query that a saved search asks. It is sorted by date, where every hit stands for itself and has to pass the whole
 * floor: of news that comes together none is let in by another.
 *
 * @throws DatelineError `invalid-input` as `parseQuery`, and for what would let every article pass
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

/** Where the answer to a saved search can be followed, below the address of the API: JSON Feed and RSS take the same. */
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
