import { checkHit } from "./answer-checks.ts";
import type { Hit } from "./answers.ts";
import type { CallOptions, FilterOptions, FloorOptions, SearchOptions } from "./call-options.ts";
import { isArrayOf, isNullOr, isNumber, isObjectOf, isOneOf, isString } from "./check-shape.ts";
import type { CallKind } from "./perform-call.ts";

/** What an alert asks, and of whom. */
interface AlertQuestion
  extends Omit<FilterOptions, keyof CallOptions>,
    FloorOptions,
    Pick<SearchOptions, "timeZone" | "mode"> {
  readonly query: string;
}

/** A search to save. */
export interface AlertRequest extends AlertQuestion {
  /** Made from the name when not given. */
  readonly id?: string | undefined;
  /** The query when not given. */
  readonly name?: string | undefined;
  /** Tell of each story once, which is the server's default, or of each article. */
  readonly per?: "story" | "article" | undefined;
  /** Hours in which nothing else is told of a story; the server's default is 24. */
  readonly quietHours?: number | undefined;
  readonly channel: { readonly type: "webhook"; readonly url: string } | { readonly type: "feed" };
}

/** A saved search. */
export interface Alert extends AlertQuestion {
  readonly id: string;
  readonly name: string;
  readonly per: "story" | "article";
  readonly quietHours: number;
  readonly channel: {
    readonly type: "webhook" | "sns" | "feed";
    /** Of a webhook: of its address nothing else is shown. */
    readonly host: string | null;
    /** Path of a feed, as RSS. */
    readonly feed: string | null;
  };
  /** UTC instant. */
  readonly createdAt: string;
}

export interface CreatedAlert extends Alert {
  /** What messages to the webhook are signed with; shown this once. `null` without a webhook. */
  readonly secret: string | null;
}

export interface AlertsResult {
  readonly alerts: readonly Alert[];
  /** Asks for the next ones; `null` at the end. */
  readonly nextAfter: string | null;
}

export interface AlertTestResult {
  readonly generation: string;
  /** How many articles of the index the alert would have told of. */
  readonly total: number;
  /** The latest of them. */
  readonly hits: readonly Hit[];
}

export interface ListAlertsOptions extends CallOptions {
  /** How many at most; the server's default is 100 and its maximum 1,000. */
  readonly limit?: number | undefined;
  /** `nextAfter` of the answer before. */
  readonly after?: string | undefined;
}

/** Saved searches, for an API key with the scope `alerts`. Every method rejects with a `DatelineClientError`. */
export interface AlertsClient {
  /** Saves a search. It is sent once only: after a failure, list what is there before you try again. */
  create(request: AlertRequest, options?: CallOptions): Promise<CreatedAlert>;
  list(options?: ListAlertsOptions): Promise<AlertsResult>;
  /** Rejects with the kind `not-found` when there is none, as `test` does. */
  get(id: string, options?: CallOptions): Promise<Alert>;
  /** Finds the articles of the index that the alert would have told of. Sends nothing. */
  test(id: string, options?: CallOptions): Promise<AlertTestResult>;
  /** Resolves with whether there was one. */
  remove(id: string, options?: CallOptions): Promise<boolean>;
}

const alertFields = {
  id: isString,
  name: isString,
  query: isString,
  per: isOneOf("story", "article"),
  quietHours: isNumber,
  channel: isObjectOf<Alert["channel"]>({
    type: isOneOf("webhook", "sns", "feed"),
    host: isNullOr(isString),
    feed: isNullOr(isString),
  }),
  createdAt: isString,
};
const checkAlert = isObjectOf<Pick<Alert, keyof typeof alertFields>>(alertFields);

export const ALERT: CallKind<Alert> = { action: "read the alert", answer: "an alert", check: checkAlert };
export const CREATE_ALERT: CallKind<CreatedAlert> = {
  action: "save the search",
  answer: "an alert",
  check: isObjectOf<Pick<CreatedAlert, keyof typeof alertFields | "secret">>({
    ...alertFields,
    secret: isNullOr(isString),
  }),
};
export const ALERTS: CallKind<AlertsResult> = {
  action: "list the alerts",
  answer: "a list of alerts",
  check: isObjectOf<AlertsResult>({ alerts: isArrayOf(checkAlert), nextAfter: isNullOr(isString) }),
};
export const TEST_ALERT: CallKind<AlertTestResult> = {
  action: "test the alert",
  answer: "a list of articles",
  check: isObjectOf<AlertTestResult>({ generation: isString, total: isNumber, hits: isArrayOf(checkHit) }),
};
export const REMOVE_ALERT: CallKind<null> = {
  action: "remove the alert",
  answer: "empty",
  check: (value, path) => (value === null ? undefined : path),
};
