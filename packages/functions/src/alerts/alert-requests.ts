import { isIP } from "node:net";
import { isPrivateAddress } from "@dateline-search/core/adapters/source/private-addresses";
import { ALERT_CONFIDENCE, QUIET_HOURS } from "@dateline-search/core/alerts/alert-defaults";
import {
  feedPath,
  MAX_NAME_CHARACTERS,
  MAX_QUIET_HOURS,
  parseNewSearch,
  type SavedSearch,
} from "@dateline-search/core/alerts/saved-search";
import { strictQuestion } from "@dateline-search/core/alerts/strict-question";
import { LIST_FILTERS, type ListFilter } from "@dateline-search/core/article-fields";
import { DatelineError } from "@dateline-search/core/errors";
import { MODES } from "@dateline-search/core/search/parse-query";
import * as z from "zod";
import { hitSchema, type SearchAnswer } from "../answer-schemas.ts";
import { parseRequest } from "../parse-request.ts";
import { filterFields, floorFields, modeField, queryField, timeZoneField } from "../search-fields.ts";

/** Limits of one answer. */
const MAX_LISTED = 1_000;
const LISTED = 100;

const LIMIT_RULE = `must be a whole number from 1 to ${MAX_LISTED}`;
const HOURS_RULE = `must be a number from 0 to ${MAX_QUIET_HOURS}`;
const PER_RULE = "must be story or article";

const id = z
  .string({ error: "must be a string" })
  .meta({ pattern: "^[a-z0-9][a-z0-9-]{0,63}$", examples: ["ferries"] });
const name = z.string({ error: "must be a string" }).meta({ minLength: 1, maxLength: MAX_NAME_CHARACTERS });
const per = z.enum(["story", "article"], { error: PER_RULE });
const quietHours = z.number({ error: HOURS_RULE }).min(0, HOURS_RULE).max(MAX_QUIET_HOURS, HOURS_RULE);

const question = {
  query: queryField.meta({
    ...queryField.meta(),
    description:
      "A question or keywords, with phrases and exclusions as in a search. Without phrases, names are saved in quotation marks, so that articles must contain them: words that begin with a capital, unless all do. Write a name in lower case if articles need not contain it.",
  }),
  ...filterFields,
  timeZone: timeZoneField,
  mode: modeField,
  ...floorFields,
  minConfidence: floorFields.minConfidence.meta({
    ...floorFields.minConfidence.meta(),
    description: `Alert to nothing below this confidence, above 0. Defaults to ${ALERT_CONFIDENCE}, or to none if the query has phrases or minSimilarity is set.`,
  }),
};

const settings = z.strictObject({
  ...question,
  id: id.optional().meta({ description: "Defaults to an id derived from the name." }),
  name: name.optional().meta({ description: "Defaults to the query." }),
  per: per.default("story").meta({ description: "Alert once per story, or once per article." }),
  quietHours: quietHours
    .default(QUIET_HOURS)
    .meta({ description: "Hours without another alert about the same story." }),
});

const webhook = z.strictObject({
  type: z.literal("webhook"),
  url: z
    .string()
    .meta({ format: "uri", maxLength: 2_000, description: "URL that receives signed messages." }),
});
const feed = z.strictObject({ type: z.literal("feed") });
const channel = z
  .union([webhook, feed])
  .meta({ description: "Where alerts go: to a webhook, or to a feed to poll." });

/** The body of `POST /v1/alerts`. */
export const alertBodySchema = settings.extend({ channel });

/** The parameters of `GET /v1/alerts`. */
export const alertListSchema = z.strictObject({
  limit: z
    .int({ error: LIMIT_RULE })
    .min(1, LIMIT_RULE)
    .max(MAX_LISTED, LIMIT_RULE)
    .default(LISTED)
    .meta({ description: "Maximum number of saved searches." }),
  after: z.string().optional().meta({ description: "The nextAfter of the previous answer." }),
});

const someOf = z.union([z.string(), z.array(z.string())]).optional();

/** Filters are shown as they were given. */
const shownQuestion = {
  query: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  ...(Object.fromEntries(LIST_FILTERS.map((filter) => [filter, someOf])) as Record<
    ListFilter,
    typeof someOf
  >),
  timeZone: z.string().optional(),
  mode: z.enum(MODES).optional(),
  minConfidence: z.number().optional(),
  minSimilarity: z.number().optional(),
};

/**
 * A saved search as shown to callers. Shows only the host of a webhook, since the rest of its address is
 * often secret.
 */
export const alertSchema = z.strictObject({
  ...shownQuestion,
  id,
  name,
  per,
  quietHours,
  channel: z.strictObject({
    type: z.enum(["webhook", "sns", "feed"]),
    host: z.string().nullable().meta({ description: "Host of the webhook." }),
    feed: z.string().nullable().meta({ description: "Path of the RSS feed." }),
  }),
  createdAt: z.string().meta({ format: "date-time" }),
});

export const alertsAnswerSchema = z.strictObject({
  alerts: z.array(alertSchema),
  nextAfter: z
    .string()
    .nullable()
    .meta({ description: "Pass it as after to get the next page. null on the last page." }),
});

export const createdAlertSchema = alertSchema.extend({
  secret: z
    .string()
    .nullable()
    .meta({ description: "Secret that signs messages to the webhook. Shown only once." }),
});

export const alertTestSchema = z.strictObject({
  generation: z.string(),
  total: z.int().min(0).meta({ description: "Number of matching articles in the index." }),
  hits: z.array(hitSchema).meta({ description: "The latest matching articles." }),
});

export type AlertAnswer = z.infer<typeof alertSchema>;
export type AlertsAnswer = z.infer<typeof alertsAnswerSchema>;
export type CreatedAlert = z.infer<typeof createdAlertSchema>;
export type AlertTest = Pick<SearchAnswer, "generation" | "total" | "hits">;
export type AlertList = z.infer<typeof alertListSchema>;

/** A saved search without its channel, and the requested channel. */
export interface AlertRequest {
  /** Its id is `undefined` if one has to be generated. */
  readonly saved: Omit<SavedSearch, "channel" | "id"> & { readonly id: string | undefined };
  readonly channel: z.infer<typeof channel>;
}

export interface AlertRequestContext {
  readonly now: Date;
  /** Also allow webhooks on this machine and its own network. */
  readonly allowPrivateAddresses: boolean;
}

/**
 * Parses the body of a new alert.
 *
 * @throws RequestError `unknown-parameter`; DatelineError `invalid-input`, whose message does not contain the
 *   webhook's address
 */
export function parseAlertBody(body: unknown, context: AlertRequestContext): AlertRequest {
  const { channel: given, ...rest } = isObject(body) ? body : { channel: undefined };
  const parsed = parseRequest(settings, isObject(body) ? rest : body);
  const { query: text, id, name = nameOf(text), per, quietHours, ...restrictions } = parsed;
  const createdAt = context.now.toISOString();
  const search = { name, question: strictQuestion({ text, ...restrictions }), per, quietHours, createdAt };
  // Use a dummy channel, so that everything else is validated before a secret is created.
  const checked = parseNewSearch({ ...search, id: id ?? "new", channel: { type: "feed" } });
  return { saved: { ...checked, id }, channel: parseChannel(given, context) };
}

/** Errors of a query are reported for the query, not for the name. */
function nameOf(query: string): string {
  return query.trim().slice(0, MAX_NAME_CHARACTERS) || "nothing";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseChannel(
  given: unknown,
  { allowPrivateAddresses }: AlertRequestContext,
): AlertRequest["channel"] {
  const parsed = channel.safeParse(given);
  if (!parsed.success) {
    throw refused('channel must be { "type": "webhook", "url": "https://…" } or { "type": "feed" }');
  }
  if (parsed.data.type === "feed") return parsed.data;
  const { url } = parsed.data;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw refused("channel.url must begin with https:// or http://");
  }
  const { hostname, username, password } = new URL(url);
  if (username !== "" || password !== "") throw refused("channel.url must have no name and password in it");
  // A host name may resolve there too, which is checked when a message is sent.
  const isOwn =
    /(?:^|\.)localhost\.?$/i.test(hostname) || (isAddress(hostname) && isPrivateAddress(hostname));
  if (isOwn && !allowPrivateAddresses) throw refused(`channel.url leads into a private network: ${hostname}`);
  return parsed.data;
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

function refused(reason: string): DatelineError {
  return new DatelineError("invalid-input", `Cannot save the search: ${reason}`);
}

/** The parts of a saved search to show. */
export function toAlertAnswer(search: SavedSearch): AlertAnswer {
  const { question: asked, channel: of, ...saved } = search;
  const { text: query, ...restrictions } = asked;
  const host = of.type === "webhook" ? new URL(of.url).host : null;
  const feed = of.type === "feed" ? feedPath(search) : null;
  return { ...saved, query, ...restrictions, channel: { type: of.type, host, feed } };
}
